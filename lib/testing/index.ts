export { LocalUserPool, type LocalJwks, type LocalUserPoolOptions } from './local-user-pool.js';
export {
  type LocalAccessTokenOptions,
  type LocalClientTokenOptions,
  type LocalIdTokenOptions,
} from './local-token-options.interface.js';
