import type { LocalCognitoOptions } from '../../../../lib/local/options/local-cognito-options.interface.js';
import { resolveLocalCognitoOptions } from '../../../../lib/local/options/resolve-local-cognito-options.js';
import type { MadeResources } from './made-resources.js';
import { clientInput, nameOf, poolInput, resourceServerInputs, userInput } from './pool-inputs.js';
import type { StepTarget } from './step-target.interface.js';

type Answer = Readonly<Record<string, unknown>>;

/** How a pool is made. */
export interface Provisioning {
  readonly call: StepTarget['call'];
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly resources: MadeResources;
}

/** A pool that was made by calls. */
export interface ProvisionedPool {
  readonly userPoolId: string;
  /** Ids by those in the options. */
  readonly clientIds: ReadonlyMap<string, string>;
}

/**
 * Makes a user pool with clients of the options of a local Cognito.
 *
 * @throws {Error} with the name of the error that an operation answers
 */
export async function provisionPool(
  given: LocalCognitoOptions,
  { call, name, tags, resources }: Provisioning,
): Promise<ProvisionedPool> {
  const options = resolveLocalCognitoOptions(given);
  const { UserPool } = await answerOf(call, 'CreateUserPool', poolInput(options, { name, tags }));
  const { Id: userPoolId } = UserPool as { readonly Id: string };
  const inPool = { UserPoolId: userPoolId };
  resources.add(`user pool ${userPoolId}`, () => answerOf(call, 'DeleteUserPool', inPool));
  const ask = (operation: string, input: object) =>
    answerOf(call, operation, { ...inPool, ...input });
  if (options.mfa !== 'OFF') {
    await ask('SetUserPoolMfaConfig', {
      MfaConfiguration: options.mfa,
      SoftwareTokenMfaConfiguration: { Enabled: true },
    });
  }
  for (const server of resourceServerInputs(options.clients)) {
    await ask('CreateResourceServer', server);
  }
  const clientIds = new Map<string, string>();
  for (const client of options.clients) {
    const { UserPoolClient } = await ask('CreateUserPoolClient', clientInput(client));
    clientIds.set(client.clientId, (UserPoolClient as { readonly ClientId: string }).ClientId);
  }
  return { userPoolId, clientIds };
}

/**
 * Makes the groups and users of the options.
 *
 * @throws {Error} with the name of the error that an operation answers
 */
export async function fillPool(
  given: LocalCognitoOptions,
  userPoolId: string,
  call: StepTarget['call'],
): Promise<void> {
  const { groups, users, signIn } = resolveLocalCognitoOptions(given);
  const ask = (operation: string, input: object): Promise<Answer> =>
    answerOf(call, operation, { UserPoolId: userPoolId, ...input });
  const named = new Map(groups.map((group) => [group.name, group]));
  for (const name of users.flatMap((user) => user.groups ?? [])) {
    if (!named.has(name)) named.set(name, { name });
  }
  for (const { name, precedence, roleArn } of named.values()) {
    await ask('CreateGroup', {
      GroupName: name,
      ...(precedence === undefined ? {} : { Precedence: precedence }),
      ...(roleArn === undefined ? {} : { RoleArn: roleArn }),
    });
  }
  for (const user of users) {
    const who = { Username: nameOf(user, signIn) };
    await ask('AdminCreateUser', userInput(user, signIn));
    if (user.password !== undefined) {
      await ask('AdminSetUserPassword', { ...who, Password: user.password, Permanent: true });
    }
    for (const GroupName of user.groups ?? []) {
      await ask('AdminAddUserToGroup', { ...who, GroupName });
    }
    if (user.enabled === false) await ask('AdminDisableUser', who);
  }
}

/** @throws {Error} with the name of the error that an operation answers */
export async function answerOf(
  call: StepTarget['call'],
  operation: string,
  input: object,
): Promise<Answer> {
  const result = await call(operation, input);
  if ('answer' in result) return result.answer;
  throw new Error(`${operation} has answered ${result.error}: ${result.message}`);
}
