import {
  Controller,
  Get,
  Injectable,
  type ModuleMetadata,
  Scope,
  SetMetadata,
  type Type,
  UseGuards,
} from '@nestjs/common';
import { APP_GUARD, type ModulesContainer } from '@nestjs/core';
import { Query, Resolver } from '@nestjs/graphql';
import { MessagePattern } from '@nestjs/microservices';
import { AuthGuard } from '@nestjs/passport';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { Public } from '../decorators/public.decorator.js';
import { RequireAnyGroup } from '../decorators/require-any-group.decorator.js';
import { RequireUserPool } from '../decorators/require-user-pool.decorator.js';
import { CognitoAuthGuard } from '../guard/cognito-auth.guard.js';
import { CognitoAuthSetupError } from '../errors/cognito-auth-setup.error.js';
import { resolveCognitoAuthOptions } from '../options/resolve-cognito-auth-options.js';
import type { AuthTransport } from '../transport/auth-transport.interface.js';
import { scanReach } from '../../../test/support/reach-scan.js';
import { checkHandlers } from './check-handlers.js';
import type { GlobalReach } from './global-reach.js';

class Good {
  @RequireAnyGroup('a') handle(): void {}
}
class First {
  @Public() @RequireAnyGroup('a') one(): void {}
  @Public() @RequireAnyGroup('a') two(): void {}
}
class Second {
  @RequireAnyGroup('a') @Public() one(): void {}
}

/** A module, as far as it is looked at. */
const moduleOf = (controllers: readonly unknown[], providers: readonly unknown[] = []) => ({
  injectables: new Map(),
  controllers: new Map(controllers.map((metatype, index) => [index, { metatype }])),
  providers: new Map(providers.map((metatype, index) => [index, { metatype }])),
});
const check = (...modules: readonly ReturnType<typeof moduleOf>[]): readonly string[] =>
  checkHandlers(
    new Map(modules.map((module, index) => [String(index), module])) as unknown as ModulesContainer,
    { userPools: [], transports: [] },
    {
      globalGuards: [],
      lateGuards: [],
      scopedGuards: [],
      composedGuards: new Set(),
      registeredGuard: undefined,
      passportGuard: AuthGuard('cognito'),
      unreachedKinds: new Set(),
      hasHttpServer: true,
      hasMicroservice: false,
      showsMicroservice: false,
      hasMiddleware: false,
      guardsFields: false,
    },
    { of: () => new Map(), ofController: () => undefined },
  );

const contradiction = (name: string): string =>
  `${name} is @Public() and requires something; keep the decorator that is meant`;

describe('checkHandlers', () => {
  it('finds nothing wrong with what is not contradictory, nor with what is no class', () => {
    const factory = (): object => ({});

    expect(() => check(moduleOf([Good], [Good, factory, undefined, null, 'text']))).not.toThrow();
    expect(() => check()).not.toThrow();
  });

  it('names every contradiction, of controllers and providers of all modules, once', () => {
    expect(() =>
      check(moduleOf([First, Good]), moduleOf([Good], [Second]), moduleOf([Second])),
    ).toThrow(
      expect.objectContaining({
        code: 'ERR_COGNITO_SETUP',
        mistakes: ['First.one', 'First.two', 'Second.one'].map(contradiction),
      }),
    );
  });

  it('looks at inherited handlers too', () => {
    class Child extends Second {}

    expect(() => check(moduleOf([Child]))).toThrow(
      expect.objectContaining({ mistakes: [contradiction('Child.one')] }),
    );
  });

  it('lets other errors of requirements pass', () => {
    const { getOwnMetadata } = Reflect;
    import.meta.jest
      .spyOn(Reflect, 'getOwnMetadata')
      .mockImplementation((key: unknown, target: object) => {
        if (key === 'nestjs-cognito-auth:access-requirements') throw new TypeError('broken');
        return getOwnMetadata(key, target) as unknown;
      });
    try {
      expect(() => check(moduleOf([Good]))).toThrow(new TypeError('broken'));
    } finally {
      import.meta.jest.restoreAllMocks();
    }
  });

  it('lets other errors pass', () => {
    class Broken {
      handle(): void {}
    }
    import.meta.jest.spyOn(Reflect, 'getMetadata').mockImplementation(() => {
      throw new TypeError('broken');
    });
    try {
      expect(() => check(moduleOf([Broken]))).toThrow(new TypeError('broken'));
    } finally {
      import.meta.jest.restoreAllMocks();
    }
  });
});

describe('checkHandlers, for an application', () => {
  const userPools = resolveCognitoAuthOptions({
    userPoolId: 'eu-west-1_AbCdEf123',
    tokenUse: 'access',
    clientId: 'web',
  }).userPools;
  const GLOBAL_GUARD = { provide: APP_GUARD, useExisting: CognitoAuthGuard };

  interface Found {
    readonly mistakes: readonly string[];
    readonly warnings: readonly string[];
  }
  const checkApp = async (
    { providers = [], ...metadata }: ModuleMetadata,
    changed: Partial<GlobalReach> = {},
    transports: readonly AuthTransport[] = [],
  ): Promise<Found> => {
    const { modules, reach, firstMethods } = await scanReach({
      ...metadata,
      providers: [CognitoAuthGuard, ...providers],
    });
    try {
      const options = { userPools, transports };
      const warnings = checkHandlers(modules, options, { ...reach, ...changed }, firstMethods);
      return { mistakes: [], warnings };
    } catch (error) {
      if (!(error instanceof CognitoAuthSetupError)) throw error;
      return { mistakes: error.mistakes, warnings: [] };
    }
  };

  @Controller()
  class Messages {
    @MessagePattern('a') open(): void {}
    @Public() @MessagePattern('b') public(): void {}
    @UseGuards(CognitoAuthGuard) @MessagePattern('c') guarded(): void {}
    @Get() route(): void {}
    @Get('both') @MessagePattern('d') both(): void {}
  }

  it('warns of message handlers that the global guard does not reach', async () => {
    const { mistakes, warnings } = await checkApp({
      controllers: [Messages],
      providers: [GLOBAL_GUARD],
    });

    expect(mistakes).toEqual([]);
    expect(warnings).toEqual([
      'The global guard reaches neither gateways before Nest 12 nor message handlers of a hybrid application that ' +
        'connects its microservice without inheritAppConfig. Add @UseGuards(CognitoAuthGuard), or @Public() if ' +
        'everybody may call them: Messages.open, Messages.both',
    ]);
  });

  it('says nothing of open handlers without a global guard', async () => {
    expect(await checkApp({ controllers: [Messages] })).toEqual({ mistakes: [], warnings: [] });
  });

  it('stops at requirements that no guard enforces', async () => {
    @Controller()
    class Orders {
      @RequireAnyGroup('a') @Get() list(): void {}
      @RequireAnyGroup('a') @UseGuards(CognitoAuthGuard) @Get('b') show(): void {}
    }

    expect((await checkApp({ controllers: [Orders] })).mistakes).toEqual([
      expect.stringMatching(/^Orders\.list has access decorators, but no CognitoAuthGuard/),
    ]);
    expect(await checkApp({ controllers: [Orders], providers: [GLOBAL_GUARD] })).toEqual({
      mistakes: [],
      warnings: [],
    });
  });

  it('stops at a requirement that no token meets, even where Nest routes no calls to it', async () => {
    @Injectable()
    class Service {
      @RequireUserPool('eu-west-1_Other') list(): void {}
    }

    expect((await checkApp({ providers: [Service] })).mistakes).toEqual([
      expect.stringMatching(/^Service\.list requires user pool eu-west-1_Other/),
    ]);
  });

  it('says nothing of lost decorators where Nest routes no calls', async () => {
    @Injectable()
    class Bound {
      list(): void {}
    }
    SetMetadata('x', 'y')(Bound.prototype, 'list', { value: Bound.prototype.list });
    RequireAnyGroup('a')(Bound);
    const Proxied = new Proxy(Bound, {});
    Injectable()(Proxied);

    expect((await checkApp({ providers: [Proxied] })).mistakes).toEqual([]);
  });

  it('stops at decorators that are lost', async () => {
    @Controller()
    class Bound {
      constructor() {
        this.list = this.list.bind(this);
      }
      @RequireAnyGroup('a') @UseGuards(CognitoAuthGuard) @Get() list(): void {}
    }
    class Hidden {
      list(): void {}
    }
    Get()(Hidden.prototype, 'list', { value: Hidden.prototype.list });
    RequireAnyGroup('a')(Hidden);
    const Proxied = new Proxy(Hidden, {});
    Controller()(Proxied);
    const providers = [GLOBAL_GUARD];

    expect((await checkApp({ controllers: [Bound], providers })).mistakes).toEqual([
      expect.stringMatching(/^Bound\.list has access decorators on a function/),
    ]);
    expect((await checkApp({ controllers: [Proxied], providers })).mistakes).toEqual([
      expect.stringMatching(/^Hidden has access decorators on a class/),
    ]);
  });

  it.each<[string, Scope | undefined, number]>([
    ['Scope.TRANSIENT', Scope.TRANSIENT, 1],
    ['Scope.REQUEST', Scope.REQUEST, 0],
    ['no scope', undefined, 0],
  ])('looks at the scope of a global guard: %s', async (_case, scope, count) => {
    const guard = {
      provide: APP_GUARD,
      useClass: CognitoAuthGuard,
      ...(scope === undefined ? {} : { scope }),
    };
    const { mistakes } = await checkApp({ providers: [guard] });

    expect(mistakes).toHaveLength(count);
    expect(mistakes.join()).toBe(
      count === 0
        ? ''
        : 'CognitoAuthGuard, or a guard based on it, is provided as APP_GUARD with Scope.TRANSIENT, but many ' +
            'versions of Nest never run such a guard; leave scope out',
    );
  });

  it('warns of methods that override a requirement', async () => {
    class Parent {
      @RequireAnyGroup('a') list(): void {}
    }
    @Controller()
    class Child extends Parent {
      @Get() override list(): void {}
    }

    expect((await checkApp({ controllers: [Child], providers: [GLOBAL_GUARD] })).warnings).toEqual([
      'These methods have no requirements, but the methods that they override have some: method decorators are not ' +
        'inherited. Repeat the decorators that should apply: Child.list',
    ]);
  });

  it('warns of app clients that nothing limits', async () => {
    @Controller()
    @UseGuards(CognitoAuthGuard)
    class Orders {
      @Get() list(): void {}
    }
    const { modules, reach, firstMethods } = await scanReach({
      controllers: [Orders],
      providers: [CognitoAuthGuard],
    });
    const options = resolveCognitoAuthOptions({
      userPoolId: 'eu-west-1_AbCdEf123',
      tokenUse: 'access',
      clientId: null,
    });

    expect(checkHandlers(modules, options, reach, firstMethods)).toEqual([
      expect.stringMatching(/^Tokens of every app client of eu-west-1_AbCdEf123 .*: Orders\.list$/),
    ]);
  });

  describe('with a requirement on a service', () => {
    @Injectable()
    class Service {
      @RequireAnyGroup('a') list(): void {}
    }
    const IDLE =
      'Nest does not seem to route calls to these, so nothing enforces their requirements. Move the decorators to the ' +
      'routes, resolvers and message handlers that call them: Service.list';
    const transport = (contextType: string): AuthTransport =>
      ({ contextType }) as unknown as AuthTransport;

    it('warns of it', async () => {
      expect((await checkApp({ providers: [Service] })).warnings).toEqual([IDLE]);
    });

    it.each(['http', 'graphql', 'ws', 'rpc'])(
      'warns of it with a transport for %s',
      async (type) => {
        const { warnings } = await checkApp({ providers: [Service] }, {}, [transport(type)]);

        expect(warnings).toEqual([IDLE]);
      },
    );

    it('says nothing with a transport for calls that Nest does not route', async () => {
      const transports = [transport('ws'), transport('job')];

      expect((await checkApp({ providers: [Service] }, {}, transports)).warnings).toEqual([]);
    });

    it('says nothing in an application that serves no HTTP', async () => {
      const { warnings } = await checkApp({ providers: [Service] }, { hasHttpServer: false });

      expect(warnings).toEqual([]);
    });
  });

  it('checks only messages where there is no HTTP server', async () => {
    @Controller()
    class Mixed {
      @RequireAnyGroup('a') @Get() route(): void {}
      @RequireAnyGroup('a') @MessagePattern('x') message(): void {}
    }
    @Resolver()
    class OrderResolver {
      @RequireAnyGroup('a') @Query(() => String) order(): void {}
    }
    @WebSocketGateway()
    class Chat {
      @RequireAnyGroup('a') @SubscribeMessage('say') say(): void {}
    }
    const metadata = { controllers: [Mixed as Type<unknown>], providers: [OrderResolver, Chat] };
    const named = async (
      hasHttpServer: boolean,
      hasMicroservice: boolean,
    ): Promise<readonly string[]> =>
      (await checkApp(metadata, { hasHttpServer, hasMicroservice })).mistakes.map(
        (text) => text.split(' ')[0] ?? '',
      );

    expect(await named(false, true)).toEqual(['Mixed.message', 'Chat.say']);
    expect(await named(true, false)).toEqual([
      'Mixed.route',
      'Mixed.message',
      'OrderResolver.order',
      'Chat.say',
    ]);
    expect(await named(false, false)).toEqual([]);
  });
});
