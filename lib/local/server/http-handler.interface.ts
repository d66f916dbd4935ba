import type { IncomingMessage, ServerResponse } from 'node:http';

/** A part of the server that answers some of the requests. */
export interface HttpHandler {
  /** @returns whether the request was one of these: then it has been answered, or will be */
  handle(request: IncomingMessage, response: ServerResponse, url: URL): boolean | Promise<boolean>;
}
