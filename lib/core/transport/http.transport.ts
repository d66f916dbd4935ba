import { Inject, Injectable, type ExecutionContext } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { writeBearerChallenge } from '../errors/bearer-challenge.js';
import type { Refusal } from '../errors/refusal.js';
import type { TokenRequest } from '../token-source/token-source.interface.js';
import type { AuthTransport, TransportTools } from './auth-transport.interface.js';
import { toHttpException } from './to-http-exception.js';

type HttpRequest = TokenRequest & { user?: unknown };

/** REST, on Express and on Fastify. */
@Injectable()
export class HttpTransport implements AuthTransport {
  readonly contextType = 'http';
  readonly #adapterHost: HttpAdapterHost;

  constructor(@Inject(HttpAdapterHost) adapterHost: HttpAdapterHost) {
    this.#adapterHost = adapterHost;
  }

  tokenOf(
    context: ExecutionContext,
    tools: TransportTools,
  ): string | undefined | Promise<string | undefined> {
    return tools.findToken(requestOf(context), () => this.#forbidCaching(context));
  }

  carrierOf(context: ExecutionContext): object {
    return requestOf(context);
  }

  exposeUser(context: ExecutionContext, user: unknown): void {
    requestOf(context).user = user;
  }

  /** Headers go first, so that they are there whatever exception filter renders the body. */
  refuse(context: ExecutionContext, { error, challenge, retryAfterSeconds }: Refusal): never {
    this.#forbidCaching(context);
    if (challenge !== undefined) {
      this.#setHeader(context, 'WWW-Authenticate', writeBearerChallenge(challenge));
    }
    if (retryAfterSeconds !== undefined) {
      this.#setHeader(context, 'Retry-After', String(retryAfterSeconds));
    }
    throw toHttpException(error);
  }

  #forbidCaching(context: ExecutionContext): void {
    this.#setHeader(context, 'Cache-Control', 'no-store');
  }

  #setHeader(context: ExecutionContext, name: string, value: string): void {
    const { httpAdapter } = this.#adapterHost;
    const response = context.switchToHttp().getResponse<unknown>();
    // The application may have answered before a token source did, and the refusal is not to become another error.
    if (!httpAdapter.isHeadersSent(response)) httpAdapter.setHeader(response, name, value);
  }
}

function requestOf(context: ExecutionContext): HttpRequest {
  return context.switchToHttp().getRequest<HttpRequest>();
}
