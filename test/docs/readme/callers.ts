import {
  type CanActivate,
  Controller,
  createParamDecorator,
  type ExecutionContext,
  Get,
  Inject,
  type INestApplication,
  type ModuleMetadata,
  type NestInterceptor,
  type Type,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { Field, ObjectType, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { currentUserOf } from 'nestjs-cognito-auth';
import request from 'supertest';
import type { SocketPlatform } from '../../support/sockets.js';

/** What a handler answers, or how a caller reads that the call was refused. */
export interface Answer {
  /** The caller: what `mapUser` made of the user, else the `sub`. */
  readonly id?: string;
  /** What {@link Service} said while the handler ran. */
  readonly said?: string;
  readonly code?: string;
  readonly message?: string;
}

/** A service that handlers ask. */
export abstract class Service {
  abstract say(): string | Promise<string>;
}

const Caller = createParamDecorator((_data: unknown, context: ExecutionContext): string => {
  const caller = currentUserOf<{ id?: string | number; sub?: string }>(context);
  return String(caller?.id ?? caller?.sub ?? 'nobody');
});

/** What reaches the handlers of callers, beside what is global. */
export interface Enhancers {
  readonly guards: readonly Type<CanActivate>[];
  readonly gatewayGuards: readonly Type<CanActivate>[];
  readonly gatewayInterceptors: readonly Type<NestInterceptor>[];
}

/** A route, a query with a field that nobody guards, and a message of a gateway. They answer alike. */
export function callers({
  guards,
  gatewayGuards,
  gatewayInterceptors,
}: Enhancers): Required<Pick<ModuleMetadata, 'controllers' | 'providers'>> {
  @Controller('caller')
  @UseGuards(...guards)
  class CallerController {
    constructor(@Inject(Service) private readonly service: Service) {}

    @Get()
    async caller(@Caller() id: string): Promise<Answer> {
      return { id, said: await this.service.say() };
    }
  }

  @ObjectType()
  class CallerType {
    @Field(() => String)
    id!: string;
  }

  @Resolver(() => CallerType)
  class CallerResolver {
    constructor(@Inject(Service) private readonly service: Service) {}

    @UseGuards(...guards)
    @Query(() => CallerType)
    caller(@Caller() id: string): Answer {
      return { id };
    }

    @ResolveField(() => String)
    said(): string | Promise<string> {
      return this.service.say();
    }
  }

  @WebSocketGateway()
  @UseGuards(...gatewayGuards)
  @UseInterceptors(...gatewayInterceptors)
  class CallerGateway {
    constructor(@Inject(Service) private readonly service: Service) {}

    @SubscribeMessage('caller')
    async caller(@Caller() id: string): Promise<{ event: string; data: Answer }> {
      return { event: 'reply', data: { id, said: await this.service.say() } };
    }
  }

  return { controllers: [CallerController], providers: [CallerResolver, CallerGateway] };
}

/** An application with {@link callers}, and the adapter of its sockets. */
interface Callee {
  readonly app: INestApplication;
  readonly socket: SocketPlatform;
}

/** Calls one of the handlers. */
type Call = (callee: Callee, headers: Readonly<Record<string, string>>) => Promise<Answer>;

const callRoute: Call = async ({ app }, headers) => {
  const { body } = await request(app.getHttpServer()).get('/caller').set(headers);
  return body as Answer;
};

const callResolver: Call = async ({ app }, headers) => {
  const response = await request(app.getHttpServer())
    .post('/graphql')
    .set(headers)
    .send({ query: '{ caller { id said } }' });
  const { data, errors: [error] = [] } = response.body as GraphqlBody;
  if (error === undefined) return data.caller;
  const { message, extensions } = error;
  const code = extensions?.originalError?.code ?? extensions?.code;
  return code === undefined ? { message } : { code, message };
};

const callGateway: Call = async ({ app, socket }, headers) => {
  const client = socket.connect(app, { headers });
  const { data } = await client.ask('caller');
  client.close();
  return data as Answer;
};

/** The kinds of call, for `it.each`. */
export const CALLS: readonly (readonly [string, Call])[] = [
  ['HTTP', callRoute],
  ['GraphQL', callResolver],
  ['a socket', callGateway],
];

interface GraphqlBody {
  readonly data: { readonly caller: Answer };
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: {
      readonly code?: string;
      readonly originalError?: { readonly code?: string };
    };
  }[];
}
