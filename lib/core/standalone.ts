/** The door for code that runs without Nest: nothing behind it loads a framework. It is not in `exports`. */
export type { CognitoTokenUse } from './claims/cognito-claims.interface.js';
export type { CognitoAuthErrorCode } from './errors/cognito-auth-error-code.js';
export { issuersOf } from './issuers/cognito-issuers.js';
export { LOCAL_KEY_ID_MARK } from './jwk/emulator-keys.js';
export type { PublicJwk } from './issuers/public-jwk.interface.js';
export type { UserPoolOptions } from './issuers/user-pool-options.interface.js';
export {
  aDate,
  anObject,
  anything,
  aNumber,
  aText,
  aTextOrNull,
  aTextOrTexts,
  type Checks,
  checkOptions,
  oneOf,
  optionsWith,
  texts,
} from './option-reader/check-options.js';
export { OptionReader } from './option-reader/option-reader.js';
