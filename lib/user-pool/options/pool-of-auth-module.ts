import type { OptionReader, ResolvedCognitoAuthOptions } from '../../core/internal.js';

type ConfiguredPool = ResolvedCognitoAuthOptions['userPools'][number];

/** The user pool of a registration, as far as `CognitoAuthModule` knows it. */
export interface ChosenPool {
  readonly userPoolId: string;
  readonly clientId: string;
  /** Where the API is, if `CognitoAuthModule` knows the pool. */
  readonly apiEndpoint: string | undefined;
}

const USER_POOL_ID = /^[\w-]{1,50}_[0-9a-zA-Z]{1,50}$/;
const CLIENT_ID = /^[\w+]{1,128}$/;

/** Reads pool and client; what is not given comes from `CognitoAuthModule`, if only one can be meant. */
export function readPool(
  options: OptionReader,
  auth: ResolvedCognitoAuthOptions | undefined,
): ChosenPool {
  const pool = configuredPool(options, auth);
  const userPoolId = options.optionalText('userPoolId') ?? pool?.userPoolId;
  if (userPoolId === undefined) {
    options.mistake(
      'userPoolId',
      auth === undefined
        ? 'is needed, because no CognitoAuthModule is visible here'
        : 'is needed, because CognitoAuthModule has several user pools',
    );
  } else if (!USER_POOL_ID.test(userPoolId)) {
    options.mistake('userPoolId', 'must be the id of a user pool, such as "eu-west-1_AbCdEf123"');
  }
  return {
    userPoolId: userPoolId ?? '',
    clientId: readClientId(options, pool),
    apiEndpoint: pool?.apiEndpoint,
  };
}

function configuredPool(
  options: OptionReader,
  auth: ResolvedCognitoAuthOptions | undefined,
): ConfiguredPool | undefined {
  if (auth === undefined) return undefined;
  const userPoolId = options.raw('userPoolId');
  if (userPoolId === undefined) return auth.userPools.length === 1 ? auth.userPools[0] : undefined;
  const pool = auth.userPools.find((known) => known.userPoolId === userPoolId);
  if (pool === undefined) {
    options.mistake(
      'userPoolId',
      'is not configured in CognitoAuthModule, which would refuse the tokens of this user pool',
    );
  }
  return pool;
}

function readClientId(options: OptionReader, pool: ConfiguredPool | undefined): string {
  const accepted = pool?.claimsRules.clientIds ?? undefined;
  const only = accepted?.length === 1 ? accepted[0] : undefined;
  const clientId = options.optionalText('clientId') ?? only;
  if (clientId === undefined || !CLIENT_ID.test(clientId)) {
    options.mistake('clientId', 'must be the id of the app client that users sign in with');
  } else if (accepted?.includes(clientId) === false) {
    options.mistake(
      'clientId',
      'is not accepted in CognitoAuthModule, which would refuse its tokens',
    );
  }
  return clientId ?? '';
}
