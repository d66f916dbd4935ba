import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How an endpoint answers one request. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Answers with a document as JSON. */
export const json =
  (document: unknown, status = 200): Answer =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(document));
  };

/** A key endpoint on loopback that counts what it is asked and does to its callers what it is told. */
export class KeyEndpoint {
  /** What was asked for, in order. */
  readonly requested: string[] = [];
  /** How the next requests are answered. */
  answer: Answer = json({ message: 'Service Unavailable' }, 503);
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.requested.push(request.url ?? '');
      this.answer(request, response);
    });
  }

  static async start(answer?: Answer): Promise<KeyEndpoint> {
    const endpoint = new KeyEndpoint();
    if (answer !== undefined) endpoint.answer = answer;
    await new Promise<void>((resolve) => {
      endpoint.#server.listen(0, '127.0.0.1', resolve);
    });
    return endpoint;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get jwksUri(): string {
    return `${this.origin}/jwks.json`;
  }

  /** How many requests have arrived. */
  get hits(): number {
    return this.requested.length;
  }

  /** How many connections are open. */
  connections(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
    });
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    await new Promise((resolve) => {
      this.#server.close(resolve);
      this.#server.closeAllConnections();
    });
  }
}
