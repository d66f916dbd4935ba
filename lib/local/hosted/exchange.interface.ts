import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request, and what it is answered with. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Of the request, absolute. */
  readonly url: URL;
}
