import type { BearerChallenge } from './bearer-challenge.js';
import { type RefusalAnswer, type RefusedError, REFUSALS } from './refusals.js';

/** How a call is refused. The guard makes it, and the transport of the call writes it. */
export interface Refusal {
  readonly error: RefusedError;
  /** The HTTP status. Other protocols have their own status for each. */
  readonly status: RefusalAnswer['status'];
  /** Absent if the response carries no challenge. */
  readonly challenge?: BearerChallenge;
  /** The seconds until another attempt, if it is the application that cannot answer. */
  readonly retryAfterSeconds?: number;
}

/** What a refusal contains besides its error. */
export interface RefusalFrame {
  readonly realm: string;
  /** The scopes that the handler requires. */
  readonly scopes: readonly string[];
}

/** The refusal of a call with an error. */
export function refusalOf(error: RefusedError, frame: RefusalFrame): Refusal {
  const { status, challenge } = REFUSALS[error.code];
  return {
    error,
    status,
    ...(challenge === undefined ? {} : { challenge: challengeOf(error, challenge, frame) }),
    ...('retryAfterSeconds' in error ? { retryAfterSeconds: error.retryAfterSeconds } : {}),
  };
}

/**
 * The message of an error is fixed text of ours, never anything that the request carried.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-3
 */
function challengeOf(
  error: RefusedError,
  name: NonNullable<RefusalAnswer['challenge']>,
  { realm, scopes }: RefusalFrame,
): BearerChallenge {
  const needed = scopesNeeded(error, scopes);
  return {
    realm,
    ...(name === 'bare' ? {} : { error: name, error_description: error.message }),
    ...(needed.length === 0 ? {} : { scope: needed.join(' ') }),
  };
}

/** A caller without a good token learns what its next one needs; a caller with one learns what it lacks. */
function scopesNeeded(error: RefusedError, scopes: readonly string[]): readonly string[] {
  if (REFUSALS[error.code].status === 401) return scopes;
  return error.code === 'ERR_COGNITO_SCOPE_REQUIRED' ? error.scopes : [];
}
