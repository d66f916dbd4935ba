import { EventEmitter } from 'node:events';
import {
  type CanActivate,
  type ExecutionContext,
  ForbiddenException,
  Logger,
} from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import { WsException } from '@nestjs/websockets';
import { CLOCK, type CognitoUser, TokenMissingError } from '../core/index.js';
import { bindConnectionUser } from './connection-user.js';
import { toWsException } from './to-ws-exception.js';
import { upgradeRequestOf } from './upgrade-request.js';
import { WebSocketAuthenticator } from './web-socket-authenticator.js';

const { jest } = import.meta;

/** A client of socket.io. */
class Client extends EventEmitter {
  connected = true;
  readonly heard: unknown[] = [];

  constructor() {
    super();
    this.on('exception', (payload) => this.heard.push(payload));
  }

  disconnect(): void {
    this.connected = false;
    this.emit('disconnect');
  }
}

/** What the guard does with a connection. */
type Verdict = (client: Client, context: ExecutionContext) => boolean | Promise<boolean>;

const authenticatorWith = (verdict: Verdict): WebSocketAuthenticator => {
  const guard: CanActivate = {
    canActivate: async (context) => verdict(context.switchToWs().getClient<Client>(), context),
  };
  return new WebSocketAuthenticator({
    get: (token: unknown) => (token === CLOCK ? Date.now : guard),
  } as unknown as ModuleRef);
};

const bindUntil = (client: Client, seconds: number): true => {
  const expiresAt = new Date(seconds * 1000);
  bindConnectionUser(client, { sub: 'alice', userPoolId: 'pool', expiresAt } as CognitoUser);
  return true;
};

const expired = { status: 'error', code: 'ERR_COGNITO_TOKEN_EXPIRED', message: expect.any(String) };

describe('WebSocketAuthenticator', () => {
  const logged: unknown[] = [];
  let client: Client;

  beforeEach(() => {
    client = new Client();
    logged.length = 0;
    jest.useFakeTimers({ now: 0 });
    jest.spyOn(Logger.prototype, 'error').mockImplementation((error) => void logged.push(error));
  });

  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  it('shows the connection to the guard as a message without data', async () => {
    const seen: unknown[] = [];
    await authenticatorWith((_client, context) => {
      const ws = context.switchToWs();
      seen.push(context.getType(), context.getArgs(), ws.getData(), ws.getPattern());
      seen.push(context.getClass(), context.getHandler());
      return true;
    }).authenticate(client);

    expect(seen).toEqual([
      'ws',
      [client, undefined, 'connection'],
      undefined,
      'connection',
      WebSocketAuthenticator,
      WebSocketAuthenticator.prototype.authenticate,
    ]);
  });

  it('keeps the request before anything else happens', () => {
    const request = { headers: {} };
    void authenticatorWith(() => true).authenticate(client, request);

    expect(upgradeRequestOf(client)).toBe(request);
  });

  it('watches nobody where the guard names nobody', async () => {
    expect(await authenticatorWith(() => true).authenticate(client)).toBeUndefined();
    expect([client.connected, jest.getTimerCount()]).toEqual([true, 0]);
  });

  it('passes a refusal on to the client, and logs nothing', async () => {
    const refusal = toWsException(new TokenMissingError());
    const authenticator = authenticatorWith(() => {
      throw refusal;
    });

    expect(await authenticator.authenticate(client)).toBeUndefined();
    expect(client.heard).toEqual([refusal.getError()]);
    expect([client.connected, logged]).toEqual([false, []]);
  });

  it('disconnects a client that the guard does not let in', async () => {
    await authenticatorWith(() => false).authenticate(client);

    expect(client.heard).toEqual([{ status: 'error', message: 'Forbidden resource' }]);
    expect([client.connected, logged]).toEqual([false, []]);
  });

  it('passes on the text of an exception of the application, however long', async () => {
    const text = 'no '.repeat(100);
    await authenticatorWith(() => {
      throw new WsException(text);
    }).authenticate(client);

    expect(client.heard).toEqual([{ status: 'error', message: text }]);
    expect([client.connected, logged]).toEqual([false, []]);
  });

  it.each([new TypeError('secret'), new ForbiddenException('secret')])(
    'tells the client nothing of a failure, but the log: %p',
    async (error) => {
      await authenticatorWith(() => {
        throw error;
      }).authenticate(client);

      expect(client.heard).toEqual([{ status: 'error', message: 'Internal server error' }]);
      expect([client.connected, logged]).toEqual([false, [error]]);
    },
  );

  it('disconnects when the token runs out', async () => {
    await authenticatorWith((socket) => bindUntil(socket, 60)).authenticate(client);
    await jest.advanceTimersByTimeAsync(59_999);
    expect(client.connected).toBe(true);

    await jest.advanceTimersByTimeAsync(1);
    expect(client.heard).toEqual([expired]);
    expect(client.connected).toBe(false);
  });

  it('goes on as long as there are newer tokens', async () => {
    let lifetimes = [60, 120, 180];
    await authenticatorWith((socket) => {
      const [next = 0, ...rest] = lifetimes;
      lifetimes = rest;
      return bindUntil(socket, next);
    }).authenticate(client);
    await jest.advanceTimersByTimeAsync(179_999);
    expect(client.connected).toBe(true);
    expect(client.listenerCount('disconnect')).toBe(1);

    await jest.advanceTimersByTimeAsync(1);
    expect(client.heard).toEqual([expired]);
  });

  it('leaves no timer behind when the client goes', async () => {
    await authenticatorWith((socket) => bindUntil(socket, 60)).authenticate(client);
    client.disconnect();

    expect(jest.getTimerCount()).toBe(0);
    expect(client.heard).toEqual([]);
  });

  it('leaves a client alone that has gone meanwhile', async () => {
    const user = await authenticatorWith((socket) => {
      socket.disconnect();
      return bindUntil(socket, 60);
    }).authenticate(client);

    expect(user).toBeUndefined();
    expect(jest.getTimerCount()).toBe(0);
  });
});
