import { cookieToken } from '../core/index.js';
import { handshakeAuthTokenOf, handshakeOf } from './handshake.js';
import { keepUpgradeRequest } from './upgrade-request.js';

const native = (): object => ({ readyState: 1, send: () => undefined });

describe('the handshake', () => {
  it('of socket.io is the request that opened the connection', () => {
    const request = { method: 'GET', url: '/socket.io/?x=1', headers: { a: 'b' }, session: {} };

    const handshake = handshakeOf({ request });

    expect(handshake.url).toBe('/socket.io/?x=1');
    expect(handshake.headers).toBe(request.headers);
    expect((handshake as unknown as typeof request).session).toBe(request.session);
  });

  it('of a native WebSocket is the request that was kept', () => {
    const client = native();
    const headers = { a: 'b' };
    keepUpgradeRequest(client, { headers });

    expect(handshakeOf(client).headers).toBe(headers);
    expect(Object.keys(client)).toEqual(['readyState', 'send']);
  });

  it('of a native WebSocket is an error, with its remedy, where none was kept', () => {
    expect(() => handshakeOf(native())).toThrow(
      expect.objectContaining({
        code: 'ERR_COGNITO_SETUP',
        mistakes: [expect.stringContaining('new (withUpgradeRequest(WsAdapter))(app)')],
      }),
    );
  });

  it('never counts as a safe request, whatever its method', () => {
    const request = { method: 'GET', headers: { cookie: 'session=a' } };

    expect(() => cookieToken('session')(handshakeOf({ request }))).toThrow(
      expect.objectContaining({ code: 'ERR_COGNITO_ORIGIN_REFUSED' }),
    );
    expect(request.method).toBe('GET');
  });
});

describe('the token in auth', () => {
  it.each<[string, object, string | undefined]>([
    ['is there', { handshake: { auth: { token: 'a' } } }, 'a'],
    ['is empty', { handshake: { auth: { token: '' } } }, ''],
    ['is null', { handshake: { auth: { token: null } } }, undefined],
    ['is absent', { handshake: { auth: {} } }, undefined],
    ['has no auth around it', { handshake: {} }, undefined],
    ['has no handshake around it', native(), undefined],
  ])('where it %s', (_case, client, token) => {
    expect(handshakeAuthTokenOf(client)).toBe(token);
  });

  it.each([1, {}, [], true])('is malformed where it is %p', (token) => {
    expect(() => handshakeAuthTokenOf({ handshake: { auth: { token } } })).toThrow(
      expect.objectContaining({ code: 'ERR_COGNITO_TOKEN_MALFORMED' }),
    );
  });
});
