import type { AnyCognitoAuthError } from './any-cognito-auth.error.js';
import type { CognitoAuthErrorCode } from './cognito-auth-error-code.js';
import { suspendStackTraces } from './suspend-stack-traces.js';

/** Shared by every copy of this package in a process, so that ESM and CommonJS builds agree. */
const BRAND = Symbol.for('nestjs-cognito-auth:error');

/**
 * Base class of the errors of this package.
 *
 * The message is fixed text: it never contains a part of a token, a claim value or a key. The underlying error, if
 * there is one, is in `cause`.
 *
 * There is no stack trace: a refusal is expected, its code says all, and making traces would let a flood of
 * bad tokens cost more than verifying good ones.
 *
 * There is deliberately no `status` or `statusCode`: Nest sends the message of an error that has one
 * to the client. The HTTP status belongs to the transport.
 */
export abstract class CognitoAuthError extends Error {
  /** Stable code; see {@link CognitoAuthErrorCode}. */
  abstract readonly code: CognitoAuthErrorCode;

  constructor(message: string, options?: ErrorOptions) {
    const resumeStackTraces = suspendStackTraces();
    super(message, options);
    resumeStackTraces();
    this.name = new.target.name;
  }

  static {
    Object.defineProperty(this.prototype, BRAND, { value: true });
  }
}

/**
 * Whether a value is an error of this package, even from another copy of it; `code` then says which. (`instanceof`
 * fails when an application loads both the ESM and the CommonJS build.)
 */
export function isCognitoAuthError(value: unknown): value is AnyCognitoAuthError {
  return typeof value === 'object' && value !== null && BRAND in value;
}
