export { type LocalJwks } from './tokens/local-keys.js';
export { type LocalKeyEndpoint, type LocalKeyEndpointState } from './user-pool/local-key-server.js';
export {
  type LocalAccessTokenOptions,
  type LocalClientTokenOptions,
  type LocalFederation,
  type LocalIdTokenOptions,
} from './tokens/local-token-options.interface.js';
export { LocalUserPool, type LocalUserPoolOptions } from './user-pool/local-user-pool.js';
export {
  type RefusedToken,
  type RefusedTokenOptions,
  type RefusedTokens,
} from './user-pool/refused-tokens.js';
