import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { html, Html } from './html.js';

const STYLE = `
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 22rem; margin: 10vh auto; padding: 0 1rem; color: #16191f }
label { display: block; margin: 1rem 0 0; font-weight: 600 }
input, button { font: inherit; width: 100%; box-sizing: border-box; padding: .6rem; margin-top: .25rem }
button { margin-top: 1.25rem; cursor: pointer }
code { overflow-wrap: anywhere }
.notice { background: #fff3cd; padding: .5rem .75rem; border-radius: .25rem }
[role=alert] { color: #b00020; font-weight: 600 }
`;
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** A page of the hosted login. */
export interface Page {
  readonly title: string;
  readonly body: Html;
  /** Where its form leads in the end, if it has one. */
  readonly redirectUri?: string;
  /** Whether it runs scripts of this server. */
  readonly hasScript?: boolean;
}

export function sendPage(response: ServerResponse, page: Page, status = 200): void {
  response
    .writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policyOf(page),
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    })
    .end(render(page).text);
}

/** The parts outside the template are those whose very characters count. */
function render({ title, body }: Page): Html {
  return html`${new Html('<!doctype html>')}
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        ${new Html(`<style>${STYLE}</style>`)}
      </head>
      <body>
        <main>
          <p class="notice">Local Cognito: for development only</p>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html>`;
}

function policyOf({ redirectUri, hasScript = false }: Page): string {
  const directives = [
    "default-src 'none'",
    `style-src 'sha256-${STYLE_HASH}'`,
    ...(hasScript ? ["script-src 'self'"] : []),
    "frame-ancestors 'none'",
    "base-uri 'none'",
    `form-action ${redirectUri === undefined ? "'none'" : `'self' ${destinationsOf(redirectUri)}`}`,
  ];
  return directives.join('; ');
}

/**
 * Where the form may lead. Chromium holds every redirect after a form against form-action: the one to the callback,
 * and the one from there to a web application, which in development is on another port.
 */
function destinationsOf(redirectUri: string): string {
  const { protocol, origin, hostname } = new URL(redirectUri);
  // Addresses with a scheme of an app have no origin, and those of IPv6 cannot be written in a policy.
  if (origin === 'null' || hostname === '[::1]') return protocol;
  const isHere = hostname === 'localhost' || hostname === '127.0.0.1';
  return isHere ? `${origin} http://localhost:* http://127.0.0.1:*` : origin;
}

export function errorPage(error: string): Page {
  return {
    title: 'An error was encountered with the requested page.',
    body: html`<p role="alert">${error}</p>`,
  };
}
