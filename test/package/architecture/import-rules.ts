/**
 * Folders of `lib/core`, level by level from the top. Each may import from every level below its own, and from no
 * other folder of its level.
 */
export const CORE_LEVELS: readonly (readonly string[])[] = [
  ['reach'],
  ['guard', 'passport-guard', 'lifetime'],
  ['extensions'],
  ['verifier'],
  ['strategy'],
  ['signing-keys'],
  ['options'],
  ['decorators'],
  ['transport'],
  ['access', 'events', 'token-source', 'jwk'],
  ['issuers'],
  ['claims'],
  // Below all that is given options, so that there is one reader and one rule.
  ['option-reader'],
  ['errors', 'cognito-api'],
  ['aws-request'],
];

/** Folders of core that only one other may import from, so that nothing goes around it. */
export const ONLY_USER: ReadonlyMap<string, string> = new Map([['strategy', 'verifier']]);

const DOORS_OF_CORE = ['core/index.ts', 'core/internal.ts', 'core/standalone.ts'];

/** The entry points, and the doors of others that each may come in by. The one place where entries are named. */
export const ENTRY_ARROWS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  local: ['core/standalone.ts'],
  testing: [...DOORS_OF_CORE, 'local/index.ts'],
  websockets: DOORS_OF_CORE,
  microservices: DOORS_OF_CORE,
  'identity-pool': DOORS_OF_CORE,
  'user-pool': DOORS_OF_CORE,
};

/** What stays usable without Nest, passport and jwks-rsa, whatever it reaches through others. */
export const FRAMEWORK_FREE: readonly string[] = [
  'core/errors/',
  'core/option-reader/',
  'core/claims/',
  'core/issuers/',
  'core/access/',
  'core/token-source/',
  'core/jwk/',
  'core/events/',
  'core/cognito-api/',
  'core/aws-request/',
  'core/standalone.ts',
  'local/',
];
export const FRAMEWORKS = /^(?:@nestjs\/|passport|jwks-rsa$)/;

/** Packages that only these places may import. */
export const ONLY_IMPORTERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['jwks-rsa', ['core/signing-keys']],
  ['passport-jwt', ['core/strategy']],
  ['lru-cache', ['core/verifier', 'identity-pool']],
  ['@nestjs/websockets', ['websockets']],
  ['@nestjs/microservices', ['microservices']],
  ['@simplewebauthn/server', ['local']],
]);

/** Names that say nothing of what a folder is for. */
export const FORBIDDEN_FOLDERS: readonly string[] = [
  'common',
  'utils',
  'helpers',
  'types',
  'interfaces',
];
