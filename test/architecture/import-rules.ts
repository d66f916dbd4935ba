/** Folders of `lib/core`, and which other ones each may import from. */
export const CORE_ARROWS: Readonly<Record<string, readonly string[]>> = {
  'passport-guard': ['verifier', 'transport', 'decorators', 'token-source', 'options', 'errors'],
  guard: [
    'verifier',
    'transport',
    'token-source',
    'decorators',
    'access',
    'events',
    'claims',
    'options',
    'errors',
  ],
  lifetime: ['transport', 'decorators', 'claims', 'options', 'errors'],
  transport: ['token-source', 'claims', 'errors'],
  verifier: ['strategy', 'signing-keys', 'claims', 'options', 'option-reader', 'errors'],
  strategy: ['claims', 'errors'],
  'signing-keys': ['options', 'events', 'claims', 'errors'],
  decorators: ['transport', 'access', 'claims', 'option-reader', 'errors'],
  access: ['claims', 'errors'],
  // The port of the transports only: their types.
  options: ['transport', 'events', 'claims', 'token-source', 'option-reader', 'errors'],
  events: ['claims', 'errors'],
  'token-source': ['option-reader', 'errors'],
  // Below all that is given options, so that there is one reader and one rule.
  'option-reader': ['errors'],
  claims: ['errors'],
  errors: [],
};

/** The entry points beside core. They know it by its `index.ts` only, and not each other. */
export const SATELLITES: readonly string[] = ['testing', 'websockets', 'microservices'];

/** Folders of core that stay usable without Nest, passport and jwks-rsa. */
export const FRAMEWORK_FREE: readonly string[] = [
  'errors',
  'claims',
  'events',
  'options',
  'token-source',
  'option-reader',
];
export const FRAMEWORKS = /^(?:@nestjs\/|passport|jwks-rsa$)/;

/** Packages that only one place may import. */
export const ONLY_IMPORTER: ReadonlyMap<string, string> = new Map([
  ['jwks-rsa', 'core/signing-keys'],
  ['passport-jwt', 'core/strategy'],
  ['lru-cache', 'core/verifier'],
  ['@nestjs/websockets', 'websockets'],
  ['@nestjs/microservices', 'microservices'],
]);

/** Names that say nothing of what a folder is for. */
export const FORBIDDEN_FOLDERS: readonly string[] = [
  'common',
  'utils',
  'helpers',
  'types',
  'interfaces',
];
