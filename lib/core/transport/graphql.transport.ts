import { type ExecutionContext, HttpException, Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Refusal } from '../errors/refusal.js';
import { TokenAmbiguousError } from '../errors/token-refused.errors.js';
import { parseBearerCredentials } from '../token-source/bearer-token.js';
import { oneToken } from '../token-source/one-token.js';
import type { TokenRequest } from '../token-source/token-source.interface.js';
import type { AuthTransport, TransportTools } from './auth-transport.interface.js';
import { FailureHider, graphqlFailure } from './graphql-failure.js';
import { OperationMemory } from './operation-memory.js';
import { toHttpException } from './to-http-exception.js';

type HttpRequest = TokenRequest & {
  user?: unknown;
  /** With Express, the response to this request. */
  readonly res?: { readonly writableEnded?: boolean };
};

/**
 * The parts of a resolver's context that show who calls. Apollo keeps the request in `req`; in a subscription over
 * graphql-ws, `req` is the context of graphql-ws. Mercurius keeps the request of the call in `reply`, for
 * subscriptions too, and the request of a socket in `request`. Yoga has what Apollo or Mercurius have, and on a
 * socket the request that opened it in `req`.
 */
interface GraphqlContext {
  readonly reply?: { readonly request?: Partial<HttpRequest> };
  readonly req?: Partial<HttpRequest> & Subscription;
  readonly request?: Partial<HttpRequest>;
  readonly extra?: Subscription['extra'];
  readonly connectionParams?: Subscription['connectionParams'];
  /** Where Mercurius keeps what the client of a socket sent first. */
  readonly _connectionInit?: { readonly headers?: unknown } | null;
}

/** The context of graphql-ws: the request that opened the socket, and what the client sent first. */
interface Subscription {
  readonly extra?: { readonly request?: Partial<HttpRequest> };
  readonly connectionParams?: unknown;
}

/**
 * GraphQL, with the drivers for Apollo and Mercurius: queries, mutations and subscriptions. It imports nothing from
 * them or from `@nestjs/graphql`.
 */
@Injectable()
export class GraphqlTransport implements AuthTransport {
  readonly contextType = 'graphql';
  readonly #adapterHost: HttpAdapterHost;
  readonly #requests = new WeakMap<object, HttpRequest>();
  readonly #tokens = new OperationMemory<string | undefined | Promise<string | undefined>>();
  readonly #parameterTokens = new OperationMemory<string | undefined>();
  readonly #withUser = new WeakSet<HttpRequest>();
  readonly #failures = new FailureHider();

  constructor(@Inject(HttpAdapterHost) adapterHost: HttpAdapterHost) {
    this.#adapterHost = adapterHost;
  }

  tokenOf(
    context: ExecutionContext,
    tools: TransportTools,
  ): string | undefined | Promise<string | undefined> {
    const graphqlContext = this.carrierOf(context) as GraphqlContext;
    const request = requestOfGraphqlContext(graphqlContext);
    const parameters = connectionParametersOf(graphqlContext);
    if (request === undefined && parameters === undefined) throw graphqlFailure(NO_REQUEST);
    if (request !== undefined) this.#confirmRequest(graphqlContext, request);
    const carrier = request ?? graphqlContext;
    return this.#tokens.findOnce(this.operationOf(context), { carrier }, () => {
      // First, since it may throw: nobody would then wait for a source that has to be waited for.
      const parameter = this.#readParameters(parameters);
      const sent = request && this.#findSentToken(graphqlContext, request, tools);
      return sent instanceof Promise
        ? sent.then((token) => oneToken([token, parameter]))
        : oneToken([sent, parameter]);
    });
  }

  /** Reads them once per connection: a client may send a hundred thousand of them, and name as many fields. */
  #readParameters(parameters: unknown): string | undefined {
    if (typeof parameters !== 'object' || parameters === null) return undefined;
    return this.#parameterTokens.findOnce(parameters, { carrier: parameters }, () =>
      readConnectionParameters(parameters),
    );
  }

  /** Resolvers get (parent, arguments, context, info); resolvers of references have no arguments. */
  carrierOf(context: ExecutionContext): object {
    const callArguments = context.getArgs<unknown[]>();
    return callArguments[callArguments.length === 3 ? 1 : 2] as object;
  }

  /** The calls of one operation share the object with its variables. */
  operationOf(context: ExecutionContext): object | undefined {
    const info = context.getArgs<unknown[]>().at(-1) as ResolveInfo | null | undefined;
    const variables = info?.variableValues;
    return typeof variables === 'object' && variables !== null ? variables : undefined;
  }

  exposeUser(context: ExecutionContext, user: unknown): void {
    const request = httpRequestOf(this.carrierOf(context));
    // In a batch, one request brings several operations, and a refused one must not take the user from the others.
    if (request === undefined || (user === undefined && this.#withUser.has(request))) return;
    if (user !== undefined) this.#withUser.add(request);
    request.user = user;
  }

  /** Mercurius, and Apollo for subscriptions, send clients only the message and `extensions`. */
  refuse(_context: ExecutionContext, { error, status }: Refusal): never {
    const extensions = { code: error.code, status };
    throw Object.assign(toHttpException(error), { extensions });
  }

  /**
   * Clients can read the message of every error but an exception of Nest that hides it. What the application has thrown
   * for them, as an exception or a GraphQLError, they get.
   */
  failureOf(error: unknown): unknown {
    if (error instanceof HttpException || isGraphqlError(error)) return error;
    return this.#failures.hide(error);
  }

  /**
   * The last defence against one context object for several calls: drivers write the request onto it once, and
   * everybody would become the first caller. `watchGraphqlContexts` finds it earlier, if it can.
   *
   * @throws {InternalServerErrorException} when the context shows another request than before, or one that has been
   * answered already
   */
  #confirmRequest(graphqlContext: object, request: HttpRequest): void {
    const known = this.#requests.get(graphqlContext) ?? request;
    if (known !== request || request.res?.writableEnded === true) {
      throw graphqlFailure(SHARED_CONTEXT);
    }
    this.#requests.set(graphqlContext, request);
  }

  #findSentToken(
    { reply }: GraphqlContext,
    request: HttpRequest,
    tools: TransportTools,
  ): string | undefined | Promise<string | undefined> {
    const response = reply ?? request.res;
    return tools.findToken(request, () => {
      if (!canSetHeaders(response)) return;
      this.#adapterHost.httpAdapter.setHeader(response, 'Cache-Control', 'no-store');
    });
  }
}

/** The part of `GraphQLResolveInfo` that is used here. */
interface ResolveInfo {
  readonly variableValues?: unknown;
}

/** For a socket, the `reply` of Mercurius is not a response. */
function canSetHeaders(response: object | undefined): response is object {
  return response !== undefined && ('setHeader' in response || 'header' in response);
}

const NO_REQUEST =
  'The GraphQL context holds no request, so nobody can tell who calls. Keep what the driver puts there: where ' +
  'you set `context` of GraphQLModule, return at least { req } with Apollo and Yoga, and { request } with Mercurius';

/** What is wrong where one context object serves several calls. */
export const SHARED_CONTEXT =
  'One object is the GraphQL context of several calls, so nobody can tell who calls. Have `context` of ' +
  'GraphQLModule return a new object for each call, such as ({ req }) => ({ req, services }) with Apollo on ' +
  'Express and with Yoga, (req) => ({ req, services }) with Apollo on Fastify, and (request) => ' +
  '({ request, services }) with Mercurius';

/** The request behind a context: the one of the call, or else the one that opened its socket. */
export function requestOfGraphqlContext(context: object): HttpRequest | undefined {
  return httpRequestOf(context) ?? upgradeRequestOf(context);
}

/** A request that the driver gave for this call comes before one that an earlier call may have left there. */
function httpRequestOf({ reply, req, request }: GraphqlContext): HttpRequest | undefined {
  return [reply?.request, req, request].find((candidate): candidate is HttpRequest =>
    hasHeaders(candidate),
  );
}

function upgradeRequestOf({ req, extra }: GraphqlContext): HttpRequest | undefined {
  return [req?.extra?.request, extra?.request].find((candidate): candidate is HttpRequest =>
    hasHeaders(candidate),
  );
}

/** Yoga also has a `Request` of the Fetch API, whose headers no token source can read. */
function hasHeaders(candidate: Partial<HttpRequest> | undefined): candidate is HttpRequest {
  const headers: unknown = candidate?.headers;
  return typeof headers === 'object' && headers !== null && !isFetchHeaders(headers);
}

/** By name: an application may have several copies of the library. */
function isGraphqlError(error: unknown): boolean {
  return error instanceof Error && error.name === 'GraphQLError';
}

function isFetchHeaders(headers: object): boolean {
  return 'get' in headers && typeof headers.get === 'function';
}

function connectionParametersOf(context: GraphqlContext): unknown {
  const ofMercurius = context._connectionInit;
  return (
    context.req?.connectionParams ??
    context.connectionParams ??
    // If there are `headers`, Mercurius uses them in place of all parameters.
    ofMercurius?.headers ??
    ofMercurius
  );
}

/** `authorization` in upper or lower case, like the header of that name. */
function readConnectionParameters(parameters: object): string | undefined {
  const tokens = Object.entries(parameters as Record<string, unknown>).flatMap(([name, value]) =>
    name.toLowerCase() === 'authorization' && typeof value === 'string'
      ? (parseBearerCredentials(value) ?? [])
      : [],
  );
  if (new Set(tokens).size > 1) throw new TokenAmbiguousError();
  return tokens[0];
}
