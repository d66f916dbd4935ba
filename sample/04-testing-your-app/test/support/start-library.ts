import type { Server } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { CLOCK } from 'nestjs-cognito-auth';
import { LocalUserPool, overrideSigningKeys } from 'nestjs-cognito-auth/testing';
import request, { type Test as SentRequest } from 'supertest';
import { AppModule } from '../../src/app.module.js';

/** The application as it is deployed, with the keys of a pool of the test. */
export class Library {
  private constructor(
    readonly app: INestApplication<Server>,
    readonly pool: LocalUserPool,
    /** How far the application's clock is ahead. */
    readonly clock: { secondsAhead: number },
  ) {}

  static async start(): Promise<Library> {
    const pool = await LocalUserPool.create({
      userPoolId: 'eu-west-1_AbCdEf123',
      clientId: '55plsi2cl0o267lfusmgaf67pf',
    });
    const builder = Test.createTestingModule({ imports: [AppModule] });
    const clock = { secondsAhead: 0 };
    const module = await overrideSigningKeys(builder, pool)
      .overrideProvider(CLOCK)
      .useValue(() => Date.now() + clock.secondsAhead * 1000)
      .compile();
    const app: INestApplication<Server> = module.createNestApplication({ logger: false });
    return new Library(await app.init(), pool, clock);
  }

  send(method: 'get' | 'put' | 'delete', path: string, token?: string): SentRequest {
    const sent = request(this.app.getHttpServer())[method](path);
    return token === undefined ? sent : sent.auth(token, { type: 'bearer' });
  }

  close(): Promise<void> {
    return this.app.close();
  }
}
