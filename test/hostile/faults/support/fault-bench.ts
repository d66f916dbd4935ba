import { ExpressAdapter } from '@nestjs/platform-express';
import type { AbstractHttpAdapter } from '@nestjs/core';
import {
  type CognitoAuthEvent,
  CognitoAuthModule,
  type SigningKeysOptions,
  type UserPoolOptions,
} from 'nestjs-cognito-auth';
import { type LocalAccessTokenOptions, LocalUserPool } from 'nestjs-cognito-auth/testing';
import { EventEmitter } from 'node:events';
import type { TlsOptions } from 'node:tls';
import { FakeClock } from '../../../support/fake-clock.js';
import { type Answer, KeyEndpoint } from '../../../support/key-endpoint.js';
import { MeController } from '../../../support/me.controller.js';
import { startApp } from '../../../support/start-app.js';
import { FaultApp } from './fault-app.js';

/** Deadline of one fetch where a test waits for it. */
const DEADLINE_MS = 300;
export const HASTY = { requestTimeoutMs: DEADLINE_MS };
/** What is the matter with the keys after a fetch that has come to that deadline. */
export const GIVEN_UP = expect.objectContaining({
  message: expect.stringContaining(`no complete answer within ${DEADLINE_MS} ms`),
});
/**
 * Deadline of one fetch in all other tests: as long as a test may take. Whoever waits for it fails the test, however
 * slow the machine is.
 */
const LONG_DEADLINE_MS = 30_000;
/** The defaults that the tests move the clock by. */
export const MAX_AGE_SECONDS = 3600;
export const STALE_SECONDS = 86_400;
export const COOLDOWN_SECONDS = 10;

/** How an application is booted; see {@link FaultBench.boot}. */
export interface BootOptions {
  readonly createAdapter?: () => AbstractHttpAdapter;
  readonly signingKeys?: SigningKeysOptions;
  readonly userPools?: readonly UserPoolOptions[];
  readonly clockToleranceSeconds?: number;
}

/** Endpoints, applications and a clock; all that a test starts here ends with it. */
export class FaultBench {
  /** One pool for the whole file: its keys take long to make. */
  pool!: LocalUserPool;
  clock = new FakeClock();
  readonly #endings: (() => Promise<unknown>)[] = [];

  /** Sets up a bench for the tests of a file. */
  static forThisFile(): FaultBench {
    const bench = new FaultBench();
    beforeAll(async () => {
      bench.pool = await LocalUserPool.create();
      // Loaded at the first fetch otherwise, which can take longer than a deadline of these tests.
      await import('jwks-rsa');
      await fetch('data:,');
    });
    beforeEach(() => {
      // Tokens tell the time in whole seconds.
      bench.clock = new FakeClock(Math.floor(Date.now() / 1000) * 1000);
    });
    afterEach(() => bench.#end());
    return bench;
  }

  /** An endpoint that publishes the keys of the pool, or does what it is told. */
  async endpoint(answer: Answer, tls?: TlsOptions): Promise<KeyEndpoint> {
    return this.endLater(await KeyEndpoint.start(answer, tls));
  }

  /** An endpoint that accepts connections and says nothing. */
  async silentEndpoint(scheme: 'http' | 'https'): Promise<KeyEndpoint> {
    return this.endLater(await KeyEndpoint.startSilent(scheme));
  }

  /** What the module is told of the pool when its keys are at a place. */
  poolAt(jwksUri: string, pool = this.pool): UserPoolOptions {
    const { userPoolId, clientId, issuer } = pool;
    return { userPoolId, clientId, issuer, jwksUri, tokenUse: ['access', 'id'] };
  }

  /**
   * Boots an application whose keys are at a place. It goes by the clock of the bench and asks for keys
   * when it needs them, not before.
   */
  async boot(jwksUri: string, options: BootOptions = {}): Promise<FaultApp> {
    const { createAdapter = () => new ExpressAdapter(), signingKeys, ...settings } = options;
    const emitter = new EventEmitter();
    const events: CognitoAuthEvent[] = [];
    const onEvent = (event: CognitoAuthEvent): void => {
      events.push(event);
      emitter.emit(event.type);
    };
    const nest = await startApp(
      createAdapter,
      {
        imports: [
          CognitoAuthModule.forRoot({
            userPools: [this.poolAt(jwksUri)],
            ...settings,
            onEvent,
            signingKeys: { requestTimeoutMs: LONG_DEADLINE_MS, prefetch: false, ...signingKeys },
          }),
        ],
        controllers: [MeController],
      },
      { prepare: this.clock.install },
    );
    this.#endings.push(() => nest.close());
    return new FaultApp(nest, this.clock, { events, emitter });
  }

  /** A token that is good by the clock of the bench. */
  token(options: LocalAccessTokenOptions = {}, pool = this.pool): string {
    return pool.accessToken({ issuedAt: new Date(this.clock.nowMs), ...options });
  }

  /** Many good tokens, no two the same. */
  tokens(count: number): string[] {
    return Array.from({ length: count }, () => this.token());
  }

  /** A pool that is the same but for its keys: the pool after a rotation. */
  rotated(): Promise<LocalUserPool> {
    return LocalUserPool.create(this.pool);
  }

  /** Closes an endpoint after the test. */
  endLater(endpoint: KeyEndpoint): KeyEndpoint {
    this.#endings.push(() => endpoint.refuse());
    return endpoint;
  }

  /** Runs something after the test. */
  onEnd(ending: () => Promise<unknown>): void {
    this.#endings.push(ending);
  }

  /** The last first: an application before the endpoint that it asks. */
  async #end(): Promise<void> {
    for (const ending of this.#endings.splice(0).toReversed()) await ending();
  }
}
