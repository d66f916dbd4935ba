import { on, once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type INestApplication, UseGuards } from '@nestjs/common';
import { Mutation, Query, Resolver, Subscription } from '@nestjs/graphql';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  bearerToken,
  CognitoAuthGuard,
  CognitoAuthModule,
  cookieToken,
  CurrentUser,
  headerToken,
} from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { WebSocket } from 'ws';
import { startApp } from '../../support/start-app.js';
import { mercuriusGraph } from '../../support/graphs.js';

@Resolver()
@UseGuards(CognitoAuthGuard)
class SecretsResolver {
  @Query(() => String)
  secret(@CurrentUser('sub') sub: string): string {
    return `secret of ${sub}`;
  }

  @Mutation(() => String)
  wipe(@CurrentUser('sub') sub: string): string {
    return `wiped ${sub}`;
  }

  @Subscription(() => String, { resolve: (value: string) => value })
  async *secrets(@CurrentUser('sub') sub: string): AsyncGenerator<string> {
    yield `secrets of ${sub}`;
  }
}

const OPERATIONS = ['subscription { secrets }', 'mutation { wipe }', 'query { secret }'];
const ALLOWED = 'https://app.example';
const EVIL = 'https://evil.example';

interface GraphqlMessage {
  readonly type: string;
  readonly id?: string;
  readonly payload?: {
    readonly data?: Readonly<Record<string, unknown>> | null;
    readonly errors?: readonly { readonly extensions?: { readonly code?: string } }[];
  };
}

/** A socket as any page can open one: it chooses what it says in `connection_init`, and not its headers. */
class GraphqlSocket {
  readonly #socket: WebSocket;
  /** Kept until it is looked at: several can come at once. */
  readonly #messages: AsyncIterator<unknown[]>;
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.#messages = on(socket, 'message')[Symbol.asyncIterator]();
  }

  static async open(
    app: INestApplication,
    headers: Readonly<Record<string, string>>,
    said: object,
  ): Promise<GraphqlSocket> {
    const { port } = app.getHttpServer().address() as AddressInfo;
    const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws', {
      headers,
    });
    const opened = new GraphqlSocket(socket);
    await once(socket, 'open');
    opened.#send({ type: 'connection_init', payload: said });
    await opened.#next();
    return opened;
  }

  /** What an operation is answered with: its one value, or the code that it is refused with. */
  async ask(query: string): Promise<unknown> {
    this.#lastId += 1;
    const id = String(this.#lastId);
    this.#send({ id, type: 'subscribe', payload: { query } });
    let message = await this.#next();
    while (message.id !== id || message.type === 'complete') message = await this.#next();
    const { data, errors } = this.#payloadOf(message);
    return errors?.[0]?.extensions?.code ?? Object.values(data ?? {})[0];
  }

  close(): void {
    this.#socket.terminate();
  }

  #send(message: object): void {
    this.#socket.send(JSON.stringify(message));
  }

  async #next(): Promise<GraphqlMessage> {
    const { value } = await this.#messages.next();
    return JSON.parse(String((value as unknown[])[0])) as GraphqlMessage;
  }

  /** An error of an operation is a list of errors, or one that holds them. */
  #payloadOf({ type, payload }: GraphqlMessage): NonNullable<GraphqlMessage['payload']> {
    return type === 'error' && Array.isArray(payload) ? { errors: payload } : (payload ?? {});
  }
}

describe('a GraphQL socket on Mercurius', () => {
  let pool: LocalUserPool;
  let app: INestApplication;
  let token: string;

  beforeAll(async () => {
    pool = await LocalUserPool.create();
    token = pool.accessToken({ sub: 'victim' });
    const tokenSources = [
      bearerToken(),
      headerToken('X-Id-Token'),
      cookieToken('session', { allowedOrigins: [ALLOWED] }),
    ];
    app = await startApp(() => new FastifyAdapter(), {
      imports: [
        CognitoAuthModule.forRoot({ ...pool.options, tokenSources }),
        mercuriusGraph({
          fieldResolverEnhancers: ['guards'],
          subscription: { fullWsTransport: true },
        }),
      ],
      providers: [SecretsResolver],
    });
  });

  afterAll(() => app.close());

  /** What all operations come to, one after the other on one socket. */
  const outcomesOf = async (
    headers: Readonly<Record<string, string>>,
    said: object,
  ): Promise<readonly unknown[]> => {
    const socket = await GraphqlSocket.open(app, headers, said);
    try {
      const outcomes: unknown[] = [];
      for (const operation of OPERATIONS) outcomes.push(await socket.ask(operation));
      return outcomes;
    } finally {
      socket.close();
    }
  };

  const everywhere = (outcome: string): readonly string[] => OPERATIONS.map(() => outcome);
  const DONE = ['secrets of victim', 'wiped victim', 'secret of victim'];

  it.each<[string, Record<string, string>, object]>([
    ['nothing', {}, {}],
    ['another origin', { origin: EVIL }, {}],
    [
      'another origin that says it is its own',
      { origin: EVIL },
      { 'sec-fetch-site': 'same-origin' },
    ],
    [
      'another origin that says so in headers',
      { origin: EVIL },
      { headers: { 'sec-fetch-site': 'same-origin' } },
    ],
    [
      'another origin that says so in other letters',
      { origin: EVIL },
      { 'Sec-Fetch-Site': 'same-origin', Origin: ALLOWED },
    ],
    ['no origin, and a listed one that is only said', {}, { origin: ALLOWED }],
    ['no upgrade, as it says', { origin: EVIL }, { upgrade: null, method: 'GET' }],
  ])('refuses the cookie of a victim with %s', async (_case, headers, said) => {
    expect(await outcomesOf({ cookie: `session=${token}`, ...headers }, said)).toEqual(
      everywhere('ERR_COGNITO_ORIGIN_REFUSED'),
    );
  });

  it.each<[string, Record<string, string>]>([
    ['a listed origin', { origin: ALLOWED }],
    ['its own origin', { origin: 'https://own.example', 'sec-fetch-site': 'same-origin' }],
  ])('takes the cookie with %s', async (_case, headers) => {
    expect(await outcomesOf({ cookie: `session=${token}`, ...headers }, {})).toEqual(DONE);
  });

  it('takes no cookie that is only said', async () => {
    const headers = { origin: ALLOWED };

    expect(await outcomesOf(headers, { cookie: `session=${token}` })).toEqual(
      everywhere('ERR_COGNITO_TOKEN_MISSING'),
    );
  });

  it('takes no token of an own header that is only said', async () => {
    expect(await outcomesOf({}, { 'x-id-token': token })).toEqual(
      everywhere('ERR_COGNITO_TOKEN_MISSING'),
    );
    expect(await outcomesOf({ 'x-id-token': token }, {})).toEqual(DONE);
  });

  it('takes a bearer token of the connection', async () => {
    const authorization = `Bearer ${token}`;

    expect(await outcomesOf({}, { authorization })).toEqual(DONE);
    expect(await outcomesOf({}, { Authorization: authorization })).toEqual(DONE);
    expect(await outcomesOf({}, { headers: { authorization } })).toEqual(DONE);
    expect(await outcomesOf({ authorization }, {})).toEqual(DONE);
  });

  it('refuses a bearer token of the connection beside another in the header', async () => {
    const authorization = `Bearer ${pool.accessToken({ sub: 'other' })}`;

    expect(await outcomesOf({ authorization }, { authorization: `Bearer ${token}` })).toEqual(
      everywhere('ERR_COGNITO_TOKEN_AMBIGUOUS'),
    );
  });
});
