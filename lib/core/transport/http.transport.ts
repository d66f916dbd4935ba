import { Inject, Injectable, type ExecutionContext } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { ScopeRequiredError } from '../errors/scope-required.error.js';
import { isSigningKeysUnavailable } from '../errors/signing-keys-unavailable.error.js';
import {
  RESOLVED_COGNITO_AUTH_OPTIONS,
  type ResolvedCognitoAuthOptions,
} from '../options/resolved-cognito-auth-options.interface.js';
import { isCachingForbidden, readToken } from '../token-source/read-token.js';
import type { TokenRequest } from '../token-source/token-source.interface.js';
import type { AuthTransport } from './auth-transport.interface.js';
import { bearerChallenge } from './bearer-challenge.js';
import { REFUSALS, type RefusedError } from './refusal.js';
import { toHttpException } from './to-http-exception.js';

type HttpRequest = TokenRequest & { user?: unknown };

/** REST, on Express and on Fastify. */
@Injectable()
export class HttpTransport implements AuthTransport {
  readonly contextType = 'http';
  readonly #options: ResolvedCognitoAuthOptions;
  readonly #adapterHost: HttpAdapterHost;

  constructor(
    @Inject(RESOLVED_COGNITO_AUTH_OPTIONS) options: ResolvedCognitoAuthOptions,
    @Inject(HttpAdapterHost) adapterHost: HttpAdapterHost,
  ) {
    this.#options = options;
    this.#adapterHost = adapterHost;
  }

  readToken(context: ExecutionContext): string {
    const request = requestOf(context);
    const { tokenSources } = this.#options;
    const token = readToken(tokenSources, request);
    if (isCachingForbidden(tokenSources, request)) {
      this.#setHeader(context, 'Cache-Control', 'no-store');
    }
    return token;
  }

  carrierOf(context: ExecutionContext): object {
    return requestOf(context);
  }

  exposeUser(context: ExecutionContext, user: unknown): void {
    requestOf(context).user = user;
  }

  /** Headers go first, so that they are there whatever exception filter renders the body. */
  refuse(context: ExecutionContext, refused: RefusedError): never {
    const { challenge } = REFUSALS[refused.code];
    this.#setHeader(context, 'Cache-Control', 'no-store');
    if (challenge !== undefined) {
      this.#setHeader(
        context,
        'WWW-Authenticate',
        bearerChallenge(this.#options.realm, challenge, refused.message, scopesOf(refused)),
      );
    }
    if (isSigningKeysUnavailable(refused)) {
      this.#setHeader(context, 'Retry-After', String(refused.retryAfterSeconds));
    }
    throw toHttpException(refused);
  }

  #setHeader(context: ExecutionContext, name: string, value: string): void {
    this.#adapterHost.httpAdapter.setHeader(context.switchToHttp().getResponse(), name, value);
  }
}

/** The scopes that a handler asks for, where it is they that are lacking. */
function scopesOf(refused: RefusedError): readonly string[] | undefined {
  return refused.code === 'ERR_COGNITO_SCOPE_REQUIRED'
    ? (refused as RefusedError & Pick<ScopeRequiredError, 'scopes'>).scopes
    : undefined;
}

function requestOf(context: ExecutionContext): HttpRequest {
  return context.switchToHttp().getRequest<HttpRequest>();
}
