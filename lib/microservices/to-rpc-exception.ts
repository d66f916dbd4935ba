import { RpcException } from '@nestjs/microservices';
import type { RefusedError } from '../core/index.js';
import type { GrpcStatus } from './grpc-status.js';

/** What a caller gets as the error when its message is refused, over every transporter except gRPC. */
export interface RpcRefusal {
  readonly status: 'error';
  /** Stable; `ERR_COGNITO_TOKEN_EXPIRED`, for instance. */
  readonly code: RefusedError['code'];
  /** Fixed text that contains nothing of the token. */
  readonly message: string;
}

/** What a caller gets as the error for a refusal, over every transporter except gRPC. */
export function toRpcRefusal({ code, message }: RefusedError): RpcRefusal {
  return { status: 'error', code, message };
}

/** Nest's exception that sends `answer` to the caller. Its `cause` is the refusal itself. */
export function toRpcException(
  refused: RefusedError,
  answer: RpcRefusal | GrpcStatus,
): RpcException {
  const exception = new RpcException(answer);
  Object.defineProperty(exception, 'cause', {
    value: refused,
    configurable: true,
    writable: true,
  });
  return exception;
}
