import { once } from 'node:events';
import { createServer } from 'node:http';

/** Answers with a document as JSON. */
export const json = (document) => (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document));
};

/** Publishes keys on loopback, counts how often they are fetched, and does to its callers what it is told. */
export class KeyEndpoint {
  /** How many requests have arrived. */
  hits = 0;
  /** How the next requests are answered. */
  answer;
  #server;
  #port = 0;

  static async start(answer) {
    const endpoint = new KeyEndpoint();
    endpoint.answer = answer;
    await endpoint.listen();
    return endpoint;
  }

  get origin() {
    return `http://127.0.0.1:${this.#port}`;
  }

  get jwksUri() {
    return `${this.origin}/jwks.json`;
  }

  /** Options of an application that fetches the keys of a pool here. */
  optionsOf({ options: { jwks: _jwks, ...options } }) {
    return { ...options, jwksUri: this.jwksUri };
  }

  /** Listens, on the port that it had before, if it had one. */
  async listen() {
    if (this.#server !== undefined) return;
    this.#server = createServer((request, response) => {
      this.hits += 1;
      this.answer(request, response);
    });
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = this.#server.address().port;
  }

  /** Refuses connections from now on, and ends those there are. */
  async close() {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }

  /** How many connections are open. */
  connections() {
    return new Promise((resolve) => {
      if (this.#server === undefined) resolve(0);
      else this.#server.getConnections((_error, count) => resolve(count ?? 0));
    });
  }
}
