import {
  BadRequestException,
  ForbiddenException,
  HttpException,
  ServiceUnavailableException,
  UnauthorizedException,
} from '@nestjs/common';
import { suspendStackTraces } from '../errors/suspend-stack-traces.js';
import { REFUSALS, type RefusalAnswer, type RefusedError } from '../errors/refusals.js';

const EXCEPTIONS = {
  400: { type: BadRequestException, error: 'Bad Request' },
  401: { type: UnauthorizedException, error: 'Unauthorized' },
  403: { type: ForbiddenException, error: 'Forbidden' },
  503: { type: ServiceUnavailableException, error: 'Service Unavailable' },
} as const satisfies Record<RefusalAnswer['status'], unknown>;

/**
 * Nest's exception for a refusal. Its body is `{ statusCode, error, message, code }`, and its `cause` is the error
 * itself, so that exception filters see what happened.
 */
export function toHttpException(refused: RefusedError): HttpException {
  const { status } = REFUSALS[refused.code];
  const { type: Exception, error } = EXCEPTIONS[status];
  const { message, code } = refused;
  const resumeStackTraces = suspendStackTraces();
  try {
    return new Exception({ statusCode: status, error, message, code }, { cause: refused });
  } finally {
    resumeStackTraces();
  }
}
