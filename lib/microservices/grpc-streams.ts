import type { Logger } from '@nestjs/common';
import { RpcException } from '@nestjs/microservices';
import type { GrpcStream } from './grpc-call.js';
import { INTERNAL_ERROR } from './grpc-status.js';

// Taken when the module is loaded: a test that replaces the timers must not hold up streams.
const { setImmediate } = globalThis;

/**
 * Keeps what the client streams waiting for the decision. On Nest 11, a handler whose client has sent all
 * before it is let in waits for ever, and a refusal after that ends the process.
 */
export async function holdWhile(
  requestStream: GrpcStream,
  decide: () => true | Promise<true>,
): Promise<true> {
  requestStream.pause();
  try {
    return await decide();
  } finally {
    // By then the handler listens.
    setImmediate(() => requestStream.resume());
  }
}

/**
 * Ends the call itself where it is refused, and then never settles: with `@GrpcStreamCall()`, Nest leaves
 * a rejection to nobody, and Node ends the process for it.
 */
export async function endWhenRejected(
  call: GrpcStream,
  decide: () => true | Promise<true>,
  logger: Logger,
): Promise<true> {
  try {
    return await decide();
  } catch (error) {
    if (!call.cancelled) call.emit('error', statusOf(error, logger));
    return new Promise<never>(() => undefined);
  }
}

/** What Nest's own exception filter makes of it on other calls. */
function statusOf(error: unknown, logger: Logger): object {
  if (!(error instanceof RpcException)) {
    logger.error(error);
    return INTERNAL_ERROR;
  }
  const status = error.getError();
  return typeof status === 'string' ? { message: status } : status;
}
