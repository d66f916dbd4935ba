import { CognitoAuthSetupError } from '../../core/index.js';
import {
  type CognitoApi,
  fetchCognitoApi,
  OptionReader,
  readEndpoint,
  readFetch,
  regionalEndpoint,
} from '../../core/internal.js';
import type { CognitoIdentityPoolOptions } from './identity-pool-options.interface.js';

/** Token of {@link ResolvedIdentityPoolOptions}. */
export const RESOLVED_IDENTITY_POOL_OPTIONS = Symbol.for(
  'nestjs-cognito-auth:identity-pool-options',
);

/** The options that the module uses: checked, completed with the defaults, and frozen. */
export interface ResolvedIdentityPoolOptions {
  readonly identityPoolId: string;
  readonly idToken: CognitoIdentityPoolOptions['idToken'];
  readonly customRoleArn: string | undefined;
  readonly refreshAheadSeconds: number;
  readonly maxCredentials: number;
  readonly guests: boolean;
  readonly foreignLogins: readonly string[];
  readonly loginKey: (issuer: string) => string;
  readonly api: CognitoApi;
  readonly requestTimeoutMs: number;
  readonly maxConcurrentCalls: number;
}

const OPTION_NAMES = Object.keys({
  identityPoolId: true,
  idToken: true,
  customRoleArn: true,
  refreshAheadSeconds: true,
  maxCredentials: true,
  guests: true,
  foreignLogins: true,
  loginKey: true,
  endpoint: true,
  fetch: true,
  api: true,
  requestTimeoutMs: true,
  maxConcurrentCalls: true,
} satisfies Record<keyof CognitoIdentityPoolOptions, true>);

/** AWS's own rule. @see https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetId.html */
const IDENTITY_POOL_ID = /^[\w-]{1,27}:[0-9a-f-]{1,27}[0-9a-f-]*$/;
const MAX_ID_LENGTH = 55;
const ROLE_ARN = /^arn:[\w-]+:iam::\d{12}:role\/.+$/;

/**
 * Checks all options and fills in the defaults.
 *
 * @param given what the application passed: anything, until it is checked
 * @param extras what was passed beside them
 * @param fetchOfKeys what `CognitoAuthModule` fetches keys with
 * @throws {CognitoAuthSetupError} with every mistake
 */
export function resolveIdentityPoolOptions(
  given: unknown,
  extras: unknown,
  fetchOfKeys: typeof globalThis.fetch | undefined,
): ResolvedIdentityPoolOptions {
  const mistakes: string[] = [];
  const options = new OptionReader(given, 'CognitoIdentityPoolModule', mistakes);
  if (mistakes.length > 0) throw new CognitoAuthSetupError(mistakes);
  readExtras(new OptionReader(extras, 'CognitoIdentityPoolModule', mistakes));
  options.refuseUnknownNames(OPTION_NAMES);
  const identityPoolId = readIdentityPoolId(options);
  const resolved: ResolvedIdentityPoolOptions = {
    identityPoolId,
    idToken: options.optionalFunction('idToken') as CognitoIdentityPoolOptions['idToken'],
    customRoleArn: readRoleArn(options),
    refreshAheadSeconds: options.wholeNumber('refreshAheadSeconds', {
      min: 60,
      max: 1800,
      fallback: 300,
    }),
    maxCredentials: options.wholeNumber('maxCredentials', {
      min: 1,
      max: 1_000_000,
      fallback: 5000,
    }),
    guests: options.flag('guests', false),
    foreignLogins: options.texts('foreignLogins') ?? [],
    loginKey:
      (options.optionalSyncFunction('loginKey') as CognitoIdentityPoolOptions['loginKey']) ??
      withoutScheme,
    api: readApi(options, identityPoolId, fetchOfKeys),
    requestTimeoutMs: options.wholeNumber('requestTimeoutMs', {
      min: 500,
      max: 60_000,
      fallback: 3000,
    }),
    maxConcurrentCalls: options.wholeNumber('maxConcurrentCalls', {
      min: 1,
      max: 10_000,
      fallback: 100,
    }),
  };
  if (mistakes.length > 0) throw new CognitoAuthSetupError(mistakes);
  return Object.freeze(resolved);
}

/** Notes the mistakes in what is passed beside the options. */
export function readExtras(options: OptionReader): void {
  options.flag('isGlobal', true);
}

function readIdentityPoolId(options: OptionReader): string {
  const value = options.raw('identityPoolId');
  if (typeof value === 'string' && value.length <= MAX_ID_LENGTH && IDENTITY_POOL_ID.test(value)) {
    return value;
  }
  const hint =
    value === undefined && options.has('identityPoolId')
      ? '; is an environment variable not set?'
      : '';
  options.mistake(
    'identityPoolId',
    `must be the id of an identity pool, such as "eu-west-1:00000000-0000-0000-0000-000000000000"${hint}`,
  );
  return '';
}

function readRoleArn(options: OptionReader): string | undefined {
  const value = options.optionalText('customRoleArn');
  if (value === undefined || ROLE_ARN.test(value)) return value;
  options.mistake(
    'customRoleArn',
    'must be the ARN of a role, such as "arn:aws:iam::123456789012:role/Reader"',
  );
  return undefined;
}

function readApi(
  options: OptionReader,
  identityPoolId: string,
  fetchOfKeys: typeof globalThis.fetch | undefined,
): CognitoApi {
  const endpoint = readEndpoint(options, 'endpoint');
  const fetch = readFetch(options, fetchOfKeys);
  const api = options.optionalFunction('api') as CognitoApi | undefined;
  if (api === undefined) {
    const [region = ''] = identityPoolId.split(':');
    return fetchCognitoApi({
      service: 'AWSCognitoIdentityService',
      endpoint: endpoint ?? regionalEndpoint('cognito-identity', region),
      fetch,
    });
  }
  for (const name of ['endpoint', 'fetch'].filter((other) => options.has(other))) {
    options.mistake(name, 'has no use beside api, which makes the calls');
  }
  return api;
}

/** AWS compares the two, in every partition and with every issuer. */
function withoutScheme(issuer: string): string {
  return issuer.replace(/^https?:\/\//, '');
}
