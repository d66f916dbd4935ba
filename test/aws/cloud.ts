import * as identity from '@aws-sdk/client-cognito-identity';
import * as userPool from '@aws-sdk/client-cognito-identity-provider';
import type { CallResult, StepTarget } from '../e2e/local/targets/step-target.interface.js';

/** Where user pools are made. */
export interface Cloud {
  readonly region: string;
  /** Calls an operation of user pools or identity pools, as whom the environment says. */
  readonly call: StepTarget['call'];
  /** Where the hosted login of a domain is. */
  domainOrigin(domain: string): string;
}

type Command = new (input: object) => never;

/** AWS, or what answers in its place. @param endpoint of another service than AWS */
export function connect(region: string, endpoint?: string): Cloud & { close(): void } {
  const configuration = {
    region,
    // Steps provoke errors on purpose; throttling is waited for.
    maxAttempts: 6,
    ...(endpoint === undefined
      ? {}
      : { endpoint, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
  };
  const pools = new userPool.CognitoIdentityProviderClient(configuration);
  const identities = new identity.CognitoIdentityClient(configuration);
  return {
    region,
    async call(operation, input) {
      const name = `${operation}Command`;
      const isOfPools = name in userPool;
      const commands = (isOfPools ? userPool : identity) as unknown as Record<string, Command>;
      const Operation = commands[name];
      if (Operation === undefined) throw new Error(`The SDKs have no operation ${operation}`);
      const command = new Operation(input);
      return resultOf(() => (isOfPools ? pools.send(command) : identities.send(command)));
    },
    domainOrigin: (domain) => `https://${domain}.auth.${region}.amazoncognito.com`,
    close() {
      pools.destroy();
      identities.destroy();
    },
  };
}

/** As it came over the wire, where dates are seconds. @throws what is no answer of the service, such as no network */
async function resultOf(send: () => Promise<object>): Promise<CallResult> {
  try {
    const { $metadata: _metadata, ...output } = (await send()) as Record<string, unknown>;
    return { answer: plain(output) as Record<string, unknown> };
  } catch (error) {
    const { name, message, $metadata } = error as Error & {
      readonly $metadata?: { readonly httpStatusCode?: number };
    };
    if ($metadata?.httpStatusCode === undefined) throw error;
    return { error: name, message };
  }
}

function plain(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) =>
      member === undefined ? [] : [[name, plain(member)]],
    ),
  );
}
