import { OptionReader } from '../../core/standalone.js';
import { resolveLocalClient } from '../options/resolve-local-client.js';
import type { LocalClient } from '../options/resolved-local-cognito-options.interface.js';
import type { Output } from '../wire/operation.interface.js';
import { invalidParameter, ServiceException } from '../wire/service-exception.js';
import { FLAG, INTEGER, listOf, type MembersOf, structure, TEXT } from '../wire/shape.js';

/** What makes a client, and what changes one. */
export const CLIENT = {
  UserPoolId: TEXT,
  ClientName: TEXT,
  ExplicitAuthFlows: listOf(TEXT),
  CallbackURLs: listOf(TEXT),
  LogoutURLs: listOf(TEXT),
  AllowedOAuthScopes: listOf(TEXT),
  AllowedOAuthFlows: listOf(TEXT),
  AllowedOAuthFlowsUserPoolClient: FLAG,
  AccessTokenValidity: INTEGER,
  IdTokenValidity: INTEGER,
  RefreshTokenValidity: INTEGER,
  TokenValidityUnits: structure({ AccessToken: TEXT, IdToken: TEXT, RefreshToken: TEXT }),
  RefreshTokenRotation: structure({ Feature: TEXT, RetryGracePeriodSeconds: INTEGER }),
  PreventUserExistenceErrors: TEXT,
  EnableTokenRevocation: FLAG,
  AuthSessionValidity: INTEGER,
};

type ClientInput = MembersOf<typeof CLIENT>;

/** What the input does not say. */
interface ClientRest {
  readonly clientId?: string;
  readonly name: string;
  readonly hasNewSecret?: boolean;
  readonly nowMs: number;
}

const SECONDS: ReadonlyMap<string, number> = new Map([
  ['seconds', 1],
  ['minutes', 60],
  ['hours', 3600],
  ['days', 86_400],
]);
const FLOWS = ['ALLOW_USER_SRP_AUTH', 'ALLOW_CUSTOM_AUTH'];

/**
 * A client by the defaults of the API, unlike one of the options: it hides users only if it says so, and has neither
 * flows with plain passwords nor the hosted login.
 *
 * @throws {ServiceException} InvalidParameterException or InvalidOAuthFlowException
 */
export function clientIn(input: ClientInput, rest: ClientRest): LocalClient {
  const { Feature, RetryGracePeriodSeconds } = input.RefreshTokenRotation ?? {};
  const isRotating = Feature === 'ENABLED';
  const mistakes: string[] = [];
  const options = {
    ...(rest.clientId === undefined ? {} : { clientId: rest.clientId }),
    name: rest.name,
    secret: rest.hasNewSecret === true ? true : undefined,
    authFlows: input.ExplicitAuthFlows ?? [
      ...FLOWS,
      ...(isRotating ? [] : ['ALLOW_REFRESH_TOKEN_AUTH']),
    ],
    callbackUrls: input.CallbackURLs,
    logoutUrls: input.LogoutURLs,
    scopes: input.AllowedOAuthScopes ?? [],
    grants: grantsIn(input),
    accessTokenSeconds: secondsOf(input, 'AccessToken', 'hours'),
    idTokenSeconds: secondsOf(input, 'IdToken', 'hours'),
    refreshTokenSeconds: secondsOf(input, 'RefreshToken', 'days'),
    refreshTokenRotation: isRotating ? { graceSeconds: RetryGracePeriodSeconds ?? 0 } : false,
    preventUserExistenceErrors: input.PreventUserExistenceErrors === 'ENABLED',
    tokenRevocation: input.EnableTokenRevocation,
    sessionMinutes: input.AuthSessionValidity,
  };
  const client = resolveLocalClient(new OptionReader(options, '', mistakes), rest.nowMs);
  if (mistakes[0] !== undefined) throw invalidParameter(mistakes[0]);
  return client;
}

/** `UserPoolClientType` */
export function describeClient(userPoolId: string, client: LocalClient): Output {
  const { refreshTokenRotation: rotation } = client;
  return {
    ClientId: client.clientId,
    ClientName: client.name,
    UserPoolId: userPoolId,
    ClientSecret: client.secrets[0]?.value,
    ExplicitAuthFlows: client.authFlows,
    CallbackURLs: client.callbackUrls,
    LogoutURLs: client.logoutUrls,
    AllowedOAuthScopes: client.scopes,
    AllowedOAuthFlows: client.grants,
    AllowedOAuthFlowsUserPoolClient: client.grants.length > 0,
    AccessTokenValidity: client.accessTokenSeconds,
    IdTokenValidity: client.idTokenSeconds,
    RefreshTokenValidity: client.refreshTokenSeconds,
    TokenValidityUnits: { AccessToken: 'seconds', IdToken: 'seconds', RefreshToken: 'seconds' },
    EnableTokenRevocation: client.tokenRevocation,
    PreventUserExistenceErrors: client.preventUserExistenceErrors ? 'ENABLED' : 'LEGACY',
    RefreshTokenRotation:
      rotation === false
        ? { Feature: 'DISABLED' }
        : { Feature: 'ENABLED', RetryGracePeriodSeconds: rotation.graceSeconds },
    AuthSessionValidity: client.sessionMinutes,
  };
}

/** Without AllowedOAuthFlowsUserPoolClient there are none, whatever else is said. */
function grantsIn(input: ClientInput): readonly string[] {
  if (input.AllowedOAuthFlowsUserPoolClient !== true) return [];
  const { AllowedOAuthFlows: grants = [], AllowedOAuthScopes: scopes = [] } = input;
  if (grants.length === 0 || scopes.length === 0) {
    throw new ServiceException(
      'InvalidOAuthFlowException',
      'AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.',
    );
  }
  return grants;
}

function secondsOf(
  input: ClientInput,
  token: 'AccessToken' | 'IdToken' | 'RefreshToken',
  unitByDefault: string,
): number | undefined {
  const validity = input[`${token}Validity`];
  const unit = SECONDS.get(input.TokenValidityUnits?.[token] ?? unitByDefault);
  if (unit === undefined) throw invalidParameter(`Invalid TokenValidityUnits for ${token}`);
  return validity === undefined || validity === 0 ? undefined : validity * unit;
}
