import { CognitoServiceException } from '../../core/internal.js';
import { USER_POOL_ERRORS, type UserPoolErrorCode } from './user-pool-error-code.js';

/** Shared by every copy of this package in a process, so that ESM and CommonJS builds agree. */
const BRAND = Symbol.for('nestjs-cognito-auth:user-pool-error');

/** What is wrong with one field of a request. */
export interface FieldProblem {
  readonly field: string;
  readonly problem: string;
}

/** What a {@link UserPoolError} says beside its code. */
export interface UserPoolErrorDetails {
  /** In place of the text of the code: a text that may get out. */
  readonly message?: string | undefined;
  readonly cause?: unknown;
  readonly retryAfterSeconds?: number | undefined;
  readonly errors?: readonly FieldProblem[] | undefined;
}

/**
 * What {@link UserPoolClient} and {@link ClientTokens} refuse with, or cannot do now. `code` says what it is, and
 * {@link USER_POOL_ERRORS} which status and message each code has.
 *
 * It is an exception of Nest: a handler that lets it through answers with its status and
 * `{ statusCode, error, message, code }`. Message and body hold nothing that was sent, nor Cognito's own text, but for what a
 * password lacks and, with `triggerMessages: 'show'`, what a trigger says. The call of Cognito that failed is in `cause`, a
 * {@link CognitoServiceError}.
 */
export class UserPoolError extends CognitoServiceException {
  override readonly code: UserPoolErrorCode;
  /** What is wrong with the request, for `ERR_COGNITO_REQUEST_INVALID`; otherwise empty. */
  readonly errors: readonly FieldProblem[];

  constructor(code: UserPoolErrorCode, details: UserPoolErrorDetails = {}) {
    const { status, message } = USER_POOL_ERRORS[code];
    const { cause, retryAfterSeconds, errors } = details;
    super(
      code,
      { status, message: details.message ?? message },
      {
        cause,
        ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
        ...(errors === undefined ? {} : { errors }),
      },
    );
    this.code = code;
    this.errors = Object.freeze([...(errors ?? [])]);
  }

  static {
    Object.defineProperty(this.prototype, BRAND, { value: true });
  }
}

/**
 * Whether a value is a {@link UserPoolError}, even from another copy of this package. (`instanceof` fails when an
 * application loads both the ESM and the CommonJS build.)
 */
export function isUserPoolError(value: unknown): value is UserPoolError {
  return typeof value === 'object' && value !== null && BRAND in value;
}

/** An error about one field of a request. */
export function invalidRequest(field: string, problem: string, cause?: unknown): UserPoolError {
  return new UserPoolError('ERR_COGNITO_REQUEST_INVALID', { errors: [{ field, problem }], cause });
}
