import { hostOf, isLocalName, isLoopback } from './loopback.js';

describe('isLoopback', () => {
  it.each(['127.0.0.1', '127.8.9.10', 'localhost', 'LOCALHOST', '::1', '[::1]'])(
    'takes %s for this machine',
    (host) => {
      expect([isLoopback(host), isLocalName(host)]).toEqual([true, true]);
    },
  );

  it.each([
    '',
    '0.0.0.0',
    '::',
    '10.0.0.1',
    '127.0.0.1.evil.example',
    '127.evil.example',
    'localhost.evil.example',
    'notlocalhost',
    '[::2]',
  ])('does not take %j for it', (host) => {
    expect([isLoopback(host), isLocalName(host)]).toEqual([false, false]);
  });

  it('knows names under localhost for names only', () => {
    expect([isLoopback('app.localhost'), isLocalName('App.Localhost')]).toEqual([false, true]);
  });
});

describe('hostOf', () => {
  it.each([
    ['127.0.0.1:9229', '127.0.0.1'],
    ['[::1]:9229', '[::1]'],
    ['localhost', 'localhost'],
    [undefined, ''],
  ])('reads %p as %p', (header, host) => {
    expect(hostOf(header)).toBe(host);
  });
});
