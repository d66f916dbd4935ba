export { CognitoIdentityPoolModule } from './cognito-identity-pool.module.js';
export {
  type CognitoIdentityPoolModuleAsyncOptions,
  type CognitoIdentityPoolModuleExtras,
  type CognitoIdentityPoolOptionsFactory,
} from './cognito-identity-pool.module-definition.js';
export { type CognitoIdentityPoolOptions } from './options/identity-pool-options.interface.js';
export { type CredentialsOptions, IdentityPool } from './identity-pool.js';
export { AwsCredentials } from './aws-credentials.decorator.js';
export {
  type AwsCredentialsProvider,
  type IdentityCredentials,
} from './credentials/aws-credentials.interface.js';
export { type OpenIdToken } from './credentials/identity-client.js';
export { type ForeignLogin, type Logins } from './logins/logins.js';
export { IdentityPoolException } from './errors/identity-pool.exception.js';
export {
  IDENTITY_POOL_ANSWERS,
  type IdentityPoolErrorCode,
} from './errors/identity-pool-error-code.js';
export { type CognitoApi, CognitoServiceError, CognitoServiceException } from '../core/internal.js';
