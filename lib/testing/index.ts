export { accessTable } from './access-table.js';
export { actingAs, type ActingUser } from './acting-as.js';
export {
  type LocalAccessTokenOptions,
  type LocalClientTokenOptions,
  type LocalFederation,
  type LocalIdTokenOptions,
  type LocalJwks,
  type LocalKeyEndpoint,
  type LocalKeyEndpointState,
  LocalUserPool,
  type LocalUserPoolOptions,
  type RefusedToken,
  type RefusedTokenOptions,
  type RefusedTokens,
} from '../local/index.js';
export { overrideSigningKeys, type OverridableModuleBuilder } from './override-signing-keys.js';
export { unprotectedRoutes } from './unprotected-routes.js';
