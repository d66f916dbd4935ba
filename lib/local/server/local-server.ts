import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { applyFault } from '../faults/apply-fault.js';
import type { LocalCalls } from '../faults/local-calls.js';
import type { LocalFaults } from '../faults/local-faults.js';
import type { JsonApi } from '../wire/json-api.js';
import { allowOrigin, answerPreflight } from './cross-origin.js';
import type { HttpHandler } from './http-handler.interface.js';
import { hostOf, isLocalName } from './loopback.js';

/** Where the server listens. */
export interface ListenOptions {
  readonly port: number;
  readonly host: string;
  readonly tls: { readonly key: string; readonly cert: string } | undefined;
  readonly allowRemote: boolean;
}

/** What the server puts together. */
export interface ServerParts {
  readonly api: JsonApi;
  /** Asked in this order. */
  readonly handlers: readonly HttpHandler[];
  readonly faults: LocalFaults;
  readonly calls: LocalCalls;
  /** Called with what a handler throws: a mistake of ours. */
  readonly onFailure: (error: unknown) => void;
}

/** Under this path, pages of the user pool have documents whose names count as calls, such as `jwks.json`. */
const WELL_KNOWN = /^\/[\w-]+\/\.well-known\/([\w.-]+)$/;

/** One HTTP server for everything: faults come first, then the JSON API, then the handlers. */
export class LocalServer {
  readonly origin: string;
  readonly #server: Server;
  readonly #allowRemote: boolean;
  #parts: ServerParts | undefined;

  private constructor(server: Server, { host, tls, allowRemote }: ListenOptions) {
    this.#server = server;
    this.#allowRemote = allowRemote;
    const { port } = server.address() as AddressInfo;
    this.origin = `${tls === undefined ? 'http' : 'https'}://${nameOf(host)}:${port}`;
    server.on('request', this.#onRequest);
  }

  /** Listens. Requests are answered from {@link serve} on: what it serves may depend on where it listens. */
  static async listen(options: ListenOptions): Promise<LocalServer> {
    const server = options.tls === undefined ? createServer() : createTlsServer({ ...options.tls });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port, options.host, resolve);
    });
    return new LocalServer(server, options);
  }

  serve(parts: ServerParts): void {
    this.#parts = parts;
  }

  /** Ends open connections too. Does nothing when it has been called before. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    await new Promise((resolve) => {
      this.#server.close(resolve);
      this.#server.closeAllConnections();
    });
  }

  readonly #onRequest: RequestListener = (request, response) => {
    this.#answer(request, response).catch((error: unknown) => {
      this.#parts?.onFailure(error);
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  };

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A page of another site can have its own name resolve to this machine, and its requests carry that name.
    if (!this.#allowRemote && !isLocalName(hostOf(request.headers.host))) {
      response.writeHead(403).end('The local Cognito answers only to names of this machine\n');
      return;
    }
    const parts = this.#parts;
    const url = this.#urlOf(request);
    if (parts === undefined || url === undefined) {
      response.writeHead(parts === undefined ? 503 : 400).end();
      return;
    }
    allowOrigin(request, response, this.#allowRemote);
    if (request.method === 'OPTIONS') answerPreflight(request, response);
    else await answerCall(parts, request, response, url);
  }

  /** A target that is no path is a question to a proxy (RFC 9112 §3.2.2). */
  #urlOf({ url = '' }: IncomingMessage): URL | undefined {
    return url.startsWith('/') && URL.canParse(this.origin + url)
      ? new URL(this.origin + url)
      : undefined;
  }
}

async function answerCall(
  { api, handlers, faults, calls }: ServerParts,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const call = api.callOf(request, url.pathname);
  const name = call?.operation ?? nameOfRoute(request, url);
  calls.add(name);
  const fault = faults.strike(name);
  const goesOn = fault === undefined || (await applyFault(fault, response, call !== undefined));
  if (!goesOn) return;
  if (call !== undefined) return api.handle(call, request, response);
  for (const handler of handlers) {
    if (await handler.handle(request, response, url)) return;
  }
  response
    .writeHead(404, { 'content-type': 'application/json' })
    .end(JSON.stringify({ message: 'Not Found' }));
}

function nameOfRoute({ method }: IncomingMessage, { pathname }: URL): string {
  return WELL_KNOWN.exec(pathname)?.[1] ?? `${method} ${pathname}`;
}

/** What listens on every address is asked for by one of them. */
function nameOf(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
