import { EventEmitter } from 'node:events';
import type { ExecutionContext } from '@nestjs/common';
import {
  ClaimsInsufficientError,
  ClaimsRefusedError,
  type CognitoAuthError,
  type CognitoUser,
  GroupRequiredError,
  type Refusal,
  type RefusedError,
  REFUSALS,
  ScopeRequiredError,
  SigningKeysUnavailableError,
  SigningKeyUnknownError,
  TokenAmbiguousError,
  TokenExpiredError,
  type TokenLifetime,
  TokenMissingError,
  type TokenRequest,
  type TransportTools,
  TokenUseRefusedError,
  UserPoolRequiredError,
  UserRefusedError,
} from '../core/index.js';
import { ConnectionWatch } from './connection-watch.js';
import type { WebSocketClient } from './web-socket-client.interface.js';
import { webSocketTransport } from './web-socket-transport.js';

const contextOf = (client: object): ExecutionContext =>
  ({ switchToWs: () => ({ getClient: () => client }) }) as unknown as ExecutionContext;

const tools = {
  findToken: ({ headers }: TokenRequest) => headers['token'] as string | undefined,
};

const socketIo = (token?: unknown, headerToken?: string): object => ({
  handshake: { auth: { token } },
  request: { headers: { token: headerToken } },
});

const refusalBy = (error: CognitoAuthError): Refusal => ({
  error: error as RefusedError,
  status: REFUSALS[(error as RefusedError).code].status,
});

describe('webSocketTransport', () => {
  const transport = webSocketTransport();

  it('is for messages, whose users stand on the client', () => {
    const client = {};

    expect([transport.contextType, transport.outlivesCall]).toEqual(['ws', true]);
    expect(transport.carrierOf(contextOf(client))).toBe(client);
    expect(transport.exposeUser).toBeUndefined();
  });

  it.each([
    ['auth', socketIo('a')],
    ['the handshake', socketIo(undefined, 'a')],
    ['both', socketIo('a', 'a')],
  ])('reads the token in %s', (_case, client) => {
    expect(transport.tokenOf(contextOf(client), tools)).toBe('a');
  });

  it('finds no token where there is none', () => {
    expect(transport.tokenOf(contextOf(socketIo()), tools)).toBeUndefined();
  });

  it('refuses two different tokens', () => {
    expect(() => transport.tokenOf(contextOf(socketIo('a', 'b')), tools)).toThrow(
      expect.objectContaining({ code: 'ERR_COGNITO_TOKEN_AMBIGUOUS' }),
    );
  });

  it('waits for a token source that has to wait', async () => {
    const waiting: TransportTools = { findToken: async () => 'a' };

    expect(await transport.tokenOf(contextOf(socketIo('a')), waiting)).toBe('a');
    await expect(transport.tokenOf(contextOf(socketIo('b')), waiting)).rejects.toMatchObject({
      code: 'ERR_COGNITO_TOKEN_AMBIGUOUS',
    });
  });

  it('asks readToken and nothing else where there is one', () => {
    const own = webSocketTransport<{ mine?: string }>({ readToken: ({ mine }) => mine });

    expect(own.tokenOf(contextOf({ mine: 'm', ...socketIo('a') }), tools)).toBe('m');
    expect(own.tokenOf(contextOf(socketIo('a')), tools)).toBeUndefined();
  });

  it('refuses a readToken that is no function', () => {
    expect(() => webSocketTransport({ readToken: 'token' as never })).toThrow(
      expect.objectContaining({
        code: 'ERR_COGNITO_SETUP',
        mistakes: [expect.stringContaining('readToken')],
      }),
    );
  });

  it.each([0, -1, 3601, Number.NaN, Infinity, '60', null])(
    'refuses to ask again every %p seconds',
    (recheckSeconds) => {
      expect(() => webSocketTransport({ recheckSeconds: recheckSeconds as never })).toThrow(
        expect.objectContaining({
          code: 'ERR_COGNITO_SETUP',
          mistakes: [expect.stringContaining('recheckSeconds')],
        }),
      );
    },
  );

  it.each<[string, unknown, string]>([
    ['null', null, 'webSocketTransport: must be an object'],
    ['a text', 'token', 'webSocketTransport: must be an object'],
    ['a function', () => 'token', 'webSocketTransport: must be an object'],
    ['an instance', new (class Own {})(), 'webSocketTransport: must be a plain object'],
    ['a mistyped option', { readtoken: () => 'token' }, 'did you mean readToken?'],
    ['an async readToken', { readToken: async () => 'token' }, 'must return at once'],
    ['null for readToken', { readToken: null }, 'webSocketTransport.readToken: must be a function'],
  ])('refuses %s in place of options', (_case, options, mistake) => {
    expect(() => webSocketTransport(options as object)).toThrow(
      expect.objectContaining({
        code: 'ERR_COGNITO_SETUP',
        mistakes: [expect.stringContaining(mistake)],
      }),
    );
  });

  it('lets a connection have one user', () => {
    const context = contextOf({});
    const userOf = (sub: string) => ({ sub, userPoolId: 'pool' }) as CognitoUser;
    transport.checkUser?.(context, userOf('alice'));

    expect(() => transport.checkUser?.(context, userOf('bob'))).toThrow(
      expect.objectContaining({ code: 'ERR_COGNITO_TOKEN_AMBIGUOUS' }),
    );
  });

  describe('on a connection that is watched', () => {
    const heard: unknown[] = [];
    let client: EventEmitter & { connected: boolean };
    const context = (): ExecutionContext => contextOf(client);
    const alice = { sub: 'alice', userPoolId: 'pool' } as CognitoUser;
    const followed: CognitoUser[] = [];
    const lifetime = {
      onEnd: (user: CognitoUser) => {
        followed.push(user);
        return () => undefined;
      },
    } as unknown as TokenLifetime;

    beforeEach(() => {
      heard.length = 0;
      followed.length = 0;
      client = Object.assign(new EventEmitter(), {
        request: { headers: {} },
        connected: true,
        disconnect: () => {
          client.connected = false;
          client.emit('disconnect');
        },
      });
      client.on('exception', (payload: { code: unknown }) => heard.push(payload.code));
      ConnectionWatch.start(client as unknown as WebSocketClient, alice, {
        lifetime,
        recheckSeconds: 60,
        admit: async () => undefined,
        reportFailure: () => undefined,
      });
    });

    afterEach(() => client.emit('disconnect'));

    /** A message as the guard has begun to look at it. */
    const begun = (): ExecutionContext => {
      const message = context();
      expect(transport.tokenOf(message, tools)).toBeUndefined();
      return message;
    };

    const refuseAt = (message: ExecutionContext, error: CognitoAuthError): unknown[] => {
      expect(() => transport.refuse(message, refusalBy(error))).toThrow(
        expect.objectContaining({ cause: error }),
      );
      return [client.connected, heard];
    };

    it.each([
      new TokenMissingError(),
      new TokenExpiredError(),
      new TokenAmbiguousError(),
      new TokenUseRefusedError(),
      new ClaimsRefusedError(),
      new SigningKeyUnknownError('kid'),
    ])('ends it with a token that is refused: %p', (error) => {
      expect(refuseAt(begun(), error)).toEqual([false, [error.code]]);
    });

    it('ends it with a user whom the application refuses', () => {
      const message = begun();
      transport.checkUser?.(message, alice);

      expect(refuseAt(message, new UserRefusedError())).toEqual([
        false,
        ['ERR_COGNITO_USER_REFUSED'],
      ]);
    });

    it('goes by the newest token, also when an older one is decided on later', () => {
      const older = { ...alice, claims: { iat: 1 } } as CognitoUser;
      const newer = { ...alice, claims: { iat: 2 } } as CognitoUser;
      for (const user of [newer, older]) transport.checkUser?.(context(), user);

      expect(followed).toEqual([alice, newer]);
    });

    it.each([
      new GroupRequiredError(),
      new ScopeRequiredError([]),
      new ClaimsInsufficientError(),
      new UserPoolRequiredError(),
      new TokenUseRefusedError(),
    ])('leaves it as it is where a handler requires more: %p', (error) => {
      const message = begun();
      transport.checkUser?.(message, alice);

      expect(refuseAt(message, error)).toEqual([true, []]);
    });

    it('leaves it as it is where it is no guard that refuses, but what a message has begun', () => {
      expect(refuseAt(context(), new TokenExpiredError())).toEqual([true, []]);
    });

    it('leaves it as it is where nothing can be known', () => {
      expect(refuseAt(begun(), new SigningKeysUnavailableError(1))).toEqual([true, []]);
    });
  });

  it('refuses by a WsException', () => {
    const refused = new TokenMissingError();

    expect(() => transport.refuse(contextOf({}), refusalBy(refused))).toThrow(
      expect.objectContaining({ name: 'Error', cause: refused }),
    );
  });
});
