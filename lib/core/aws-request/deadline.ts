import { RequestFailure } from './request-failure.js';

/** The usual cause where AWS is reached from a private subnet. */
export const ROUTE_HINT = 'does this host have a route to the endpoint (NAT gateway, proxy)?';

/**
 * A signal that aborts at a deadline, or when the outer signal does. One controller and a timer that is cleared: on Node
 * 22, `AbortSignal.any()` keeps memory for every call as long as the outer signal lives.
 */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #outer: AbortSignal | undefined;
  readonly #timer: NodeJS.Timeout;
  readonly #abort = (): void => this.#controller.abort(this.#outer?.reason);

  /** @param outer its reason becomes that of this signal */
  constructor(timeoutMs: number, outer: AbortSignal | undefined) {
    this.#outer = outer;
    this.#timer = setTimeout(() => {
      const message = `no complete answer within ${timeoutMs} ms; ${ROUTE_HINT}`;
      this.#controller.abort(new RequestFailure('deadline', message));
    }, timeoutMs);
    outer?.addEventListener('abort', this.#abort, { once: true });
    if (outer?.aborted === true) this.#abort();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Ends what is still under way, which frees the connection of a response that was not read completely. */
  end(): void {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener('abort', this.#abort);
    this.#controller.abort();
  }
}

/**
 * Waits for work, but not beyond the signal: what ignores it, such as the application's own `fetch`, is left behind.
 *
 * @throws {unknown} (rejects) the reason of the signal, once it is aborted
 */
export function untilAborted<Result>(
  pending: Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    void pending.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
