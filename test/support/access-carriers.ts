import { fileURLToPath } from 'node:url';
import { type Client as GrpcClient, credentials, loadPackageDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import {
  applyDecorators,
  Controller,
  type DynamicModule,
  Get,
  type Type,
  UseGuards,
} from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { Mutation, Query, Resolver, Subscription } from '@nestjs/graphql';
import { GrpcMethod, MessagePattern, Transport } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { createClient } from 'graphql-ws';
import {
  type AuthTransport,
  CognitoAuthGuard,
  CognitoAuthModule,
  type CognitoUser,
} from 'nestjs-cognito-auth';
import { microserviceTransport } from 'nestjs-cognito-auth/microservices';
import { webSocketTransport } from 'nestjs-cognito-auth/websockets';
import { lastValueFrom } from 'rxjs';
import request from 'supertest';
import { WebSocket } from 'ws';
import {
  type AccessCase,
  accessCases,
  type AccessPools,
  callerOf,
  optionsOf,
} from './access-cases.js';
import { bearerMetadata } from './greeter.js';
import { platforms } from './platforms.js';
import { startApp } from './start-app.js';
import { get } from './send.js';
import { bearer, socketPlatforms, type SocketPlatform, startSocketApp } from './sockets.js';
import { clientOf, freePort, nats, tcp, type Transporter } from './transporters.js';
import { startService } from './start-service.js';
import { apolloGraph, mercuriusGraph } from './graphs.js';

/** How a call ended: by whom it was made, or the code that it was refused with. */
type Outcome = { readonly sub: string | null } | { readonly code: unknown };

/** A running application whose handlers are the access cases. */
export interface AccessApp {
  ask(name: string, token?: string, operation?: string): Promise<Outcome>;
  close(): Promise<void>;
}

/** A way in which handlers are called, over real connections. */
export interface AccessCarrier {
  readonly name: string;
  /** The kinds of operation in which each case is a handler, where there are several. */
  readonly operations?: readonly string[];
  /** Why it cannot be tried on this machine. */
  readonly missing?: string;
  start(pools: AccessPools): Promise<AccessApp>;
}

const outcome = (user: CognitoUser | undefined): { sub: string | null } => ({
  sub: user?.sub ?? null,
});

/** A class for each case, whose one handler is called by its name. Nest 11 takes gateways of one name for one. */
const classesOf = (make: (access: AccessCase) => Type<unknown>): Type<unknown>[] =>
  accessCases.map((access) =>
    Object.defineProperty(make(access), 'name', { value: `${access.name}Handlers` }),
  );

const auth = (pools: AccessPools, ...transports: AuthTransport[]): DynamicModule =>
  CognitoAuthModule.forRoot({ ...optionsOf(pools), transports });

const httpControllers = classesOf((access) => {
  @Controller(access.name)
  @UseGuards(CognitoAuthGuard)
  class AccessController {
    @access.decorator
    @Get()
    ask(@callerOf(access) user?: CognitoUser): Outcome {
      return outcome(user);
    }
  }
  return AccessController;
});

const http = ([name, createAdapter]: (typeof platforms)[number]): AccessCarrier => ({
  name: `HTTP with ${name}`,
  async start(pools) {
    const app = await startApp(createAdapter, {
      imports: [auth(pools)],
      controllers: httpControllers,
    });
    return {
      ask: async (path, token) => {
        const { status, body } = await get(app, `/${path}`, token);
        return status === 200 ? body : { code: body.code };
      },
      close: () => app.close(),
    };
  },
});

const resolvers = classesOf((access) => {
  const { name } = access;
  @Resolver()
  @UseGuards(CognitoAuthGuard)
  class AccessResolver {
    @access.decorator
    @Query(() => String, { name, nullable: true })
    query(@callerOf(access) user?: CognitoUser): string | null {
      return outcome(user).sub;
    }

    @access.decorator
    @Mutation(() => String, { name, nullable: true })
    mutation(@callerOf(access) user?: CognitoUser): string | null {
      return outcome(user).sub;
    }

    @access.decorator
    @Subscription(() => String, {
      name,
      nullable: true,
      resolve: ({ sub }: { sub: string }) => sub,
    })
    async *subscription(@callerOf(access) user?: CognitoUser): AsyncGenerator<Outcome> {
      yield outcome(user);
    }
  }
  return AccessResolver;
});

type AskGraphql = (
  url: string,
  operation: string,
  name: string,
  token?: string,
) => Promise<Outcome>;

/** Apollo has names of its own for what exceptions of Nest mean, and keeps ours beside it. */
interface GraphqlError {
  readonly extensions?: {
    readonly code?: unknown;
    readonly originalError?: { readonly code?: unknown };
  };
}
const codeOf = ({ extensions }: GraphqlError): unknown =>
  extensions?.originalError?.code ?? extensions?.code;

const post: AskGraphql = async (url, operation, name, token) => {
  const pending = request(url)
    .post('/graphql')
    .send({ query: `${operation} { ${name} }` });
  const { body } = await (token === undefined ? pending : pending.auth(token, { type: 'bearer' }));
  return body.errors === undefined ? { sub: body.data[name] } : { code: codeOf(body.errors[0]) };
};

const subscribe: AskGraphql = async (url, operation, name, token) => {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    ...(token === undefined ? {} : { connectionParams: { authorization: `Bearer ${token}` } }),
  });
  try {
    const answers = client.iterate<Record<string, string | null>>({
      query: `${operation} { ${name} }`,
    });
    for await (const { data, errors } of answers) {
      return errors?.[0] === undefined
        ? { sub: data?.[name] ?? null }
        : { code: codeOf(errors[0]) };
    }
    return { code: 'no answer' };
  } catch (error) {
    if (!Array.isArray(error)) throw error;
    return { code: codeOf(error[0] as GraphqlError) };
  } finally {
    await client.dispose();
  }
};

const operations: Readonly<Record<string, AskGraphql>> = {
  query: post,
  mutation: post,
  subscription: subscribe,
};

const drivers: readonly (readonly [string, () => AbstractHttpAdapter, () => DynamicModule])[] = [
  ...platforms.map(
    ([name, createAdapter]) =>
      [
        `Apollo on ${name}`,
        createAdapter,
        () => apolloGraph({ subscriptions: { 'graphql-ws': true } }),
      ] as const,
  ),
  [
    'Mercurius on Fastify',
    () => new FastifyAdapter(),
    () => mercuriusGraph({ subscription: true }),
  ],
];

const graphql = drivers.map(([driver, createAdapter, graphqlModule]): AccessCarrier => ({
  name: `GraphQL with ${driver}`,
  operations: Object.keys(operations),
  async start(pools) {
    const app = await startApp(createAdapter, {
      imports: [auth(pools), graphqlModule()],
      providers: resolvers,
    });
    const url = await app.getUrl();
    return {
      ask: (name, token, operation = 'query') =>
        (operations[operation] ?? post)(url, operation, name, token),
      close: () => app.close(),
    };
  },
}));

/** One gateway for all cases: each more would listen to every message of every client. */
@WebSocketGateway()
@UseGuards(CognitoAuthGuard)
class AccessGateway {}

for (const access of accessCases) {
  const { name, decorator } = access;
  const { prototype } = AccessGateway;
  const value = (user?: CognitoUser): object => ({ event: 'reply', data: outcome(user) });
  Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
  callerOf(access)(prototype, name, 0);
  applyDecorators(decorator, SubscribeMessage(name))(prototype, name, { value });
}

const sockets = (platform: SocketPlatform): AccessCarrier => ({
  name: `WebSockets with ${platform.name}`,
  async start(pools) {
    const app = await startSocketApp(platform, {
      imports: [auth(pools, webSocketTransport())],
      providers: [AccessGateway],
    });
    return {
      ask: async (event, token) => {
        const client = platform.connect(app, token === undefined ? {} : bearer(token));
        try {
          const { event: kind, data } = await client.ask(event);
          return kind === 'reply' ? (data as Outcome) : { code: (data as { code: unknown }).code };
        } finally {
          client.close();
        }
      },
      close: () => app.close(),
    };
  },
});

const messageControllers = classesOf((access) => {
  @Controller()
  @UseGuards(CognitoAuthGuard)
  class AccessController {
    @access.decorator
    @MessagePattern(access.name)
    ask(@callerOf(access) user?: CognitoUser): Outcome {
      return outcome(user);
    }
  }
  return AccessController;
});

const messages = (transporter: Transporter): AccessCarrier => ({
  name: `messages over ${transporter.name}`,
  ...(transporter.missing === undefined ? {} : { missing: transporter.missing }),
  async start(pools) {
    const { options, stop } = await transporter.start();
    const app = await startService(options, {
      imports: [auth(pools, transporter.transport)],
      controllers: messageControllers,
    });
    const client = clientOf(options);
    return {
      ask: async (pattern, token) => {
        try {
          return await lastValueFrom(client.send<Outcome>(pattern, transporter.message({}, token)));
        } catch (error) {
          return { code: (error as { code: unknown }).code };
        }
      },
      close: async () => {
        await client.close();
        await app.close();
        await stop();
      },
    };
  },
});

const PROTO = fileURLToPath(new URL('./access.proto', import.meta.url));

const grpcControllers = classesOf((access) => {
  @Controller()
  @UseGuards(CognitoAuthGuard)
  class AccessController {
    @access.decorator
    @GrpcMethod('Access', access.name)
    ask(@callerOf(access) user?: CognitoUser): { sub: string } {
      return { sub: user?.sub ?? '' };
    }
  }
  return AccessController;
});

interface GrpcRefusal {
  readonly metadata: { get(name: string): unknown[] };
}
type AccessClient = GrpcClient &
  Record<
    string,
    (
      question: object,
      metadata: object,
      answer: (error: GrpcRefusal | null, answer?: { sub: string }) => void,
    ) => void
  >;

const grpc: AccessCarrier = {
  name: 'gRPC',
  async start(pools) {
    const url = `127.0.0.1:${await freePort()}`;
    const app = await startService(
      { transport: Transport.GRPC, options: { package: 'access', protoPath: PROTO, url } },
      { imports: [auth(pools, microserviceTransport())], controllers: grpcControllers },
    );
    const { access } = loadPackageDefinition(loadSync(PROTO)) as unknown as {
      access: { Access: new (url: string, channel: object) => AccessClient };
    };
    const client = new access.Access(url, credentials.createInsecure());
    return {
      ask: (method, token) =>
        new Promise((resolve) => {
          client[method]?.({}, bearerMetadata(token), (error, answer) =>
            resolve(
              error === null
                ? { sub: answer?.sub || null }
                : { code: error.metadata.get('cognito-error-code')[0] },
            ),
          );
        }),
      close: async () => {
        client.close();
        await app.close();
      },
    };
  },
};

/** Every way in which the guard is reached. */
export const accessCarriers: readonly AccessCarrier[] = [
  ...platforms.map((platform) => http(platform)),
  ...graphql,
  ...socketPlatforms.map((platform) => sockets(platform)),
  ...[tcp, nats].map((transporter) => messages(transporter)),
  grpc,
];
