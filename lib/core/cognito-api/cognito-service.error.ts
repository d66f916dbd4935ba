/** What is known of a call of Cognito that failed. */
export interface FailedCall {
  readonly operation: string;
  readonly exception: string | undefined;
  /** In words, without anything that was sent. */
  readonly what: string;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly durationMs: number;
}

/**
 * A call of Cognito that failed, for logs and for AWS's support. It holds neither what was sent nor Cognito's own text,
 * which may quote it.
 */
export class CognitoServiceError extends Error {
  /** Such as `InitiateAuth`. */
  readonly operation: string;
  /** AWS's name of the exception, such as `NotAuthorizedException`. Absent if there was no answer. */
  readonly exception: string | undefined;
  /** The HTTP status. Absent if there was no answer. */
  readonly status: number | undefined;
  /** AWS's id of the request, if there is one. */
  readonly requestId: string | undefined;
  /** Milliseconds until the failure. */
  readonly durationMs: number;

  /** @internal */
  constructor({ operation, exception, what, status, requestId, durationMs }: FailedCall) {
    super(`${operation} failed: ${what}`);
    this.name = new.target.name;
    this.operation = operation;
    this.exception = exception;
    this.status = status;
    this.requestId = requestId;
    this.durationMs = durationMs;
  }
}
