import type { ExecutionContext } from '@nestjs/common';
import type { CognitoUser, RefusedError, TokenCarrier } from '../core/index.js';
import { TokenMissingError } from '../core/index.js';
import { webSocketTransport } from './web-socket-transport.js';

const contextOf = (client: object): ExecutionContext =>
  ({ switchToWs: () => ({ getClient: () => client }) }) as unknown as ExecutionContext;

const tools = {
  findToken: ({ headers }: TokenCarrier) => headers['token'] as string | undefined,
};

const socketIo = (token?: unknown, headerToken?: string): object => ({
  handshake: { auth: { token } },
  request: { headers: { token: headerToken } },
});

describe('webSocketTransport', () => {
  const transport = webSocketTransport();

  it('is for messages, whose users stand on the client', () => {
    const client = {};

    expect([transport.contextType, transport.hasLastingAnchor]).toEqual(['ws', true]);
    expect(transport.anchorOf(contextOf(client))).toBe(client);
    expect(transport.publishUser).toBeUndefined();
  });

  it.each([
    ['auth', socketIo('a')],
    ['the handshake', socketIo(undefined, 'a')],
    ['both', socketIo('a', 'a')],
  ])('reads the token in %s', (_case, client) => {
    expect(transport.readToken(contextOf(client), tools)).toBe('a');
  });

  it.each([
    ['two different tokens', socketIo('a', 'b'), 'ERR_COGNITO_TOKEN_AMBIGUOUS'],
    ['no token', socketIo(), 'ERR_COGNITO_TOKEN_MISSING'],
  ])('refuses %s', (_case, client, code) => {
    expect(() => transport.readToken(contextOf(client), tools)).toThrow(
      expect.objectContaining({ code }),
    );
  });

  it('asks readToken and nothing else where there is one', () => {
    const own = webSocketTransport<{ mine?: string }>({ readToken: ({ mine }) => mine });

    expect(own.readToken(contextOf({ mine: 'm', ...socketIo('a') }), tools)).toBe('m');
    expect(() => own.readToken(contextOf(socketIo('a')), tools)).toThrow(
      expect.objectContaining({ code: 'ERR_COGNITO_TOKEN_MISSING' }),
    );
  });

  it('refuses a readToken that is no function', () => {
    expect(() => webSocketTransport({ readToken: 'token' as never })).toThrow(
      expect.objectContaining({
        code: 'ERR_COGNITO_OPTIONS',
        mistakes: [expect.stringContaining('readToken')],
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

  it('refuses by a WsException', () => {
    const refused = new TokenMissingError() as RefusedError;

    expect(() => transport.refuse(contextOf({}), refused)).toThrow(
      expect.objectContaining({ name: 'Error', cause: refused }),
    );
  });
});
