import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpHandler } from './http-handler.interface.js';

/** Documents that anybody may read, by their path; made anew for each request. */
export class PublishedDocuments implements HttpHandler {
  readonly #documents: ReadonlyMap<string, () => object>;

  constructor(documents: Readonly<Record<string, () => object>>) {
    this.#documents = new Map(Object.entries(documents));
  }

  handle({ method }: IncomingMessage, response: ServerResponse, { pathname }: URL): boolean {
    const document = this.#documents.get(pathname);
    if (document === undefined || (method !== 'GET' && method !== 'HEAD')) return false;
    const body = JSON.stringify(document());
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    return true;
  }
}
