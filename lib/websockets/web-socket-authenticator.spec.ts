import { EventEmitter } from 'node:events';
import {
  type CanActivate,
  type ExecutionContext,
  ForbiddenException,
  Logger,
  ServiceUnavailableException,
} from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import { WsException } from '@nestjs/websockets';
import {
  ClaimsRefusedError,
  CLOCK,
  type CognitoUser,
  SigningKeysUnavailableError,
  TokenMissingError,
} from '../core/index.js';
import { RESOLVED_COGNITO_AUTH_OPTIONS } from '../core/internal.js';
import { bindConnectionUser } from './connection-user.js';
import { toWsException } from './to-ws-exception.js';
import { upgradeRequestOf } from './upgrade-request.js';
import { WebSocketAuthenticator } from './web-socket-authenticator.js';
import { webSocketTransport } from './web-socket-transport.js';

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

const options = {
  clockToleranceSeconds: 0,
  maxTokenAgeSeconds: undefined as number | undefined,
  transports: [],
};

const authenticatorWith = (verdict: Verdict, settings = {}): WebSocketAuthenticator => {
  const guard: CanActivate = {
    canActivate: async (context) => verdict(context.switchToWs().getClient<Client>(), context),
  };
  return new WebSocketAuthenticator({
    get: (token: unknown) => {
      if (token === CLOCK) return Date.now;
      return token === RESOLVED_COGNITO_AUTH_OPTIONS ? { ...options, ...settings } : guard;
    },
  } as unknown as ModuleRef);
};

const userUntil = (exp: number): CognitoUser =>
  ({ sub: 'alice', userPoolId: 'pool', claims: { exp, iat: 0 } }) as CognitoUser;

const bindUntil = (client: Client, seconds: number): true => {
  bindConnectionUser(client, userUntil(seconds));
  return true;
};

const refusalFor = (code: string): unknown => ({
  status: 'error',
  code,
  message: expect.any(String),
});
const expired = refusalFor('ERR_COGNITO_TOKEN_EXPIRED');
const refuse = (): never => {
  throw toWsException(new ClaimsRefusedError());
};

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
    expect([client.connected, jest.getTimerCount()]).toEqual([false, 0]);
  });

  it.each<[string, object, number, string]>([
    ['exp and the tolerance', { clockToleranceSeconds: 5 }, 605_000, 'ERR_COGNITO_TOKEN_EXPIRED'],
    ['the greatest age', { maxTokenAgeSeconds: 90 }, 90_001, 'ERR_COGNITO_TOKEN_TOO_OLD'],
    [
      'the greatest age and the tolerance',
      { maxTokenAgeSeconds: 90, clockToleranceSeconds: 5 },
      95_001,
      'ERR_COGNITO_TOKEN_TOO_OLD',
    ],
  ])('disconnects at %s, and not a millisecond earlier', async (_case, settings, endMs, code) => {
    const authenticator = authenticatorWith((socket) => bindUntil(socket, 600), settings);
    await authenticator.authenticate(client);
    await jest.advanceTimersByTimeAsync(endMs - 1);
    expect([client.connected, client.heard]).toEqual([true, []]);

    await jest.advanceTimersByTimeAsync(1);
    expect([client.connected, client.heard]).toEqual([false, [refusalFor(code)]]);
  });

  it('does not wait for ever for a newer token to be verified', async () => {
    let isFirst = true;
    await authenticatorWith((socket) => {
      if (!isFirst) return new Promise(() => undefined);
      isFirst = false;
      return bindUntil(socket, 30);
    }).authenticate(client);
    await jest.advanceTimersByTimeAsync(30_999);
    expect(client.connected).toBe(true);

    await jest.advanceTimersByTimeAsync(1);
    expect([client.connected, client.heard]).toEqual([false, [expired]]);
  });

  it('asks again about a client that sends nothing, and disconnects it once it is refused', async () => {
    let asked = 0;
    let isAccepted = true;
    await authenticatorWith((socket) => {
      asked += 1;
      return isAccepted ? bindUntil(socket, 86_400) : refuse();
    }).authenticate(client);
    await jest.advanceTimersByTimeAsync(180_000);
    expect([asked, client.connected]).toEqual([4, true]);

    isAccepted = false;
    await jest.advanceTimersByTimeAsync(59_999);
    expect(client.connected).toBe(true);
    await jest.advanceTimersByTimeAsync(1);
    expect(client.heard).toEqual([refusalFor('ERR_COGNITO_CLAIMS_REFUSED')]);
    expect([client.connected, jest.getTimerCount(), logged]).toEqual([false, 0, []]);
  });

  it('goes on asking after a question that is never answered', async () => {
    let asked = 0;
    let answer: () => true | Promise<never> = () => bindUntil(client, 86_400);
    await authenticatorWith(() => {
      asked += 1;
      return answer();
    }).authenticate(client);
    answer = () => new Promise(() => undefined);
    await jest.advanceTimersByTimeAsync(60_000);
    // One at a time: the next is due a minute after this one was given up.
    await jest.advanceTimersByTimeAsync(69_999);
    expect([asked, client.connected, logged.length]).toEqual([2, true, 1]);

    answer = refuse;
    await jest.advanceTimersByTimeAsync(1);
    expect(client.heard).toEqual([refusalFor('ERR_COGNITO_CLAIMS_REFUSED')]);
    expect([asked, client.connected, jest.getTimerCount()]).toEqual([3, false, 0]);
  });

  it('disconnects a client that is not decided on in time, once', async () => {
    let letIn = (): void => undefined;
    const authenticated = authenticatorWith(
      (socket) =>
        new Promise((resolve) => {
          letIn = () => resolve(bindUntil(socket, 600));
        }),
    ).authenticate(client);
    await jest.advanceTimersByTimeAsync(9999);
    expect([client.connected, client.heard]).toEqual([true, []]);

    await jest.advanceTimersByTimeAsync(1);
    expect(await authenticated).toBeUndefined();
    letIn();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(client.heard).toEqual([{ status: 'error', message: 'Internal server error' }]);
    expect([client.connected, logged.length, jest.getTimerCount()]).toEqual([false, 1, 0]);
  });

  it('asks as often as the transport says', async () => {
    let asked = 0;
    const settings = { transports: [webSocketTransport({ recheckSeconds: 5 })] };
    await authenticatorWith((socket) => {
      asked += 1;
      return bindUntil(socket, 86_400);
    }, settings).authenticate(client);
    await jest.advanceTimersByTimeAsync(10_000);

    expect(asked).toBe(3);
  });

  it.each<[string, () => unknown, number]>([
    ['keys cannot be fetched', () => toWsException(new SigningKeysUnavailableError(1)), 0],
    ['validateClaims throws', () => new TypeError('database'), 1],
    ['mapUser answers that it is out of order', () => new ServiceUnavailableException(), 1],
  ])('goes on while %s, until the token ends', async (_case, failure, lines) => {
    let isFailing = false;
    const authenticator = authenticatorWith((socket) => {
      if (isFailing) throw failure();
      return bindUntil(socket, 600);
    });
    await authenticator.authenticate(client);
    isFailing = true;
    await jest.advanceTimersByTimeAsync(599_999);
    expect(await authenticator.authenticate(client)).toBeUndefined();
    expect([client.connected, client.heard, logged.length]).toEqual([true, [], lines]);

    await jest.advanceTimersByTimeAsync(1);
    expect([client.connected, client.heard]).toEqual([false, [expired]]);
  });

  it.each([new WsException('gone'), new ForbiddenException()])(
    'disconnects a client that the application refuses meanwhile: %p',
    async (error) => {
      let isAccepted = true;
      await authenticatorWith((socket) => {
        if (!isAccepted) throw error;
        return bindUntil(socket, 600);
      }).authenticate(client);
      isAccepted = false;
      await jest.advanceTimersByTimeAsync(60_000);

      expect(client.connected).toBe(false);
    },
  );

  it('can be asked again at any time, and watches a client once', async () => {
    let isAccepted = true;
    const authenticator = authenticatorWith((socket) =>
      isAccepted ? bindUntil(socket, 600) : refuse(),
    );
    await Promise.all([authenticator.authenticate(client), authenticator.authenticate(client)]);
    for (let time = 0; time < 10; time += 1) await authenticator.authenticate(client);
    expect([client.listenerCount('disconnect'), jest.getTimerCount()]).toEqual([1, 2]);

    isAccepted = false;
    await authenticator.authenticate(client);
    expect(client.heard).toEqual([refusalFor('ERR_COGNITO_CLAIMS_REFUSED')]);
    expect([client.connected, jest.getTimerCount()]).toEqual([false, 0]);
  });

  it('watches a client once also for the authenticators of several modules', async () => {
    const verdict = (socket: Client): true => bindUntil(socket, 600);
    await authenticatorWith(verdict).authenticate(client);
    await authenticatorWith(verdict).authenticate(client);

    expect([client.listenerCount('disconnect'), jest.getTimerCount()]).toEqual([1, 2]);
  });

  it('goes by a newer token that ends earlier', async () => {
    let seconds = 600;
    const authenticator = authenticatorWith((socket) => bindUntil(socket, seconds));
    await authenticator.authenticate(client);
    seconds = 30;
    await authenticator.authenticate(client);
    await jest.advanceTimersByTimeAsync(30_000);

    expect([client.connected, client.heard]).toEqual([false, [expired]]);
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

  it('leaves nothing behind of thousands of clients, whatever is under way when they go', async () => {
    const authenticator = authenticatorWith(async (socket) => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      return bindUntil(socket, 60);
    });
    const clients = Array.from({ length: 10_000 }, () => new Client());
    for (const each of clients) void authenticator.authenticate(each);
    await jest.advanceTimersByTimeAsync(10);
    expect(jest.getTimerCount()).toBe(20_000);
    // The last of them go while they are decided on anew.
    for (const each of clients.slice(0, 5000)) each.disconnect();
    await jest.advanceTimersByTimeAsync(59_995);
    for (const each of clients.slice(5000)) each.disconnect();
    await jest.advanceTimersByTimeAsync(20_000);

    expect(jest.getTimerCount()).toBe(0);
    expect(clients.every(({ heard }) => heard.length === 0)).toBe(true);
    expect(clients.every((each) => each.listenerCount('disconnect') === 0)).toBe(true);
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
