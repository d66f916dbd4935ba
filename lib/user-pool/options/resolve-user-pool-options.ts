import { CognitoAuthSetupError } from '../../core/index.js';
import {
  type CognitoApi,
  fetchCognitoApi,
  isRegionShaped,
  OptionReader,
  readEndpoint,
  readFetch,
  regionalEndpoint,
  type ResolvedCognitoAuthOptions,
} from '../../core/internal.js';
import { readClientTokens } from './read-client-tokens.js';
import { readClientSecret } from './read-client-secret.js';
import { type ChosenPool, readPool } from './pool-of-auth-module.js';
import { readChoice } from './read-choice.js';
import type { ResolvedUserPoolOptions } from './resolved-user-pool-options.interface.js';
import type { CognitoUserPoolModuleOptions } from './user-pool-module-options.interface.js';

const OPTION_NAMES = Object.keys({
  userPoolId: true,
  clientId: true,
  clientSecret: true,
  flow: true,
  hideUsers: true,
  tellPendingUsers: true,
  triggerMessages: true,
  endpoint: true,
  fetch: true,
  api: true,
  requestTimeoutMs: true,
  maxConcurrentCalls: true,
  refreshOperation: true,
  retryRefresh: true,
  onEvent: true,
  clientTokens: true,
} satisfies Record<keyof CognitoUserPoolModuleOptions, true>);

/**
 * Checks all options of a registration and fills in the defaults.
 *
 * @param given what the application passed: anything, until it is checked
 * @param auth what `CognitoAuthModule` uses, if there is one
 * @throws {CognitoAuthSetupError} with every mistake, not only the first
 */
export function resolveUserPoolOptions(
  given: unknown,
  name: string,
  auth: ResolvedCognitoAuthOptions | undefined,
): ResolvedUserPoolOptions {
  const mistakes: string[] = [];
  const path = name === 'default' ? 'CognitoUserPoolModule' : `CognitoUserPoolModule "${name}"`;
  const options = new OptionReader(given, path, mistakes);
  if (mistakes.length > 0) throw new CognitoAuthSetupError(mistakes);
  options.refuseUnknownNames(OPTION_NAMES);
  const resolved = readAll(options, name, auth);
  if (mistakes.length > 0) throw new CognitoAuthSetupError(mistakes);
  return Object.freeze(resolved);
}

function readAll(
  options: OptionReader,
  name: string,
  auth: ResolvedCognitoAuthOptions | undefined,
): ResolvedUserPoolOptions {
  const pool = readPool(options, auth);
  const fetch = readFetch(options, auth?.signingKeys.fetch);
  const clientSecret = readClientSecret(options);
  const hideUsers = options.flag('hideUsers', true);
  return {
    name,
    userPoolId: pool.userPoolId,
    clientId: pool.clientId,
    clientSecret,
    flow: readChoice(options, 'flow', [
      'USER_SRP_AUTH',
      'USER_PASSWORD_AUTH',
      'USER_AUTH',
      'CUSTOM_AUTH',
    ]),
    hideUsers,
    tellPendingUsers: options.flag('tellPendingUsers', false),
    triggerMessages: readChoice(options, 'triggerMessages', ['hide', 'show']),
    api: readApi(options, pool, fetch),
    requestTimeoutMs: options.wholeNumber('requestTimeoutMs', {
      min: 500,
      max: 60_000,
      fallback: 10_000,
    }),
    maxConcurrentCalls: options.wholeNumber('maxConcurrentCalls', {
      min: 1,
      max: 10_000,
      fallback: 100,
    }),
    refreshOperation: readChoice(options, 'refreshOperation', [
      'GetTokensFromRefreshToken',
      'REFRESH_TOKEN_AUTH',
    ]),
    retryRefresh: options.flag('retryRefresh', false),
    onEvent: options.optionalFunction('onEvent') as CognitoUserPoolModuleOptions['onEvent'],
    clientTokens: readClientTokens(options, fetch),
    warnings: Object.freeze(
      hideUsers && clientSecret === undefined ? [describePublicClient(options)] : [],
    ),
  };
}

function describePublicClient(options: OptionReader): string {
  return (
    `${options.nameOf('hideUsers')} is on, but the app client has no secret: whoever has its id can ask Cognito ` +
    'directly who has an account. Give clientSecret, or write hideUsers: false if this is meant'
  );
}

function readApi(
  options: OptionReader,
  { userPoolId, apiEndpoint }: ChosenPool,
  fetch: typeof globalThis.fetch,
): CognitoApi {
  const api = options.optionalFunction('api') as CognitoApi | undefined;
  const given = readEndpoint(options, 'endpoint');
  if (api !== undefined) {
    if (given !== undefined) options.mistake('endpoint', 'means nothing beside api; leave out one');
    return api;
  }
  const endpoint = given ?? apiEndpoint ?? awsEndpointOf(userPoolId);
  if (endpoint === undefined && userPoolId !== '') {
    options.mistake(
      'endpoint',
      `is needed, because "${userPoolId}" does not begin with an AWS region`,
    );
  }
  return fetchCognitoApi({
    service: 'AWSCognitoIdentityProviderService',
    endpoint: endpoint ?? '',
    fetch,
  });
}

function awsEndpointOf(userPoolId: string): string | undefined {
  const region = userPoolId.slice(0, Math.max(0, userPoolId.indexOf('_')));
  return isRegionShaped(region) ? regionalEndpoint('cognito-idp', region) : undefined;
}
