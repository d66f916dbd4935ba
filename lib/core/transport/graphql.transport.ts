import { Inject, Injectable, type ExecutionContext } from '@nestjs/common';
import { CognitoAuthOptionsError } from '../errors/cognito-auth-options.error.js';
import { TokenAmbiguousError, TokenMissingError } from '../errors/token-refused.errors.js';
import {
  RESOLVED_COGNITO_AUTH_OPTIONS,
  type ResolvedCognitoAuthOptions,
} from '../options/resolved-cognito-auth-options.interface.js';
import { parseBearerCredentials } from '../token-source/bearer-token.js';
import { findToken } from '../token-source/read-token.js';
import type { TokenCarrier } from '../token-source/token-source.interface.js';
import type { AuthTransport } from './auth-transport.interface.js';
import { REFUSALS, type RefusedError } from './refusal.js';
import { toHttpException } from './to-http-exception.js';

type HttpRequest = TokenCarrier & { user?: unknown };

/**
 * What resolvers get as context, as far as it tells who calls. Apollo has the request in `req`, Mercurius in
 * `request`; in a subscription over graphql-ws, Apollo has the context of graphql-ws in `req`.
 */
interface GraphqlContext {
  readonly req?: Partial<HttpRequest> & Subscription;
  readonly request?: Partial<HttpRequest>;
  readonly extra?: Subscription['extra'];
  readonly connectionParams?: Subscription['connectionParams'];
  /** Where Mercurius keeps what the client of a socket sent to begin with. */
  readonly _connectionInit?: unknown;
}

/** The context of graphql-ws: the request that opened the socket, and what the client sent to begin with. */
interface Subscription {
  readonly extra?: { readonly request?: Partial<HttpRequest> };
  readonly connectionParams?: unknown;
}

/**
 * GraphQL, with the drivers for Apollo and Mercurius: queries, mutations and subscriptions. It needs nothing
 * of either, nor of `@nestjs/graphql`.
 */
@Injectable()
export class GraphqlTransport implements AuthTransport {
  readonly contextType = 'graphql';
  readonly #options: ResolvedCognitoAuthOptions;

  constructor(@Inject(RESOLVED_COGNITO_AUTH_OPTIONS) options: ResolvedCognitoAuthOptions) {
    this.#options = options;
  }

  readToken(context: ExecutionContext): string {
    const graphqlContext = this.anchorOf(context) as GraphqlContext;
    const request = httpRequestOf(graphqlContext) ?? upgradeRequestOf(graphqlContext);
    const parameters = connectionParametersOf(graphqlContext);
    if (request === undefined && parameters === undefined)
      throw new CognitoAuthOptionsError([NO_REQUEST]);
    const sent = request && findToken(this.#options.tokenSources, request);
    const parameter = readConnectionParameters(parameters);
    if (sent !== undefined && parameter !== undefined && sent !== parameter) {
      throw new TokenAmbiguousError();
    }
    const token = sent ?? parameter;
    if (token === undefined) throw new TokenMissingError();
    return token;
  }

  /** Resolvers get (parent, arguments, context, info); resolvers of references have no arguments. */
  anchorOf(context: ExecutionContext): object {
    const callArguments = context.getArgs<unknown[]>();
    return callArguments[callArguments.length === 3 ? 1 : 2] as object;
  }

  publishUser(context: ExecutionContext, user: unknown): void {
    const request = httpRequestOf(this.anchorOf(context));
    if (request !== undefined) request.user = user;
  }

  /** Mercurius, and Apollo for subscriptions, tell clients nothing but message and `extensions`. */
  refuse(_context: ExecutionContext, refused: RefusedError): never {
    const { code } = refused;
    const extensions = { code, status: REFUSALS[code].status };
    throw Object.assign(toHttpException(refused), { extensions });
  }
}

const NO_REQUEST =
  'The GraphQL context holds no request, so nobody can tell who calls. Keep what the driver puts there: where ' +
  'you set `context` of GraphQLModule, return at least { req } with Apollo and { request } with Mercurius';

function httpRequestOf({ req, request }: GraphqlContext): HttpRequest | undefined {
  return [req, request].find((candidate): candidate is HttpRequest => hasHeaders(candidate));
}

function upgradeRequestOf({ req, extra }: GraphqlContext): HttpRequest | undefined {
  return [req?.extra?.request, extra?.request].find((candidate): candidate is HttpRequest =>
    hasHeaders(candidate),
  );
}

function hasHeaders(candidate: Partial<HttpRequest> | undefined): candidate is HttpRequest {
  return typeof candidate?.headers === 'object' && candidate.headers !== null;
}

function connectionParametersOf(context: GraphqlContext): unknown {
  return context.req?.connectionParams ?? context.connectionParams ?? context._connectionInit;
}

/** `authorization` in any case of letters, as it is in the header of that name. */
function readConnectionParameters(parameters: unknown): string | undefined {
  if (typeof parameters !== 'object' || parameters === null) return undefined;
  const tokens = Object.entries(parameters as Record<string, unknown>).flatMap(([name, value]) =>
    name.toLowerCase() === 'authorization' && typeof value === 'string'
      ? (parseBearerCredentials(value) ?? [])
      : [],
  );
  if (new Set(tokens).size > 1) throw new TokenAmbiguousError();
  return tokens[0];
}
