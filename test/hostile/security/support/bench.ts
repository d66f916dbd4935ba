import type { AbstractHttpAdapter } from '@nestjs/core';
import type { CognitoAuthModuleExtras, CognitoAuthModuleOptions } from 'nestjs-cognito-auth';
import type { FakeClock } from '../../../support/fake-clock.js';
import { json, KeyEndpoint } from '../../../support/key-endpoint.js';
import type { CapturedLog } from '../../../support/captured-log.js';
import { bearer, GuardedApp, type GuardedAppSetup } from './guarded-app.js';
import type { RawUserPool } from '../../../support/raw-user-pool.js';
import { acceptanceOf } from './refusal-of.js';

type Options = CognitoAuthModuleOptions & CognitoAuthModuleExtras;

/** What the tests of a file have in common. */
export interface BenchOptions {
  readonly createAdapter: () => AbstractHttpAdapter;
  readonly pool: RawUserPool;
  readonly clock: FakeClock;
  readonly log: CapturedLog;
}

/** A key endpoint and an application, new for each test and gone after it. */
export class Bench {
  endpoint!: KeyEndpoint;
  app!: GuardedApp;
  readonly #common: BenchOptions;

  private constructor(common: BenchOptions) {
    this.#common = common;
  }

  /** Sets up a bench for the tests of the block that calls this. */
  static forEachTest(common: BenchOptions): Bench {
    const bench = new Bench(common);
    beforeEach(async () => {
      bench.endpoint = await KeyEndpoint.start();
    });
    afterEach(async () => {
      await bench.app.close();
      await bench.endpoint.close();
    });
    return bench;
  }

  /** Boots an application that goes by the clock. */
  async startWith(options: Options, setup: GuardedAppSetup = {}): Promise<void> {
    const { createAdapter, clock, log } = this.#common;
    const { prepare = (builder) => builder } = setup;
    this.app = await GuardedApp.start(createAdapter, options, log, {
      ...setup,
      prepare: (builder) => prepare(clock.install(builder)),
    });
  }

  /** Boots one that fetches the keys of the pool from the endpoint, once a token needs them. */
  async start(changes: Partial<Options> = {}, setup: GuardedAppSetup = {}): Promise<void> {
    const options = this.#common.pool.optionsAt(this.endpoint.jwksUri);
    await this.startWith({ ...options, ...changes }, setup);
  }

  /** Boots one that has fetched them. */
  async startWarm(changes: Partial<Options> = {}): Promise<void> {
    const { pool } = this.#common;
    this.endpoint.answer = json(pool.jwks);
    await this.start(changes);
    await acceptanceOf(this.app, bearer(pool.token()));
  }
}
