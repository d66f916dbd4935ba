/** The door for code that runs without Nest: nothing behind it loads a framework. It is not in `exports`. */
export type { CognitoTokenUse } from './claims/cognito-claims.interface.js';
export type { CognitoAuthErrorCode } from './errors/cognito-auth-error-code.js';
export { issuersOf } from './issuers/cognito-issuers.js';
export type { PublicJwk } from './issuers/public-jwk.interface.js';
export type { UserPoolOptions } from './issuers/user-pool-options.interface.js';
export { OptionReader } from './option-reader/option-reader.js';
