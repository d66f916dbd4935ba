import { RequestFailure } from '../aws-request/request-failure.js';
import { CognitoCallFailure } from './cognito-call-failure.js';
import { CognitoServiceError } from './cognito-service.error.js';

/** Quotas of a whole account, which Cognito answers with HTTP 400; and what Cognito calls a failure of its own. */
const NOT_THE_CALLERS: readonly string[] = [
  'InternalErrorException',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
];

/** What a call failed with: our own `fetch`, the AWS SDK, or an implementation of the application may have made it. */
export function describeFailure(
  operation: string,
  error: unknown,
  durationMs: number,
): CognitoCallFailure {
  const { name, message, $metadata } = asServiceException(error);
  const status = $metadata?.httpStatusCode;
  const isAnswer = typeof status === 'number';
  const exception = isAnswer ? printableName(name) : undefined;
  const service = new CognitoServiceError({
    operation,
    exception,
    what: exception ?? reasonOf(error),
    status: isAnswer ? status : undefined,
    requestId: textOrNothing($metadata?.requestId),
    durationMs: Math.round(durationMs),
  });
  const isOutage = !isAnswer || status >= 500 || NOT_THE_CALLERS.includes(exception ?? '');
  return new CognitoCallFailure(service, textOrNothing(message) ?? '', isOutage);
}

interface GivenException {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: unknown; readonly requestId?: unknown };
}

function asServiceException(error: unknown): GivenException {
  return typeof error === 'object' && error !== null ? error : {};
}

/** Messages of others may quote what was sent. */
function reasonOf(error: unknown): string {
  if (error instanceof RequestFailure) return error.message;
  return `no answer (${printableName(asServiceException(error).name)})`;
}

function printableName(name: unknown): string {
  return typeof name === 'string' && /^\w{1,100}$/.test(name) ? name : 'unknown';
}

function textOrNothing(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
