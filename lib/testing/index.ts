export { accessTable } from './access-table.js';
export { actingAs, type ActingUser } from './acting-as.js';
export type { LocalJwks } from '../local/tokens/pool-keys.js';
export { LocalUserPool, type LocalUserPoolOptions } from './local-user-pool.js';
export { type LocalKeyEndpoint, type LocalKeyEndpointState } from './local-key-server.js';
export {
  type LocalAccessTokenOptions,
  type LocalClientTokenOptions,
  type LocalFederation,
  type LocalIdTokenOptions,
} from '../local/tokens/local-token-options.interface.js';
export { overrideSigningKeys, type OverridableModuleBuilder } from './override-signing-keys.js';
export {
  type RefusedToken,
  type RefusedTokenOptions,
  type RefusedTokens,
} from './refused-tokens.js';
export { unprotectedRoutes } from './unprotected-routes.js';
