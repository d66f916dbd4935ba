import { NatsContext } from '@nestjs/microservices';
import { grpcCallOf } from './grpc-call.js';

const AUTHORIZATION = 'authorization';

/**
 * The values of `authorization` that a message carries beside its data: in the metadata of gRPC or in the headers of
 * NATS. `undefined` if its transporter has no such place.
 *
 * @param handlerArguments what Nest passes to the message handler
 */
export function authorizationsOf(
  handlerArguments: readonly unknown[],
): readonly string[] | undefined {
  const grpcCall = grpcCallOf(handlerArguments);
  // Only names that end in -bin have values that are not text.
  if (grpcCall !== undefined) return grpcCall.metadata.get(AUTHORIZATION) as readonly string[];
  const [, rpcContext] = handlerArguments;
  return rpcContext instanceof NatsContext ? natsAuthorizationsOf(rpcContext) : undefined;
}

/** NATS distinguishes `Authorization` from `authorization`. Those who write them do not. */
function natsAuthorizationsOf(context: NatsContext): readonly string[] {
  const headers = context.getHeaders() as Iterable<[string, string[]]> | undefined;
  return [...(headers ?? [])].flatMap(([name, values]) =>
    name.toLowerCase() === AUTHORIZATION ? values : [],
  );
}
