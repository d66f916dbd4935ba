import type { ServerResponse } from 'node:http';
import type { OAuthError } from './oauth/oauth-error.js';

const NO_STORE = { 'cache-control': 'no-store' };

export function redirect(response: ServerResponse, location: string): void {
  response.writeHead(302, { ...NO_STORE, 'referrer-policy': 'no-referrer', location }).end();
}

export function sendJson(response: ServerResponse, body: object, status = 200): void {
  response
    .writeHead(status, { ...NO_STORE, 'content-type': 'application/json;charset=UTF-8' })
    .end(JSON.stringify(body));
}

export function sendOAuthError(response: ServerResponse, refusal: OAuthError): void {
  // The rest of a body that is too long is still on its way.
  if (refusal.status === 413) response.setHeader('connection', 'close');
  const { error, description } = refusal;
  sendJson(response, { error, error_description: description }, refusal.status);
}

/** A URI with more parameters in its query. Those that are `undefined` are left out. */
export function withQuery(uri: string, more: Readonly<Record<string, string | undefined>>): string {
  const url = new URL(uri);
  for (const [name, value] of Object.entries(more)) {
    if (value !== undefined) url.searchParams.append(name, value);
  }
  return url.href;
}
