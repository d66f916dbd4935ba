import { type ExecutionContext, Logger } from '@nestjs/common';
import {
  type AuthTransport,
  bearerToken,
  CognitoAuthSetupError,
  type Refusal,
} from '../core/index.js';
import { oneToken, readOptions } from '../core/internal.js';
import { grpcCallOf } from './grpc-call.js';
import { toGrpcStatus } from './grpc-status.js';
import { endWhenRejected, holdWhile } from './grpc-streams.js';
import { authorizationsOf } from './message-authorization.js';
import { toRpcException, toRpcRefusal } from './to-rpc-exception.js';

/** Reads the token from a message. */
type ReadToken<Data, Context> = (
  data: Data | null | undefined,
  context: Context,
) => string | null | undefined;

/**
 * Options of {@link microserviceTransport}.
 *
 * @typeParam Data what messages are expected to contain; nothing has checked it
 * @typeParam Context what `@Ctx()` gives
 */
export interface MicroserviceTransportOptions<Data = unknown, Context = unknown> {
  /**
   * Returns the token of a message, or `undefined` if it has none. Every transporter except gRPC and NATS needs it.
   * With those two it adds a second place, and two different tokens are refused with `ERR_COGNITO_TOKEN_AMBIGUOUS`.
   *
   * The token is then part of the message: brokers keep messages, and logs show them.
   *
   * @param data what `@Payload()` gives; it comes from the caller and may be anything
   * @param context what `@Ctx()` gives, such as a `TcpContext`
   * @defaultValue none
   */
  readonly readToken?: ReadToken<Data, Context>;
}

/**
 * Makes `CognitoAuthGuard` work on handlers of messages, events and calls over gRPC.
 *
 * The token is read from `authorization: Bearer …` in the metadata of gRPC and in the headers of NATS, and by
 * `readToken`. A refused caller gets `{ status: 'error', code, message }` as the error; over gRPC it gets the status
 * 3 (a 400 over HTTP), 7 (403), 14 (503) or 16 (401), with the code in the metadata under `cognito-error-code`.
 * Exception filters of the application see an `RpcException`, except on handlers with `@GrpcStreamCall()`, where Nest
 * would end the process: the transport ends such a call itself.
 *
 * A global guard reaches the message handlers of a hybrid application only when it is connected with
 * `inheritAppConfig: true`; `@UseGuards(CognitoAuthGuard)` always does.
 *
 * @throws {CognitoAuthSetupError} when `readToken` is not a function, or is an async one, and when there is
 * another option
 *
 * @example
 * CognitoAuthModule.forRoot({
 *   userPoolId: 'eu-west-1_AbCdEf123',
 *   tokenUse: 'access',
 *   clientId: '55plsi2cl0o267lfusmgaf67pf',
 *   transports: [microserviceTransport()],
 * })
 *
 * @example
 * // over TCP, where a message has no place for a token but its data
 * microserviceTransport<{ accessToken?: string }>({ readToken: (data) => data?.accessToken })
 */
export function microserviceTransport<Data = unknown, Context = unknown>(
  options: MicroserviceTransportOptions<Data, Context> = {},
): AuthTransport {
  const readToken = readOptions('microserviceTransport', options, OPTION_NAMES, (given) =>
    given.optionalSyncFunction('readToken', MUST_BE_FUNCTION),
  );
  return new MicroserviceTransport(readToken as ReadToken<unknown, unknown> | undefined);
}

const OPTION_NAMES = Object.keys({
  readToken: true,
} satisfies Record<keyof MicroserviceTransportOptions, true>);

const MUST_BE_FUNCTION =
  'must be a function of data and context, such as (data) => data?.accessToken';

const readBearerToken = bearerToken();

class MicroserviceTransport implements AuthTransport {
  readonly contextType = 'rpc';
  readonly #logger = new Logger('CognitoAuth');
  readonly #readToken: ReadToken<unknown, unknown> | undefined;

  constructor(readToken: ReadToken<unknown, unknown> | undefined) {
    this.#readToken = readToken;
  }

  tokenOf(context: ExecutionContext): string | undefined {
    const given = this.#readToken?.(context.getArgByIndex(0), this.carrierOf(context)) ?? undefined;
    return oneToken([given, this.#findToken(context)]);
  }

  #findToken(context: ExecutionContext): string | undefined {
    const authorizations = authorizationsOf(context.getArgs());
    if (authorizations === undefined && this.#readToken === undefined) {
      throw new CognitoAuthSetupError([NO_PLACE]);
    }
    return authorizations && readBearerToken({ headers: { authorization: authorizations } });
  }

  /** The call if the handler gets nothing else, otherwise what `@Ctx()` gives. */
  carrierOf(context: ExecutionContext): object {
    const handlerArguments = context.getArgs<unknown[]>();
    const carrier = grpcCallOf(handlerArguments)?.passedCall ?? handlerArguments[1];
    if (typeof carrier !== 'object' || carrier === null) {
      throw new CognitoAuthSetupError([NO_CONTEXT]);
    }
    return carrier;
  }

  refuse(context: ExecutionContext, { error }: Refusal): never {
    const call = grpcCallOf(context.getArgs());
    throw toRpcException(
      error,
      call === undefined ? toRpcRefusal(error) : toGrpcStatus(error, call.metadata),
    );
  }

  aroundDecision(
    context: ExecutionContext,
    decide: () => true | Promise<true>,
  ): true | Promise<true> {
    const { requestStream, passedCall } = grpcCallOf(context.getArgs()) ?? {};
    if (requestStream !== undefined) return holdWhile(requestStream, decide);
    if (passedCall !== undefined) return endWhenRejected(passedCall, decide, this.#logger);
    return decide();
  }
}

const NO_PLACE =
  'A message came over a transporter that has no place for a token beside the data, so nobody can tell who ' +
  'sent it; give microserviceTransport() the option readToken, such as (data) => data?.accessToken';

const NO_CONTEXT =
  'A message came over a transporter that gives its handlers no context, so the user cannot be attached to ' +
  'anything; let the custom transporter pass one as second argument';
