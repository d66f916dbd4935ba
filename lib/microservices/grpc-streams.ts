import type { Logger } from '@nestjs/common';
import { RpcException } from '@nestjs/microservices';
import type { GrpcStream } from './grpc-call.js';
import { INTERNAL_ERROR } from './grpc-status.js';

// Read when the module is loaded: a test that replaces the timers must not hold up streams.
const { setImmediate } = globalThis;

/**
 * Pauses the stream of the client until the decision. On Nest 11, a handler whose client has sent everything before
 * it is let in would wait for ever, and a refusal after that would end the process.
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
 * Ends a refused call itself, and then never settles: with `@GrpcStreamCall()`, Nest does not handle a rejection, and
 * Node would end the process.
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

/** The status that Nest's own exception filter gives on other calls. */
function statusOf(error: unknown, logger: Logger): object {
  if (!(error instanceof RpcException)) {
    logger.error(error);
    return INTERNAL_ERROR;
  }
  const status = error.getError();
  return typeof status === 'string' ? { message: status } : status;
}
