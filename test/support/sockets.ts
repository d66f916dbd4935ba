import type { AddressInfo } from 'node:net';
import type { INestApplication, ModuleMetadata, WebSocketAdapter } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { WsAdapter } from '@nestjs/platform-ws';
import { withUpgradeRequest } from 'nestjs-cognito-auth/websockets';
import { io } from 'socket.io-client';
import { WebSocket } from 'ws';
import { type AppOptions, startApp } from './start-app.js';

/** What a client was sent. */
export interface Frame {
  readonly event: string;
  readonly data: unknown;
}

/** What a client says of itself when it connects. */
export interface Handshake {
  readonly headers?: Readonly<Record<string, string>>;
  /** socket.io only. */
  readonly auth?: Readonly<Record<string, unknown>>;
  readonly namespace?: string;
  /** ws only. */
  readonly query?: string;
  readonly transports?: ('polling' | 'websocket')[];
}

/** A client of either kind. It hears the events that the gateways of the tests answer with. */
export abstract class SocketClient {
  readonly #frames: Frame[] = [];
  #wake: (() => void) | undefined;
  /** Fulfilled when the connection has ended, with the reason as far as the client knows it. */
  abstract readonly ended: Promise<string>;

  abstract send(event: string, data?: unknown): void;
  abstract close(): void;

  /** The next frame that has not been looked at yet. */
  async next(): Promise<Frame> {
    while (this.#frames.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#frames.shift() as Frame;
  }

  /** What has come and was not looked at. */
  get unread(): readonly Frame[] {
    return this.#frames;
  }

  /** Sends a message and gives what comes back. */
  ask(event: string, data: unknown = {}): Promise<Frame> {
    this.send(event, data);
    return this.next();
  }

  protected hear(frame: Frame): void {
    this.#frames.push(frame);
    this.#wake?.();
  }
}

class SocketIoClient extends SocketClient {
  readonly ended: Promise<string>;
  readonly #socket: ReturnType<typeof io>;

  constructor(url: string, { headers, auth, namespace = '', transports }: Handshake) {
    super();
    this.#socket = io(`${url}/${namespace}`, {
      forceNew: true,
      reconnection: false,
      transports: transports ?? ['websocket'],
      ...(headers === undefined ? {} : { extraHeaders: headers }),
      ...(auth === undefined ? {} : { auth }),
    });
    for (const event of ['reply', 'said', 'exception']) {
      this.#socket.on(event, (data: unknown) => this.hear({ event, data }));
    }
    this.ended = new Promise((resolve) => {
      this.#socket.once('disconnect', resolve);
    });
  }

  send(event: string, data?: unknown): void {
    this.#socket.emit(event, data);
  }

  close(): void {
    this.#socket.disconnect();
  }
}

class NativeClient extends SocketClient {
  readonly ended: Promise<string>;
  readonly #socket: WebSocket;
  /** What is sent once the connection is open. */
  readonly #waiting: string[] = [];

  constructor(url: string, { headers, query = '' }: Handshake) {
    super();
    this.#socket = new WebSocket(
      `${url.replace('http:', 'ws:')}/${query}`,
      headers === undefined ? {} : { headers },
    );
    this.#socket.once('open', () => {
      for (const frame of this.#waiting) this.#socket.send(frame);
    });
    this.#socket.on('message', (text: Buffer) => this.hear(JSON.parse(text.toString()) as Frame));
    this.ended = new Promise((resolve) => {
      this.#socket.once('close', (code, reason) => resolve(`${code} ${reason.toString()}`));
    });
  }

  send(event: string, data?: unknown): void {
    const frame = JSON.stringify({ event, data });
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(frame);
    else this.#waiting.push(frame);
  }

  close(): void {
    this.#socket.terminate();
  }
}

/** An adapter of Nest and the client that goes with it. */
export interface SocketPlatform {
  readonly name: string;
  createAdapter(app: INestApplication): WebSocketAdapter;
  connect(app: INestApplication, handshake?: Handshake): SocketClient;
}

const urlOf = (app: INestApplication): string =>
  `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;

export const socketIo: SocketPlatform = {
  name: 'socket.io',
  createAdapter: (app) => new IoAdapter(app),
  connect: (app, handshake = {}) => new SocketIoClient(urlOf(app), handshake),
};

const RememberingWsAdapter = withUpgradeRequest(WsAdapter);

export const nativeWs: SocketPlatform = {
  name: 'ws',
  createAdapter: (app) => new RememberingWsAdapter(app),
  connect: (app, handshake = {}) => new NativeClient(urlOf(app), handshake),
};

/** The WebSocket adapters of Nest, for `describe.each`. */
export const socketPlatforms: readonly SocketPlatform[] = [socketIo, nativeWs];

/** The handshake of a client that sends a bearer token. */
export const bearer = (token: string): Handshake => ({
  headers: { authorization: `Bearer ${token}` },
});

/** Boots an application with gateways on a platform, listening on a free port of loopback. */
export function startSocketApp(
  { createAdapter }: Pick<SocketPlatform, 'createAdapter'>,
  metadata: ModuleMetadata,
  options: Pick<AppOptions, 'prepare'> = {},
): Promise<INestApplication> {
  return startApp(() => new ExpressAdapter(), metadata, {
    ...options,
    configure: (app) => app.useWebSocketAdapter(createAdapter(app)),
  });
}
