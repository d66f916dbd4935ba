import type { Type, WebSocketAdapter } from '@nestjs/common';
import type { TokenRequest } from '../core/index.js';
import { withUpgradeRequest } from './with-upgrade-request.js';
import { upgradeRequestOf } from './upgrade-request.js';

type Connect = (...given: unknown[]) => unknown;

class Adapter {
  connect: Connect | undefined;

  constructor(readonly app: string) {}

  bindClientConnect(_server: unknown, callback: Connect): void {
    this.connect = callback;
  }
}

describe('withUpgradeRequest', () => {
  const Remembering = withUpgradeRequest(
    Adapter as unknown as Type<WebSocketAdapter>,
  ) as unknown as typeof Adapter;

  it('keeps the adapter what it is', () => {
    const adapter = new Remembering('app');

    expect(adapter).toBeInstanceOf(Adapter);
    expect(adapter.app).toBe('app');
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['an adapter', new Adapter('app')],
    ['a class that is none of an adapter', class {}],
    ['a function', () => new Adapter('app')],
    ['a name', 'WsAdapter'],
  ])('refuses %s', (_case, given) => {
    expect(() => withUpgradeRequest(given as unknown as Type<WebSocketAdapter>)).toThrow(
      expect.objectContaining({
        code: 'ERR_COGNITO_SETUP',
        mistakes: [expect.stringMatching(/^withUpgradeRequest: .*WsAdapter/)],
      }),
    );
  });

  it('knows the request before Nest gets the client, and hands on everything', () => {
    const adapter = new Remembering('app');
    const client = {};
    const request: TokenRequest = { headers: {} };
    const seen: unknown[] = [];
    adapter.bindClientConnect('server', (...given) => {
      seen.push(upgradeRequestOf(client), ...given);
    });
    adapter.connect?.(client, request, 'more');

    expect(seen).toEqual([request, client, request, 'more']);
    expect(seen[0]).toBe(request);
  });
});
