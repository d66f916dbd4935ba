import type { LocalClient } from '../options/resolved-local-cognito-options.interface.js';
import { checkSecretHash } from '../pool/clients.js';
import { needed } from '../sign-in/needed.js';
import type { SignInAttempt, SignInParameters } from '../sign-in/sign-in.interface.js';
import { defineOperation, type OperationTable } from '../wire/define-operation.js';
import type { Output } from '../wire/operation.interface.js';
import type { Caller } from '../wire/caller.js';
import { invalidParameter, notAuthorized } from '../wire/service-exception.js';
import { MAP, type MembersOf, TEXT } from '../wire/shape.js';
import { type ApiContext, member } from './api-context.js';
import { answerWith, authenticationResult, isAtSameDevice } from './authentication-result.js';

const INITIATE = {
  ClientId: TEXT,
  AuthFlow: TEXT,
  AuthParameters: MAP,
  ClientMetadata: MAP,
  Session: TEXT,
};
const RESPOND = {
  ClientId: TEXT,
  ChallengeName: TEXT,
  ChallengeResponses: MAP,
  ClientMetadata: MAP,
  Session: TEXT,
};

type InitiateInput = MembersOf<typeof INITIATE>;
type RespondInput = MembersOf<typeof RESPOND>;

/** How users sign in, in as many steps as it takes. */
export function signInOperations(context: ApiContext): OperationTable {
  return {
    InitiateAuth: defineOperation({
      input: INITIATE,
      run: (input, caller) => initiate(context, input, { caller }),
    }),
    AdminInitiateAuth: defineOperation({
      input: { ...INITIATE, UserPoolId: TEXT },
      isSigned: true,
      run(input, caller) {
        context.own(input.UserPoolId);
        return initiate(context, input, { caller, isAdmin: true });
      },
    }),
    RespondToAuthChallenge: defineOperation({
      input: RESPOND,
      run: (input, caller) => respond(context, input, caller),
    }),
    AdminRespondToAuthChallenge: defineOperation({
      input: { ...RESPOND, UserPoolId: TEXT },
      isSigned: true,
      run(input, caller) {
        context.own(input.UserPoolId);
        return respond(context, input, caller);
      },
    }),
  };
}

/** Flow, secret hash and user are checked in this order. */
async function initiate(
  context: ApiContext,
  input: InitiateInput,
  { caller, isAdmin = false }: { caller: Caller | undefined; isAdmin?: boolean },
): Promise<Output> {
  const client = context.client(input.ClientId);
  const flow = flowOf(member(input.AuthFlow, 'authFlow'), isAdmin);
  const parameters: SignInParameters = input.AuthParameters ?? {};
  checkAllowed(client, flow);
  if (flow === 'REFRESH_TOKEN_AUTH') {
    return refresh(context, client, parameters, { clientMetadata: input.ClientMetadata, caller });
  }
  const login = needed(parameters, 'USERNAME');
  checkSecretHash(client, login, parameters['SECRET_HASH']);
  const attempt: SignInAttempt = {
    client,
    deviceKey: parameters['DEVICE_KEY'],
    caller,
    clientMetadata: input.ClientMetadata,
  };
  const begin = FLOWS[flow];
  return answerWith(context, attempt, await begin(context, attempt, login, input));
}

type Begin = (
  context: ApiContext,
  attempt: SignInAttempt,
  login: string,
  input: InitiateInput,
) => ReturnType<ApiContext['signIn']['answer']>;

const withPassword: Begin = ({ signIn }, attempt, login, { AuthParameters = {} }) =>
  signIn.withPassword(attempt, login, needed(AuthParameters, 'PASSWORD'));

const FLOWS = {
  USER_PASSWORD_AUTH: withPassword,
  ADMIN_USER_PASSWORD_AUTH: withPassword,
  USER_SRP_AUTH: ({ signIn }, attempt, login, { AuthParameters = {} }) =>
    signIn.bySrp(attempt, login, needed(AuthParameters, 'SRP_A')),
  USER_AUTH: ({ signIn }, attempt, login, { AuthParameters = {}, Session }) =>
    Session === undefined
      ? signIn.byChoice(attempt, login, AuthParameters)
      : signIn.afterSignUp(attempt, login, Session),
  CUSTOM_AUTH: ({ signIn }, attempt, login, { AuthParameters = {} }) =>
    signIn.byTriggers(attempt, login, AuthParameters),
} as const satisfies Readonly<Record<string, Begin>>;

type Flow = keyof typeof FLOWS | 'REFRESH_TOKEN_AUTH';

/** Older names of flows. */
const SYNONYMS: ReadonlyMap<string, Flow> = new Map([
  ['REFRESH_TOKEN', 'REFRESH_TOKEN_AUTH'],
  ['REFRESH_TOKEN_AUTH', 'REFRESH_TOKEN_AUTH'],
  ['ADMIN_NO_SRP_AUTH', 'ADMIN_USER_PASSWORD_AUTH'],
]);

function flowOf(name: string, isAdmin: boolean): Flow {
  const flow = SYNONYMS.get(name) ?? (isBeginning(name) ? name : undefined);
  if (flow === undefined || (flow === 'ADMIN_USER_PASSWORD_AUTH' && !isAdmin)) {
    throw invalidParameter('Initiate Auth method not supported.');
  }
  return flow;
}

function isBeginning(name: string): name is keyof typeof FLOWS {
  return Object.hasOwn(FLOWS, name);
}

function checkAllowed({ authFlows }: LocalClient, flow: Flow): void {
  if (!authFlows.includes(`ALLOW_${flow}`)) {
    throw invalidParameter(`${flow} flow not enabled for this client`);
  }
}

/** SECRET_HASH is over the username, not over what was typed in. */
async function refresh(
  context: ApiContext,
  client: LocalClient,
  parameters: SignInParameters,
  request: Pick<SignInAttempt, 'clientMetadata' | 'caller'>,
): Promise<Output> {
  const { tokens } = context.pool;
  const token = needed(parameters, 'REFRESH_TOKEN');
  const { username } = tokens.familyOf(token, client);
  checkSecretHash(client, username, parameters['SECRET_HASH']);
  if (!isAtSameDevice(context, client, token, parameters['DEVICE_KEY'])) {
    throw notAuthorized('Invalid Refresh Token');
  }
  const refreshed = await tokens.refresh(token, client, request);
  return { ChallengeParameters: {}, AuthenticationResult: authenticationResult(refreshed) };
}

async function respond(
  context: ApiContext,
  input: RespondInput,
  caller: Caller | undefined,
): Promise<Output> {
  const client = context.client(input.ClientId);
  const name = member(input.ChallengeName, 'challengeName');
  const responses: SignInParameters = input.ChallengeResponses ?? {};
  checkSecretHash(client, needed(responses, 'USERNAME'), responses['SECRET_HASH']);
  const attempt: SignInAttempt = {
    client,
    deviceKey: responses['DEVICE_KEY'],
    caller,
    clientMetadata: input.ClientMetadata,
  };
  const outcome = await context.signIn.answer(attempt, name, input.Session, responses);
  return answerWith(context, attempt, outcome);
}
