import { CognitoAuthError } from './cognito-auth.error.js';
import { printable } from './printable.js';

/** No token source found a token in the request. */
export class TokenMissingError extends CognitoAuthError {
  readonly code = 'ERR_COGNITO_TOKEN_MISSING';

  constructor() {
    super('No token was sent');
  }
}

/** The request carries more than one token, or more than one `Authorization` header (RFC 6750 §2). */
export class TokenAmbiguousError extends CognitoAuthError {
  readonly code = 'ERR_COGNITO_TOKEN_AMBIGUOUS';

  constructor() {
    super('More than one token was sent');
  }
}

/**
 * The token is not a JWT as Cognito issues them: too long, not three canonical base64url segments, a header or
 * payload that is not a JSON object, or a header that asks for something that Cognito never uses.
 */
export class TokenMalformedError extends CognitoAuthError {
  readonly code = 'ERR_COGNITO_TOKEN_MALFORMED';
}

/** The header names an algorithm other than RS256, the only one Cognito signs with. */
export class AlgorithmRefusedError extends CognitoAuthError {
  readonly code = 'ERR_COGNITO_ALGORITHM_REFUSED';

  constructor() {
    super('The token is not signed with RS256');
  }
}

/** The signature does not match the token and the key that its header names. */
export class SignatureInvalidError extends CognitoAuthError {
  readonly code = 'ERR_COGNITO_SIGNATURE_INVALID';

  constructor(options?: ErrorOptions) {
    super('The signature of the token is invalid', options);
  }
}

/** `exp` has passed. */
export class TokenExpiredError extends CognitoAuthError {
  readonly code = 'ERR_COGNITO_TOKEN_EXPIRED';

  constructor() {
    super('The token has expired');
  }
}

/** `nbf` or `iat` is in the future, beyond the clock tolerance. */
export class TokenNotYetValidError extends CognitoAuthError {
  readonly code = 'ERR_COGNITO_TOKEN_NOT_YET_VALID';

  constructor() {
    super('The token is not valid yet');
  }
}

/** `iat` is longer ago than `maxTokenAgeSeconds` allows. */
export class TokenTooOldError extends CognitoAuthError {
  readonly code = 'ERR_COGNITO_TOKEN_TOO_OLD';

  constructor() {
    super('The token was issued too long ago');
  }
}

/** The key set contains no key with this id. */
export class SigningKeyUnknownError extends CognitoAuthError {
  readonly code = 'ERR_COGNITO_SIGNING_KEY_UNKNOWN';
  /** The key id of the token, escaped and cut at 100 characters: safe for a log line. */
  readonly kid: string;

  constructor(kid: string) {
    super('The token is signed with a key that its user pool does not publish');
    this.kid = printable(kid);
  }
}

/** The token names an issuer that is not configured. */
export class IssuerUnknownError extends CognitoAuthError {
  readonly code = 'ERR_COGNITO_ISSUER_UNKNOWN';
  /** The issuer in the token, escaped and cut at 100 characters: safe for a log line. Absent if it is not a string. */
  readonly issuer: string | undefined;

  constructor(issuer: unknown) {
    super('The token is from an issuer that is not configured');
    this.issuer = typeof issuer === 'string' ? printable(issuer) : undefined;
  }
}

/** An access token where an ID token is required, or the reverse. */
export class TokenUseRefusedError extends CognitoAuthError {
  readonly code = 'ERR_COGNITO_TOKEN_USE_REFUSED';
  /** The option `tokenUse` of the user pool. Absent if the option accepts the token, and something else does not. */
  readonly accepted: readonly string[] | undefined;

  constructor(accepted?: readonly string[]) {
    super('This kind of token (token_use) is not accepted here');
    this.accepted = accepted;
  }
}

/** The token was issued to an app client that is not configured. */
export class ClientRefusedError extends CognitoAuthError {
  readonly code = 'ERR_COGNITO_CLIENT_REFUSED';
  /** The option `clientId` of the user pool. */
  readonly accepted: readonly string[] | undefined;

  constructor(accepted?: readonly string[]) {
    super('The token was issued to an app client that is not accepted');
    this.accepted = accepted;
  }
}

/** `aud` of an access token names another resource than the configured `audience`. */
export class AudienceRefusedError extends CognitoAuthError {
  readonly code = 'ERR_COGNITO_AUDIENCE_REFUSED';
  /**
   * The option `audience` of the user pool; empty if it accepts no token with an audience. Absent if the option accepts
   * the token, and something else does not.
   */
  readonly accepted: readonly string[] | undefined;

  constructor(accepted?: readonly string[]) {
    super('The token is meant for another audience');
    this.accepted = accepted;
  }
}

/** A claim that every Cognito token carries is absent or of the wrong type. */
export class ClaimMalformedError extends CognitoAuthError {
  readonly code = 'ERR_COGNITO_CLAIM_MALFORMED';
  /** Name of the claim, such as `exp`. */
  readonly claim: string;

  constructor(claim: string) {
    super(`The claim ${claim} is absent or invalid`);
    this.claim = claim;
  }
}

/** The application's `validateClaims` did not return `true`. */
export class ClaimsRefusedError extends CognitoAuthError {
  readonly code = 'ERR_COGNITO_CLAIMS_REFUSED';

  constructor() {
    super('The claims of the token are not accepted by this application');
  }
}

/** The application's `mapUser` returned nobody for the user of the token. */
export class UserRefusedError extends CognitoAuthError {
  readonly code = 'ERR_COGNITO_USER_REFUSED';

  constructor() {
    super('The user of the token is not accepted by this application');
  }
}

/** A cookie carried the token, and nothing proves that the request comes from an allowed origin. */
export class OriginRefusedError extends CognitoAuthError {
  readonly code = 'ERR_COGNITO_ORIGIN_REFUSED';

  constructor() {
    super('The token is in a cookie, and the origin of the request is not accepted');
  }
}
