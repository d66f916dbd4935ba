import type { INestApplication } from '@nestjs/common';
import {
  type CognitoAuthEvent,
  CognitoTokenVerifier,
  SIGNING_KEYS,
  type SigningKeys,
  type SigningKeysState,
} from 'nestjs-cognito-auth';
import { EventEmitter, once } from 'node:events';
import type { FakeClock } from '../../../support/fake-clock.js';
import { get } from '../../../support/send.js';

/** What came of a request. */
export interface Outcome {
  readonly status: number;
  /** `undefined` for a request that was let in. */
  readonly code: string | undefined;
  readonly retryAfter: string | undefined;
  readonly challenge: string | undefined;
}

/** What a request is answered while there are no keys to decide it by. */
export const UNAVAILABLE = {
  status: 503,
  code: 'ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE',
  retryAfter: expect.stringMatching(/^[1-9]\d*$/),
  challenge: undefined,
};

/** What a request is answered whose token names a key that the pool does not publish. */
export const UNKNOWN_KEY = { status: 401, code: 'ERR_COGNITO_SIGNING_KEY_UNKNOWN' };

/** An error, also one of Node's own, which Jest's `Error` is no base of. */
export const SOME_ERROR = expect.objectContaining({ message: expect.any(String) });

/** What a request is answered whose token is good. */
export const ADMITTED = { status: 200, code: undefined };

/** An application under test. */
export class FaultApp {
  readonly nest: INestApplication;
  readonly clock: FakeClock;
  readonly events: CognitoAuthEvent[];
  readonly #emitter: EventEmitter;

  constructor(
    nest: INestApplication,
    clock: FakeClock,
    { events, emitter }: { events: CognitoAuthEvent[]; emitter: EventEmitter },
  ) {
    this.nest = nest;
    this.clock = clock;
    this.events = events;
    this.#emitter = emitter;
  }

  /** Sends a request to a guarded handler. */
  async send(token: string): Promise<Outcome> {
    const { status, body, headers } = await get(this.nest, '/me', token);
    return {
      status,
      code: body.code,
      retryAfter: headers['retry-after'],
      challenge: headers['www-authenticate'],
    };
  }

  /** Sends all at once. */
  sendAll(tokens: readonly string[]): Promise<Outcome[]> {
    return Promise.all(tokens.map((token) => this.send(token)));
  }

  get verifier(): CognitoTokenVerifier {
    return this.nest.get(CognitoTokenVerifier, { strict: false });
  }

  get states(): readonly SigningKeysState[] {
    return this.nest.get<SigningKeys>(SIGNING_KEYS, { strict: false }).states();
  }

  /** The types of the events about keys so far. */
  get keyEvents(): string[] {
    return this.events.map(({ type }) => type).filter((type) => type.startsWith('keys-'));
  }

  /** Runs something inside the next event of a type, before whoever reports it goes on. */
  insideNextEvent(type: CognitoAuthEvent['type'], run: () => void): void {
    this.#emitter.once(type, run);
  }

  /** Resolves when an event of a type happens. */
  async nextEvent(type: CognitoAuthEvent['type']): Promise<void> {
    await once(this.#emitter, type);
  }
}

/** The different outcomes of many requests. */
export function distinct(outcomes: readonly Outcome[]): Pick<Outcome, 'status' | 'code'>[] {
  const byText = outcomes.map(
    ({ status, code }) => [`${status} ${code}`, { status, code }] as const,
  );
  return [...new Map(byText).values()];
}
