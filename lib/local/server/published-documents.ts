import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpHandler } from './http-handler.interface.js';

/** Documents that anybody may read, by their path; made anew for each request. */
export class PublishedDocuments implements HttpHandler {
  readonly #documents: ReadonlyMap<string, () => object | Promise<object>>;

  constructor(documents: Readonly<Record<string, () => object | Promise<object>>>) {
    this.#documents = new Map(Object.entries(documents));
  }

  async handle(
    { method }: IncomingMessage,
    response: ServerResponse,
    { pathname }: URL,
  ): Promise<boolean> {
    const document = this.#documents.get(pathname);
    if (document === undefined || (method !== 'GET' && method !== 'HEAD')) return false;
    const body = JSON.stringify(await document());
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    return true;
  }
}
