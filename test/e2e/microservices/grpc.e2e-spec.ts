import { setTimeout } from 'node:timers/promises';
import type { INestMicroservice } from '@nestjs/common';
import { Metadata } from '@grpc/grpc-js';
import type { GrpcOptions } from '@nestjs/microservices';
import {
  CognitoAuthModule,
  type CognitoAuthSettings,
  type UserPoolOptions,
} from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { microserviceTransport } from 'nestjs-cognito-auth/microservices';
import {
  bearerMetadata,
  type CallName,
  callNames,
  type Ended,
  GreeterClient,
  greeterControllers,
  greeterOptions,
  type Service,
} from '../../support/greeter.js';
import { startService } from '../../support/start-service.js';

const greeted = (sub: string): Record<CallName, Ended> => {
  const all = { greeted: [{ sub, text: 'ab' }], status: 0 };
  return {
    Unary: { greeted: [{ sub, text: 'a' }], status: 0 },
    ServerStream: {
      greeted: [
        { sub, text: 'a' },
        { sub, text: 'a' },
      ],
      status: 0,
    },
    ClientStream: all,
    BidiStream: { greeted: ['a', 'b', 'end'].map((text) => ({ sub, text })), status: 0 },
    ClientStreamCall: all,
    BidiStreamCall: { greeted: ['a', 'b'].map((text) => ({ sub, text })), status: 0 },
  };
};

const refused = (status: number, code: string): unknown => ({
  greeted: [],
  status,
  details: expect.stringMatching(/^[A-Z][a-z]/),
  code,
});

let pool: LocalUserPool;
let options: GrpcOptions;
let server: INestMicroservice;
let client: GreeterClient;
const stray: unknown[] = [];
const noteStray = (error: unknown): void => void stray.push(error);

async function start(
  settings: CognitoAuthSettings = {},
  userPool: UserPoolOptions = pool.options,
): Promise<void> {
  options = await greeterOptions();
  server = await startService(options, {
    imports: [
      CognitoAuthModule.forRoot({
        ...userPool,
        transports: [microserviceTransport()],
        ...settings,
      }),
    ],
    controllers: [...greeterControllers],
  });
  client = new GreeterClient(options);
}

beforeAll(async () => {
  pool = await LocalUserPool.create();
  process.on('unhandledRejection', noteStray).on('uncaughtException', noteStray);
});

afterAll(() => {
  process.off('unhandledRejection', noteStray).off('uncaughtException', noteStray);
});

const stop = async (): Promise<void> => {
  client.close();
  await server.close();
};

/** Beside a guard that answers at once, one that answers after the client has sent everything. */
describe.each([
  ['at once', undefined],
  ['late', 40],
])('calls over gRPC, decided %s', (_when, delayMs) => {
  beforeAll(() =>
    start(
      delayMs === undefined
        ? {}
        : {
            mapUser: async (user) => {
              await setTimeout(delayMs);
              return user.sub === 'nobody' ? undefined : user;
            },
          },
    ),
  );
  afterAll(stop);

  const cases: [Service, string, (() => string) | undefined, number, string][] = [
    ['Guarded', 'a user', () => pool.accessToken({ sub: 'alice' }), 0, 'alice'],
    ['Guarded', 'nobody', undefined, 16, 'ERR_COGNITO_TOKEN_MISSING'],
    ['Guarded', 'a bad token', () => 'a.b.c', 16, 'ERR_COGNITO_TOKEN_MALFORMED'],
    ['Guarded', 'an ID token', () => pool.idToken(), 16, 'ERR_COGNITO_TOKEN_USE_REFUSED'],
    ['Admin', 'a user', () => pool.accessToken(), 7, 'ERR_COGNITO_GROUP_REQUIRED'],
    ['Admin', 'an administrator', () => pool.accessToken({ sub: 'r', groups: ['admin'] }), 0, 'r'],
    ['Admin', 'nobody', undefined, 16, 'ERR_COGNITO_TOKEN_MISSING'],
    ['Optional', 'nobody', undefined, 0, ''],
    ['Optional', 'a user', () => pool.accessToken({ sub: 'alice' }), 0, 'alice'],
    ['Optional', 'a bad token', () => 'a.b.c', 16, 'ERR_COGNITO_TOKEN_MALFORMED'],
    ['Open', 'nobody', undefined, 0, ''],
    ['Open', 'a bad token', () => 'a.b.c', 0, ''],
  ];
  if (delayMs !== undefined) {
    cases.push([
      'Guarded',
      'one whom the application does not know',
      () => pool.accessToken({ sub: 'nobody' }),
      16,
      'ERR_COGNITO_USER_REFUSED',
    ]);
  }

  describe.each(callNames)('%s', (name) => {
    it.each(cases)('of %s by %s', async (service, _caller, token, status, expected) => {
      const ended = await client.call(service, name, bearerMetadata(token?.()));

      expect(ended).toEqual(status === 0 ? greeted(expected)[name] : refused(status, expected));
    });

    it('keeps users apart whose calls are handled side by side', async () => {
      const subs = Array.from({ length: 20 }, (_, index) => `user-${index}`);
      const ends = await Promise.all(
        subs.map((sub) => client.call('Guarded', name, bearerMetadata(pool.accessToken({ sub })))),
      );

      expect(ends).toEqual(subs.map((sub) => greeted(sub)[name]));
    });
  });

  it.each(['ClientStream', 'BidiStream', 'ClientStreamCall', 'BidiStreamCall'] as const)(
    'goes on when callers of %s give up meanwhile',
    async (name) => {
      for (const token of [pool.accessToken(), pool.accessToken({ sub: 'nobody' }), undefined]) {
        client.abandon('Guarded', name, bearerMetadata(token));
      }
      await setTimeout(80);

      const metadata = bearerMetadata(pool.accessToken({ sub: 'alice' }));
      expect(await client.call('Guarded', name, metadata)).toEqual(greeted('alice')[name]);
    },
  );
});

describe('calls over gRPC', () => {
  afterEach(stop);

  it('are refused when they carry two tokens', async () => {
    await start();
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${pool.accessToken()}, Bearer ${pool.accessToken()}`);

    expect(await client.call('Guarded', 'Unary', metadata)).toEqual(
      refused(3, 'ERR_COGNITO_TOKEN_AMBIGUOUS'),
    );
  });

  it.each(callNames)('end as an error of the service when a hook fails: %s', async (name) => {
    await start({ mapUser: () => Promise.reject(new Error('the database is down')) });
    const ended = await client.call('Guarded', name, bearerMetadata(pool.accessToken()));

    expect(ended).toMatchObject({ greeted: [], details: 'Internal server error' });
    expect([2, 13]).toContain(ended.status);
    expect(ended.code).toBeUndefined();
  });

  it.each(callNames)('tell that keys are out of reach: %s', async (name) => {
    const { jwks: _jwks, ...remote } = pool.options;
    await start({}, { ...remote, jwksUri: 'http://127.0.0.1:9/jwks.json' });

    expect(await client.call('Guarded', name, bearerMetadata(pool.accessToken()))).toEqual(
      refused(14, 'ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE'),
    );
  });
});

describe('the process of a server', () => {
  it('has had no error to end for', async () => {
    await setTimeout(20);

    expect(stray).toEqual([]);
  });
});
