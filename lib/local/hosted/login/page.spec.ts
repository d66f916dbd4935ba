import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { html } from './html.js';
import { errorPage, type Page, sendPage } from './page.js';

interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly policy: ReadonlyMap<string, string>;
}

function send(page: Page): Sent {
  let headers: Record<string, string> = {};
  let body = '';
  const response = {
    writeHead(_status: number, given: Record<string, string>) {
      headers = given;
      return { end: (text: string) => void (body = text) };
    },
  };
  sendPage(response as unknown as ServerResponse, page);
  const directives = (headers['content-security-policy'] ?? '').split('; ');
  const policy = new Map(
    directives.map((text) => [text.split(' ', 1).join(), text.slice(text.indexOf(' ') + 1)]),
  );
  return { headers, body, policy };
}

const PAGE: Page = { title: '<b>', body: html`<p>Body</p>` };

describe('sendPage', () => {
  it('escapes the title', () => {
    expect(send(PAGE).body).toContain('<title>&#60;b&#62;</title>');
  });

  it('allows its own style and nothing else', () => {
    const { body, policy } = send(PAGE);
    const style = /<style>([^<]*)<\/style>/.exec(body)?.[1] ?? '';

    expect(policy.get('style-src')).toBe(
      `'sha256-${createHash('sha256').update(style).digest('base64')}'`,
    );
    expect(policy.get('default-src')).toBe("'none'");
    expect(policy.get('frame-ancestors')).toBe("'none'");
    expect(policy.get('base-uri')).toBe("'none'");
    expect(policy.has('script-src')).toBe(false);
  });

  it.each([
    [undefined, "'none'"],
    [
      'http://localhost:3000/callback?a=1',
      "'self' http://localhost:3000 http://localhost:* http://127.0.0.1:*",
    ],
    ['http://[::1]:3000/callback', "'self' http:"],
    ['https://app.example.com/callback', "'self' https://app.example.com"],
    ['myapp://callback', "'self' myapp:"],
  ])('lets a form that leads to %s go to %s', (redirectUri, formAction) => {
    const page = redirectUri === undefined ? PAGE : { ...PAGE, redirectUri };

    expect(send(page).policy.get('form-action')).toBe(formAction);
  });

  it('tells browsers to keep nothing, guess nothing and pass nothing on', () => {
    expect(send(PAGE).headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
  });
});

describe('errorPage', () => {
  it('escapes the error', () => {
    expect(send(errorPage('<script>')).body).toContain('<p role="alert">&#60;script&#62;</p>');
  });
});
