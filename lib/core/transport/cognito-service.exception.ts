import { HttpException } from '@nestjs/common';
import { suspendStackTraces } from '../errors/suspend-stack-traces.js';

/** What an exception says beside its code. */
export interface ServiceAnswer {
  readonly status: 400 | 401 | 403 | 409 | 415 | 429 | 500 | 503;
  /** Fixed text, without anything that was sent. */
  readonly message: string;
}

/** The reason phrases of RFC 9110 §15 and RFC 6585 §4, as Nest's own exceptions have them in `error`. */
const REASONS: Readonly<Record<ServiceAnswer['status'], string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  409: 'Conflict',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/**
 * What a service of this package refuses with, or cannot do now. As an exception of Nest, a handler may let it through: the
 * body of the response is `{ statusCode, error, message, code }`, as for a call that `CognitoAuthGuard` refuses. What is
 * behind it, such as the failed call of Cognito, is in `cause` and reaches no client.
 */
export abstract class CognitoServiceException extends HttpException {
  abstract readonly code: string;
  /** Whole seconds until another attempt makes sense. Absent if it is not a matter of time. */
  readonly retryAfterSeconds: number | undefined;

  /** @internal */
  constructor(
    code: string,
    { status, message }: ServiceAnswer,
    { cause, retryAfterSeconds, ...more }: ServiceExceptionDetails = {},
  ) {
    const resumeStackTraces = suspendStackTraces();
    const body = { statusCode: status, error: REASONS[status], message, code, ...more };
    super(body, status, { cause });
    resumeStackTraces();
    this.name = new.target.name;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export interface ServiceExceptionDetails {
  readonly cause?: unknown;
  readonly retryAfterSeconds?: number;
  /** What is wrong with each field of a body. */
  readonly errors?: readonly { readonly field: string; readonly problem: string }[];
}
