import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { cookieHeader, readCookie } from './cookies.js';

function requestWith(cookie: string | undefined, socket = new Socket()): IncomingMessage {
  return { headers: { cookie }, socket } as IncomingMessage;
}

describe('readCookie', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['id=1', '1'],
    ['other=2; id=1', '1'],
    ['other=2;id=1', '1'],
    ['id=1; id=2', '1'],
    ['id=a=b', 'a=b'],
    ['id', undefined],
    ['xid=1', undefined],
    ['ID=1', undefined],
  ])('reads %j', (header, value) => {
    expect(readCookie(requestWith(header), 'id')).toBe(value);
  });
});

describe('cookieHeader', () => {
  it('hides the cookie from scripts and from forms of other sites', () => {
    expect(cookieHeader(requestWith(undefined), 'id', '1')).toBe(
      'id=1; Path=/; HttpOnly; SameSite=Lax',
    );
  });

  it('says how long it lives', () => {
    expect(cookieHeader(requestWith(undefined), 'id', '', 0)).toMatch(/; Max-Age=0$/);
  });

  it('keeps it to TLS if it was set over TLS', () => {
    const request = requestWith(undefined, new TLSSocket(new Socket()));

    expect(cookieHeader(request, 'id', '1')).toMatch(/; Secure$/);
  });
});
