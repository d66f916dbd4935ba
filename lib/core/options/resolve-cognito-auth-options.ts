import { CognitoAuthSetupError } from '../errors/cognito-auth-setup.error.js';
import { OptionReader } from '../option-reader/option-reader.js';
import type {
  CognitoAuthSettings,
  SigningKeysOptions,
  VerifiedTokenCacheOptions,
} from './cognito-auth-options.interface.js';
import { openOptions } from './open-options.js';
import { EXTRA_NAMES, readExtras } from './read-extras.js';
import { readTokenSources } from './read-token-sources.js';
import { readTransports } from './read-transports.js';
import type {
  ResolvedCognitoAuthOptions,
  ResolvedIssuer,
  ResolvedSigningKeysOptions,
  ResolvedUserPool,
  ResolvedVerifiedTokenCacheOptions,
} from './resolved-cognito-auth-options.interface.js';
import { resolveUserPool, USER_POOL_OPTION_NAMES } from './resolve-user-pool.js';

const SETTING_NAMES = Object.keys({
  tokenSources: true,
  clockToleranceSeconds: true,
  maxTokenAgeSeconds: true,
  maxTokenLength: true,
  validateClaims: true,
  mapUser: true,
  onEvent: true,
  transports: true,
  signingKeys: true,
  verifiedTokenCache: true,
  realm: true,
  strategyName: true,
} satisfies Record<keyof CognitoAuthSettings, true>);

const SIGNING_KEYS_OPTION_NAMES = Object.keys({
  requestTimeoutMs: true,
  allowInsecureHttp: true,
  maxAgeSeconds: true,
  staleIfErrorSeconds: true,
  cooldownSeconds: true,
  maxWaitingCalls: true,
  prefetch: true,
  fetch: true,
} satisfies Record<keyof SigningKeysOptions, true>);

const VERIFIED_TOKEN_CACHE_OPTION_NAMES = Object.keys({
  maxTokens: true,
  maxBytes: true,
} satisfies Record<keyof VerifiedTokenCacheOptions, true>);

/** RFC 9110 §5.6.4, without the characters that need escaping. */
const REALM = /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/;

/**
 * Checks all options and fills in the defaults.
 *
 * @param given what the application passed: anything, until it is checked
 * @param extras what was passed beside the options in `forRoot()`: also anything
 * @throws {CognitoAuthSetupError} with every mistake, not only the first
 */
export function resolveCognitoAuthOptions(
  given: unknown,
  extras: unknown = {},
): ResolvedCognitoAuthOptions {
  const mistakes: string[] = [];
  const warnings: string[] = [];
  const options = openOptions(given, mistakes);
  readExtras(new OptionReader(extras, '', mistakes));
  refuseUnknownNames(options);
  const { signingKeys, allowInsecureHttp } = readSigningKeysOptions(options.nested('signingKeys'));
  const userPools = readUserPools(options).map((userPool) =>
    resolveUserPool(userPool, { allowInsecureHttp, warnings }),
  );
  const resolved: ResolvedCognitoAuthOptions = {
    userPools: Object.freeze(userPools),
    issuers: indexByIssuer(userPools, mistakes),
    tokenSources: readTokenSources(options, warnings),
    transports: readTransports(options),
    clockToleranceSeconds: options.wholeNumber('clockToleranceSeconds', {
      min: 0,
      max: 300,
      fallback: 0,
    }),
    maxTokenAgeSeconds: options.optionalWholeNumber('maxTokenAgeSeconds', { min: 1, max: 86_400 }),
    maxTokenLength: options.wholeNumber('maxTokenLength', {
      min: 512,
      max: 16_384,
      fallback: 8192,
    }),
    validateClaims: options.optionalFunction(
      'validateClaims',
    ) as CognitoAuthSettings['validateClaims'],
    mapUser: options.optionalFunction('mapUser') as CognitoAuthSettings['mapUser'],
    onEvent: options.optionalFunction('onEvent') as CognitoAuthSettings['onEvent'],
    signingKeys,
    verifiedTokenCache: readVerifiedTokenCacheOptions(options),
    realm: readRealm(options),
    strategyName: options.text('strategyName', 'cognito'),
    warnings: Object.freeze(warnings),
  };
  if (mistakes.length > 0) throw new CognitoAuthSetupError(mistakes);
  return Object.freeze(resolved);
}

function refuseUnknownNames(options: OptionReader): void {
  for (const name of EXTRA_NAMES.filter((extra) => options.has(extra))) {
    options.mistake(name, 'shapes the module before a factory runs; write it beside the factory');
  }
  const isForSeveral = options.raw('userPools') !== undefined;
  const ofPools = USER_POOL_OPTION_NAMES.filter((name) => !isForSeveral || options.has(name));
  if (isForSeveral && ofPools.length > 0) {
    options.mistake(ofPools.join(', '), 'must move into userPools, since each pool has its own');
  }
  options.refuseUnknownNames([...SETTING_NAMES, ...ofPools, 'userPools', ...EXTRA_NAMES]);
}

function readUserPools(options: OptionReader): readonly OptionReader[] {
  const value = options.raw('userPools');
  if (value === undefined) return [options];
  if (!Array.isArray(value) || value.length === 0) {
    options.mistake('userPools', 'must be a list of user pools that is not empty');
    return [];
  }
  const userPools = options.nestedList('userPools');
  for (const userPool of userPools) userPool.refuseUnknownNames(USER_POOL_OPTION_NAMES);
  return userPools;
}

/** An issuer decides which pool's rules apply, so it must belong to one pool only. */
function indexByIssuer(
  userPools: readonly ResolvedUserPool[],
  mistakes: string[],
): ReadonlyMap<string, ResolvedIssuer> {
  const issuers = new Map<string, ResolvedIssuer>();
  for (const userPool of userPools) {
    for (const keySource of userPool.keySources) {
      const claimsRules = Object.freeze({ ...userPool.claimsRules, issuers: keySource.issuers });
      for (const issuer of keySource.issuers) {
        if (issuers.has(issuer)) {
          mistakes.push(
            `userPools: two user pools share the issuer "${issuer}"; every pool needs its own`,
          );
        }
        issuers.set(issuer, Object.freeze({ userPool, claimsRules }));
      }
    }
  }
  return issuers;
}

function readSigningKeysOptions(options: OptionReader): {
  signingKeys: ResolvedSigningKeysOptions;
  allowInsecureHttp: boolean;
} {
  options.refuseUnknownNames(SIGNING_KEYS_OPTION_NAMES);
  const cooldownSeconds = options.wholeNumber('cooldownSeconds', {
    min: 1,
    max: 3600,
    fallback: 10,
  });
  const maxAgeSeconds = options.wholeNumber('maxAgeSeconds', {
    min: cooldownSeconds,
    max: 86_400,
    fallback: 3600,
  });
  const staleIfErrorSeconds = options.wholeNumber('staleIfErrorSeconds', {
    min: maxAgeSeconds,
    max: 604_800,
    fallback: 86_400,
  });
  const signingKeys = Object.freeze({
    requestTimeoutMs: options.wholeNumber('requestTimeoutMs', {
      min: 100,
      max: 30_000,
      fallback: 3000,
    }),
    maxAgeSeconds,
    staleIfErrorSeconds,
    cooldownSeconds,
    maxWaitingCalls: options.wholeNumber('maxWaitingCalls', {
      min: 1,
      max: 1_000_000,
      fallback: 10_000,
    }),
    prefetch: options.flag('prefetch', true),
    fetch: options.optionalFunction('fetch') as typeof globalThis.fetch | undefined,
  });
  return { signingKeys, allowInsecureHttp: options.flag('allowInsecureHttp', false) };
}

function readVerifiedTokenCacheOptions(
  options: OptionReader,
): ResolvedVerifiedTokenCacheOptions | undefined {
  if (options.raw('verifiedTokenCache') === false) return undefined;
  const limits = options.nested('verifiedTokenCache');
  limits.refuseUnknownNames(VERIFIED_TOKEN_CACHE_OPTION_NAMES);
  return Object.freeze({
    maxTokens: limits.wholeNumber('maxTokens', { min: 1, max: 1_000_000, fallback: 5000 }),
    maxBytes: limits.wholeNumber('maxBytes', { min: 65_536, max: 2 ** 30, fallback: 2 ** 24 }),
  });
}

function readRealm(options: OptionReader): string {
  const realm = options.text('realm', 'cognito');
  if (!REALM.test(realm)) options.mistake('realm', 'must be printable ASCII without " and \\');
  return realm;
}
