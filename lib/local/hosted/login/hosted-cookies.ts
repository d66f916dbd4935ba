import { randomBytes } from 'node:crypto';
import { cookieHeader, readCookie } from '../cookies.js';
import type { Exchange } from '../exchange.interface.js';

/**
 * The two cookies of the hosted login. They bear the id of the pool: all servers on one host share their cookies,
 * whatever their ports, and other names could be those of an application under test.
 */
export class HostedCookies {
  readonly #session: string;
  readonly #browser: string;

  constructor(userPoolId: string) {
    this.#session = `cognito-${userPoolId}`;
    this.#browser = `cognito-${userPoolId}-csrf`;
  }

  /** The id of the session, if the browser is signed in. */
  sessionId({ request }: Exchange): string | undefined {
    return readCookie(request, this.#session);
  }

  keepSession({ request, response }: Exchange, id: string, seconds: number): void {
    response.appendHeader('set-cookie', cookieHeader(request, this.#session, id, seconds));
  }

  endSession({ request, response }: Exchange): void {
    response.appendHeader('set-cookie', cookieHeader(request, this.#session, '', 0));
  }

  /** What tells a browser from others, whoever uses it. */
  browserId({ request }: Exchange): string | undefined {
    return readCookie(request, this.#browser);
  }

  /** The same, made up for a browser that has none. */
  ensureBrowserId(exchange: Exchange): string {
    const known = this.browserId(exchange);
    if (known !== undefined && /^[\w-]{32}$/.test(known)) return known;
    const id = randomBytes(24).toString('base64url');
    exchange.response.appendHeader('set-cookie', cookieHeader(exchange.request, this.#browser, id));
    return id;
  }
}
