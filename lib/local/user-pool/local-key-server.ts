import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { poolDiscovery } from './discovery-document.js';
import type { LocalUserPool } from './local-user-pool.js';

/**
 * - `up`: it answers
 * - `down`: it drops every connection
 * - `failing`: it answers 503
 * - `slow`: it answers after `delayMs`
 */
export type LocalKeyEndpointState = 'up' | 'down' | 'failing' | 'slow';

/** The key endpoint of a {@link LocalUserPool}. */
export interface LocalKeyEndpoint {
  /** How often the keys have been requested, whatever the answer was. */
  readonly requestCount: number;
  /**
   * Sets how it behaves from now on.
   *
   * @param delayMs for `slow`: milliseconds until it answers. @defaultValue 5000, which is longer than the
   * application waits unless `signingKeys.requestTimeoutMs` says otherwise
   * @throws {RangeError} when there is no such state or delay
   */
  become(state: LocalKeyEndpointState, delayMs?: number): void;
}

const STATES: readonly LocalKeyEndpointState[] = ['up', 'down', 'failing', 'slow'];
const DEFAULT_DELAY_MS = 5000;

/** Publishes the keys of a {@link LocalUserPool} on loopback, under the paths that Cognito uses. */
export class LocalKeyServer implements LocalKeyEndpoint {
  requestCount = 0;
  readonly #pool: LocalUserPool;
  readonly #delayed = new Set<NodeJS.Timeout>();
  #server: Server | undefined;
  #state: LocalKeyEndpointState = 'up';
  #delayMs = DEFAULT_DELAY_MS;

  constructor(pool: LocalUserPool) {
    this.#pool = pool;
  }

  /** Where the keys are, while the server listens. */
  get jwksUri(): string | undefined {
    const address = this.#server?.address() as AddressInfo | null | undefined;
    return address ? `http://127.0.0.1:${address.port}${this.#path('jwks.json')}` : undefined;
  }

  become(state: LocalKeyEndpointState, delayMs: number = DEFAULT_DELAY_MS): void {
    if (!STATES.includes(state)) {
      throw new RangeError(`become: the state must be one of ${STATES.join(', ')}`);
    }
    if (!Number.isFinite(delayMs) || delayMs < 0) {
      throw new RangeError('become: delayMs must be a number of milliseconds');
    }
    this.#state = state;
    this.#delayMs = delayMs;
  }

  async listen(): Promise<string> {
    const server = (this.#server ??= createServer(this.#answer));
    if (!server.listening) {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(0, '127.0.0.1', resolve);
      });
    }
    return new URL(this.jwksUri ?? '').origin;
  }

  async close(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    for (const timer of this.#delayed) clearTimeout(timer);
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  }

  readonly #answer: RequestListener = (request, response) => {
    if (request.url === this.#path('jwks.json')) this.requestCount += 1;
    switch (this.#state) {
      case 'up':
        return this.#publish(request, response);
      case 'down':
        return void request.socket.destroy();
      case 'failing':
        return void response.writeHead(503).end();
      case 'slow': {
        const timer = setTimeout(() => {
          this.#delayed.delete(timer);
          this.#publish(request, response);
        }, this.#delayMs);
        this.#delayed.add(timer);
      }
    }
  };

  readonly #publish: RequestListener = (request, response) => {
    const documents = new Map<string | undefined, object>([
      [this.#path('jwks.json'), this.#pool.jwks],
      [this.#path('openid-configuration'), poolDiscovery(this.#pool.issuer, this.jwksUri ?? '')],
    ]);
    const document = documents.get(request.url);
    const [status, body] =
      document === undefined ? [404, { message: 'Not Found' }] : [200, document];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

  #path(document: string): string {
    return `/${this.#pool.userPoolId}/.well-known/${document}`;
  }
}
