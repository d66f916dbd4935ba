import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LocalMessage } from '../outbox/local-message.interface.js';
import type { HttpHandler } from './http-handler.interface.js';

/** The messages over HTTP, oldest first, for those of one address `?to=<address>`. Never for pages of other origins. */
export class ServedOutbox implements HttpHandler {
  readonly #outbox: { readonly messages: readonly LocalMessage[] };

  constructor(outbox: { readonly messages: readonly LocalMessage[] }) {
    this.#outbox = outbox;
  }

  handle(
    { method }: IncomingMessage,
    response: ServerResponse,
    { pathname, searchParams }: URL,
  ): boolean {
    if (method !== 'GET' || pathname !== '/_local/outbox') return false;
    const to = searchParams.get('to')?.toLowerCase();
    const messages = this.#outbox.messages.filter(
      (message) => to === undefined || message.to.toLowerCase() === to,
    );
    response.removeHeader('access-control-allow-origin');
    response
      .writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' })
      .end(JSON.stringify(messages));
    return true;
  }
}
