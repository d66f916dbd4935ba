import type { AnyCognitoAuthError } from './any-cognito-auth.error.js';
import { isCognitoAuthError } from './cognito-auth.error.js';
import type { CognitoAuthSetupError } from './cognito-auth-setup.error.js';

/** An error that a call is refused with; the others are about the application itself. */
export type RefusedError = Exclude<AnyCognitoAuthError, CognitoAuthSetupError>;

/** The codes that a call can be refused with. */
export type RefusalCode = RefusedError['code'];

/** `error` of a Bearer challenge (RFC 6750 §3.1); `bare` is a challenge without one. */
export type BearerChallengeError =
  'bare' | 'invalid_request' | 'invalid_token' | 'insufficient_scope';

/** How refusals with one code are answered over HTTP. */
export interface RefusalAnswer {
  readonly status: 400 | 401 | 403 | 503;
  /** Absent if the response carries no challenge. */
  readonly challenge?: BearerChallengeError;
}

const INVALID_TOKEN = answer({ status: 401, challenge: 'invalid_token' });
const INSUFFICIENT_SCOPE = answer({ status: 403, challenge: 'insufficient_scope' });

/** The answer to each code. A code without a line here does not compile. */
export const REFUSALS: Readonly<Record<RefusalCode, RefusalAnswer>> = Object.freeze({
  ERR_COGNITO_TOKEN_MISSING: answer({ status: 401, challenge: 'bare' }),
  ERR_COGNITO_TOKEN_AMBIGUOUS: answer({ status: 400, challenge: 'invalid_request' }),
  ERR_COGNITO_TOKEN_MALFORMED: INVALID_TOKEN,
  ERR_COGNITO_ALGORITHM_REFUSED: INVALID_TOKEN,
  ERR_COGNITO_SIGNATURE_INVALID: INVALID_TOKEN,
  ERR_COGNITO_TOKEN_EXPIRED: INVALID_TOKEN,
  ERR_COGNITO_TOKEN_NOT_YET_VALID: INVALID_TOKEN,
  ERR_COGNITO_TOKEN_TOO_OLD: INVALID_TOKEN,
  ERR_COGNITO_SIGNING_KEY_UNKNOWN: INVALID_TOKEN,
  ERR_COGNITO_ISSUER_UNKNOWN: INVALID_TOKEN,
  ERR_COGNITO_TOKEN_USE_REFUSED: INVALID_TOKEN,
  ERR_COGNITO_CLIENT_REFUSED: INVALID_TOKEN,
  ERR_COGNITO_AUDIENCE_REFUSED: INVALID_TOKEN,
  ERR_COGNITO_CLAIM_MALFORMED: INVALID_TOKEN,
  ERR_COGNITO_CLAIMS_REFUSED: INVALID_TOKEN,
  ERR_COGNITO_USER_REFUSED: INVALID_TOKEN,
  ERR_COGNITO_ORIGIN_REFUSED: answer({ status: 403 }),
  ERR_COGNITO_GROUP_REQUIRED: INSUFFICIENT_SCOPE,
  ERR_COGNITO_SCOPE_REQUIRED: INSUFFICIENT_SCOPE,
  ERR_COGNITO_CLAIMS_INSUFFICIENT: INSUFFICIENT_SCOPE,
  ERR_COGNITO_USER_POOL_REQUIRED: INSUFFICIENT_SCOPE,
  ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE: answer({ status: 503 }),
});

/** Frozen, because several codes share one, and every refusal is read from it. */
function answer(given: RefusalAnswer): RefusalAnswer {
  return Object.freeze(given);
}

/** Whether an error is a refusal. Everything else is a failure of ours and must not look like one. */
export function isRefusal(error: unknown): error is RefusedError {
  return isCognitoAuthError(error) && Object.hasOwn(REFUSALS, error.code);
}
