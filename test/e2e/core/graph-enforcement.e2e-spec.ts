import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import {
  type DynamicModule,
  Inject,
  Injectable,
  Module,
  type ModuleMetadata,
  type Provider,
  Scope,
  type Type,
  UseGuards,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { GraphQLModule, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import request from 'supertest';
import { CognitoAuthGuard, CognitoAuthModule, Public, RequireAnyGroup } from 'nestjs-cognito-auth';
import { LocalUserPool, unprotectedRoutes } from 'nestjs-cognito-auth/testing';
import { type BootOptions, scanBoot } from '../../support/boot-scan.js';
import { platforms } from '../../support/platforms.js';
import { startApp, createApp } from '../../support/start-app.js';
import { Account } from '../../support/account.model.js';
import { federatedApolloGraph, federatedMercuriusGraph } from '../../support/graphs.js';

type Enhancers = 'guards'[];

/** A resolver of references, with what stands on its class and on its method. */
const accounts = (
  ofClass: ClassDecorator[],
  ofReference: MethodDecorator[] = [],
): Type<unknown> => {
  @Resolver(() => Account)
  class AccountResolver {
    @Query(() => Account)
    account(): Account {
      return { id: '1' };
    }

    @ResolveReference()
    resolveReference(reference: Account): Account {
      return reference;
    }
  }
  const { prototype } = AccountResolver;
  const reference = Object.getOwnPropertyDescriptor(
    prototype,
    'resolveReference',
  ) as PropertyDescriptor;
  for (const decorate of ofReference) decorate(prototype, 'resolveReference', reference);
  for (const decorate of ofClass) decorate(AccountResolver);
  return AccountResolver;
};

const NEEDS_ENHANCERS = /^AccountResolver\.resolveReference .*fieldResolverEnhancers: \['guards'\]/;
const REFERENCE = 'Reference Account (AccountResolver.resolveReference)';

describe.each([
  ['Apollo on Express', () => new ExpressAdapter(), federatedApolloGraph],
  ['Apollo on Fastify', () => new FastifyAdapter(), federatedApolloGraph],
  ['Mercurius on Fastify', () => new FastifyAdapter(), federatedMercuriusGraph],
] as const)('a reference of a federated graph, with %s', (_driver, createAdapter, graph) => {
  const GUARD = UseGuards(CognitoAuthGuard);
  const ADMIN = RequireAnyGroup('admin');
  const scan = (
    resolver: Type<unknown>,
    fieldResolverEnhancers: Enhancers,
    options: BootOptions = {},
  ) =>
    scanBoot(
      { imports: [graph({ fieldResolverEnhancers })], providers: [resolver] },
      { createAdapter, ...options },
    );

  it.each<[string, Type<unknown>, boolean]>([
    ['a guard on its class', accounts([GUARD]), false],
    ['a guard and a requirement on its class', accounts([GUARD, ADMIN]), false],
    ['a guard on itself', accounts([], [GUARD]), false],
    ['a requirement on itself, under a global guard', accounts([], [ADMIN]), true],
    ['a global guard', accounts([]), true],
  ])('stops the boot where Nest does not ask %s', async (_case, resolver, globalGuard) => {
    const unguarded = await scan(resolver, [], { globalGuard });
    const guarded = await scan(resolver, ['guards'], { globalGuard });

    expect(unguarded.mistakes).toEqual([expect.stringMatching(NEEDS_ENHANCERS)]);
    expect(unguarded.open).toContain(REFERENCE);
    expect(guarded.mistakes).toEqual([]);
    expect(guarded.open).not.toContain(REFERENCE);
  });

  it('is open where it is said to be', async () => {
    const ofMethod = await scan(accounts([GUARD, ADMIN], [Public()]), []);
    const ofClass = await scan(accounts([Public()]), [], { globalGuard: true });

    expect(ofMethod).toMatchObject({ mistakes: [], open: [] });
    expect(ofClass).toMatchObject({ mistakes: [], open: [] });
  });

  it('is listed where nothing says how it is meant', async () => {
    const found = await scan(accounts([]), []);

    expect(found.mistakes).toEqual([]);
    expect(found.open).toEqual(['Query account (AccountResolver.account)', REFERENCE]);
  });
});

const TYPES = 'type Query { order: Order } type Order { secret: String }';

const graphOf = (options: Partial<ApolloDriverConfig>): DynamicModule =>
  GraphQLModule.forRoot<ApolloDriverConfig>({ driver: ApolloDriver, typeDefs: TYPES, ...options });

const GUARDED = graphOf({ fieldResolverEnhancers: ['guards'] });

@Resolver('Order')
class GuardedFieldResolver {
  @UseGuards(CognitoAuthGuard)
  @ResolveField(() => String)
  secret(): string {
    return 'in';
  }
}

@Resolver('Order')
@UseGuards(CognitoAuthGuard)
@RequireAnyGroup('admin')
class OrderFields {
  @ResolveField(() => String)
  secret(): string {
    return 'in';
  }
}

@Resolver('Order')
@RequireAnyGroup('admin')
class UnguardedOrderFields {
  @ResolveField(() => String)
  secret(): string {
    return 'in';
  }
}

@Resolver()
@UseGuards(CognitoAuthGuard)
class OrderResolver {
  @RequireAnyGroup('admin')
  @Query('order')
  order(): object {
    return {};
  }
}

@Resolver('Query')
class RootResolver {
  @ResolveField('order')
  order(): object {
    return {};
  }
}

@Resolver()
class PublicOrderResolver {
  @Public()
  @Query('order')
  order(): object {
    return {};
  }
}

@Module({})
class OtherModule {}

@Injectable({ scope: Scope.REQUEST })
class PerRequestGuard extends CognitoAuthGuard {}

@Injectable()
class AskingGuard {
  @Inject(CognitoAuthGuard) private readonly guard!: CognitoAuthGuard;

  canActivate(...given: Parameters<CognitoAuthGuard['canActivate']>): boolean | Promise<boolean> {
    return this.guard.canActivate(...given);
  }
}

describe.each(platforms)('a resolver, on %s', (_platform, createAdapter) => {
  const scan = (metadata: ModuleMetadata, globalGuard = false) =>
    scanBoot(
      { ...metadata, imports: metadata.imports ?? [graphOf({})] },
      { createAdapter, globalGuard },
    );
  const FIELD = 'Field Order.secret';

  it.each<[string, Enhancers[], boolean]>([
    ['the last', [['guards'], []], false],
    ['the first', [[], ['guards']], false],
    ['none', [['guards'], ['guards']], true],
  ])('of a field needs guards in all graphs; it lacks them in %s', async (_which, all, isFine) => {
    const found = await scan({
      imports: all.map((fieldResolverEnhancers, index) => ({
        module: [OtherModule, class extends OtherModule {}][index] as Type<unknown>,
        imports: [graphOf({ path: `/graph${index}`, fieldResolverEnhancers })],
      })),
      providers: [GuardedFieldResolver, PublicOrderResolver],
    });

    expect(found.mistakes).toEqual(
      isFine ? [] : [expect.stringMatching(/^GuardedFieldResolver\.secret .*every GraphQLModule/)],
    );
    expect(found.open).toEqual(isFine ? [] : [`${FIELD} (GuardedFieldResolver.secret)`]);
  });

  it('of nothing but fields means them by what stands on its class', async () => {
    const unguarded = await scan({ providers: [OrderFields, PublicOrderResolver] });
    const guarded = await scan({
      imports: [graphOf({ fieldResolverEnhancers: ['guards'] })],
      providers: [OrderFields, PublicOrderResolver],
    });
    const withoutGuard = await scan({
      imports: [graphOf({ fieldResolverEnhancers: ['guards'] })],
      providers: [UnguardedOrderFields, PublicOrderResolver],
    });

    expect(unguarded.mistakes).toEqual([
      expect.stringMatching(/^OrderFields\.secret .*fieldResolverEnhancers: \['guards'\]/),
    ]);
    expect(unguarded.open).toEqual([`${FIELD} (OrderFields.secret)`]);
    expect(guarded).toMatchObject({ mistakes: [], open: [] });
    expect(withoutGuard.mistakes).toEqual([
      expect.stringMatching(/^UnguardedOrderFields\.secret .*@UseGuards\(CognitoAuthGuard\)/),
    ]);
  });

  it.each<[string, Provider]>([
    ['a factory', { provide: 'orders', useFactory: () => new OrderResolver() }],
    ['a factory of its class', { provide: OrderResolver, useFactory: () => new OrderResolver() }],
    ['a value', { provide: OrderResolver, useValue: new OrderResolver() }],
  ])('from %s has no guards, so it stops the boot', async (_case, provider) => {
    const alone = await scan({ providers: [provider] });
    const underGlobalGuard = await scan({ providers: [provider] }, true);

    expect(alone.mistakes).toEqual([
      expect.stringMatching(
        /^OrderResolver\.order has access decorators,.*provide its class itself/,
      ),
    ]);
    expect(alone.open).toEqual(['Query order (OrderResolver.order)']);
    expect(underGlobalGuard).toMatchObject({ mistakes: [], open: [] });
  });

  it('from a factory has the guards that Nest makes for another class of its module', async () => {
    const provider = { provide: OrderResolver, useFactory: () => new OrderResolver() };
    const found = await scan({ providers: [provider, GuardedFieldResolver], imports: [GUARDED] });
    const app = await startApp(createAdapter, {
      imports: [CognitoAuthModule.forRoot((await LocalUserPool.create()).options), GUARDED],
      providers: [provider, GuardedFieldResolver],
    });

    const asked = await request(app.getHttpServer() as never)
      .post('/graphql')
      .send({ query: '{ order { __typename } }' });

    expect(found).toMatchObject({ mistakes: [], open: [] });
    expect(asked.body).toMatchObject({
      errors: [{ extensions: { originalError: { code: 'ERR_COGNITO_TOKEN_MISSING' } } }],
    });
    await app.close();
  });

  it('from a factory of another name is not counted on to have them: that depends on the version of Nest', async () => {
    const provider = { provide: 'orders', useFactory: () => new OrderResolver() };
    const found = await scan({ providers: [provider, GuardedFieldResolver], imports: [GUARDED] });

    expect(found.mistakes).toEqual([expect.stringMatching(/^OrderResolver\.order /)]);
  });

  it('put in the place of its class by a test has its guards', async () => {
    const app = await createApp(
      createAdapter,
      {
        imports: [CognitoAuthModule.forRoot((await LocalUserPool.create()).options), graphOf({})],
        providers: [OrderResolver],
      },
      {
        prepare: (builder) => builder.overrideProvider(OrderResolver).useValue(new OrderResolver()),
      },
    );

    await expect(app.init()).resolves.toBeDefined();
    expect(unprotectedRoutes(app)).toEqual([]);
    await app.close();
  });

  it('has its guards under a second name too', async () => {
    const found = await scan({
      providers: [OrderResolver, { provide: 'orders', useExisting: OrderResolver }],
    });

    expect(found).toMatchObject({ mistakes: [], open: [] });
  });

  it('of Query makes queries, which are entrances', async () => {
    const found = await scan({ providers: [RootResolver] });

    expect(found.open).toEqual(['Query order (RootResolver.order)']);
  });

  it.each([
    ['made for each request', { provide: APP_GUARD, useClass: PerRequestGuard }],
    ['that asks it by a property', { provide: APP_GUARD, useClass: AskingGuard }],
  ])('is guarded by a global guard %s', async (_case, guard) => {
    @Resolver()
    class AdminResolver {
      @RequireAnyGroup('admin')
      @Query('order')
      order(): object {
        return {};
      }
    }

    const found = await scan({ providers: [AdminResolver, guard] });
    const made = await scan({
      providers: [{ provide: 'orders', useFactory: () => new AdminResolver() }, guard],
    });

    expect(found).toMatchObject({ mistakes: [], open: [] });
    expect(made.mistakes).toHaveLength(guard.useClass === PerRequestGuard ? 1 : 0);
  });
});
