import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { CLOCK } from 'nestjs-cognito-auth';
import { LocalUserPool, overrideSigningKeys } from 'nestjs-cognito-auth/testing';
import request, { type Test as SentRequest } from 'supertest';
import { AppModule } from '../../src/app.module.js';

/** The application as it is deployed, with the keys of a pool of the test. */
export class Library {
  /** Seconds that the application's clock is ahead. */
  secondsAhead = 0;

  private constructor(
    readonly app: INestApplication,
    readonly pool: LocalUserPool,
  ) {}

  static async start(): Promise<Library> {
    const pool = await LocalUserPool.create({
      userPoolId: 'eu-west-1_AbCdEf123',
      clientId: '55plsi2cl0o267lfusmgaf67pf',
    });
    const builder = Test.createTestingModule({ imports: [AppModule] });
    let library: Library | undefined;
    const module = await overrideSigningKeys(builder, pool)
      .overrideProvider(CLOCK)
      .useValue(() => Date.now() + (library?.secondsAhead ?? 0) * 1000)
      .compile();
    const app = await module.createNestApplication({ logger: false }).init();
    library = new Library(app, pool);
    return library;
  }

  send(method: 'get' | 'put' | 'delete', path: string, token?: string): SentRequest {
    const sent = request(this.app.getHttpServer())[method](path);
    return token === undefined ? sent : sent.auth(token, { type: 'bearer' });
  }

  close(): Promise<void> {
    return this.app.close();
  }
}
