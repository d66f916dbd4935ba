import { once } from 'node:events';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  Server as HttpServer,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer, Server as HttpsServer } from 'node:https';
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net';
import type { TlsOptions } from 'node:tls';

/** How an endpoint answers one request. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Answers with a document as JSON. */
export const json =
  (document: unknown, status = 200): Answer =>
  (_request, response) => {
    const content = JSON.stringify(document);
    const length = Buffer.byteLength(content);
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': length });
    response.end(content);
  };

/** How long a test waits for a connection to close; only a test that fails waits so long. */
const PATIENCE_MS = 10_000;

const UNAVAILABLE = json({ message: 'Service Unavailable' }, 503);

/** A key endpoint on loopback that does to its callers what it is told, and counts what they do. */
export class KeyEndpoint {
  /** Paths of the requests that have arrived, in order. */
  readonly requested: string[] = [];
  /** How the next requests are answered. */
  answer: Answer = UNAVAILABLE;
  readonly #scheme: 'http' | 'https';
  readonly #server: Server;
  /** Every connection that was ever accepted. */
  readonly #sockets: Socket[] = [];
  #port = 0;

  private constructor(scheme: 'http' | 'https', server: Server) {
    this.#scheme = scheme;
    this.#server = server;
    server.on('connection', (socket: Socket) => {
      this.#sockets.push(socket);
      // A client that goes away in the middle is what these tests are about.
      socket.on('error', () => undefined);
      // Who does not read does not learn that the other end has gone.
      if (!isHttpServer(server)) socket.resume();
    });
  }

  /** An endpoint that speaks HTTP, or HTTPS where it is given a certificate. */
  static async start(answer = UNAVAILABLE, tls?: TlsOptions): Promise<KeyEndpoint> {
    const server = tls === undefined ? createHttpServer() : createHttpsServer(tls);
    const endpoint = new KeyEndpoint(tls === undefined ? 'http' : 'https', server);
    endpoint.answer = answer;
    server.on('request', (request, response) => {
      endpoint.requested.push(request.url ?? '');
      endpoint.answer(request, response);
    });
    await endpoint.listen();
    return endpoint;
  }

  /** An endpoint that accepts connections and never says a word, not even in a TLS handshake. */
  static async startSilent(scheme: 'http' | 'https'): Promise<KeyEndpoint> {
    const endpoint = new KeyEndpoint(scheme, createTcpServer());
    await endpoint.listen();
    return endpoint;
  }

  get origin(): string {
    return `${this.#scheme}://127.0.0.1:${this.#port}`;
  }

  get jwksUri(): string {
    return `${this.origin}/jwks.json`;
  }

  /** How many requests have arrived. */
  get hits(): number {
    return this.requested.length;
  }

  /** How many connections were used. When a request is aborted, undici opens one that may never be. */
  get connections(): number {
    return this.#used.length;
  }

  /** Bytes handed to the operating system for all callers together. */
  get bytesSent(): number {
    return this.#sockets.reduce((sum, { bytesWritten }) => sum + bytesWritten, 0);
  }

  /** Resolves when the next request arrives. */
  async nextRequest(): Promise<void> {
    await once(this.#server, 'request');
  }

  /** How many connections a request is still under way on, once there are none or nobody can expect it any more. */
  async busyConnections(): Promise<number> {
    await this.closeIdleConnections();
    return this.#used.filter(({ closed }) => !closed).length;
  }

  /** Closes connections without a request, as a server does after its keep-alive time. */
  async closeIdleConnections(): Promise<void> {
    if (isHttpServer(this.#server)) this.#server.closeIdleConnections();
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const open = this.#used.filter(({ closed }) => !closed);
    await Promise.allSettled(open.map((socket) => once(socket, 'close', { signal })));
  }

  /** Listens, after {@link refuse} on the same port as before. */
  async listen(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Drops every connection and refuses new ones. */
  async refuse(): Promise<void> {
    if (!this.#server.listening) return;
    await new Promise((resolve) => {
      this.#server.close(resolve);
      for (const socket of this.#sockets) socket.destroy();
    });
  }

  /** Ends for good. */
  close(): Promise<void> {
    return this.refuse();
  }

  get #used(): readonly Socket[] {
    return this.#sockets.filter(({ bytesRead }) => bytesRead > 0);
  }
}

function isHttpServer(server: Server): server is HttpServer | HttpsServer {
  return server instanceof HttpServer || server instanceof HttpsServer;
}
