import { REFUSALS, type RefusedError } from '../core/index.js';
import type { GrpcMetadata } from './grpc-call.js';

/** How a call over gRPC ends without an answer. */
export interface GrpcStatus {
  /** A number; with a text, the client would get 2 (UNKNOWN). */
  readonly code: number;
  readonly details: string;
  readonly message: string;
  readonly metadata?: GrpcMetadata;
}

/** The metadata key under which the client gets the code of a refusal. */
const ERROR_CODE = 'cognito-error-code';

/**
 * The status code for the HTTP status of the same refusal.
 *
 * @see https://grpc.io/docs/guides/status-codes/
 */
const STATUS_CODES = {
  400: 3, // INVALID_ARGUMENT
  401: 16, // UNAUTHENTICATED
  403: 7, // PERMISSION_DENIED
  503: 14, // UNAVAILABLE
} as const;

/** INTERNAL: for failures of ours, about which the caller learns no more than Nest would say. */
export const INTERNAL_ERROR: GrpcStatus = {
  code: 13,
  details: 'Internal server error',
  message: 'Internal server error',
};

/**
 * The status for a refusal.
 *
 * @param received the metadata of the call. Its class also makes the metadata of the answer, because there may be
 * several copies of @grpc/grpc-js
 */
export function toGrpcStatus({ code, message }: RefusedError, received: GrpcMetadata): GrpcStatus {
  const metadata = new (received.constructor as new () => GrpcMetadata)();
  metadata.set(ERROR_CODE, code);
  return { code: STATUS_CODES[REFUSALS[code].status], details: message, message, metadata };
}
