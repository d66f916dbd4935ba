import { Controller, Get, type Type, UseGuards } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Query, ResolveField, Resolver } from '@nestjs/graphql';
import { MessagePattern } from '@nestjs/microservices';
import { OptionalAuth } from '../decorators/optional-auth.decorator.js';
import { Public } from '../decorators/public.decorator.js';
import { RequireAllScopes } from '../decorators/require-all-scopes.decorator.js';
import { RequireAnyGroup } from '../decorators/require-any-group.decorator.js';
import { RequireAudience } from '../decorators/require-audience.decorator.js';
import { RequireTokenUse } from '../decorators/require-token-use.decorator.js';
import { RequireUserPool } from '../decorators/require-user-pool.decorator.js';
import { CognitoAuthGuard } from '../guard/cognito-auth.guard.js';
import type { UserPoolOptions } from '../issuers/user-pool-options.interface.js';
import { resolveCognitoAuthOptions } from '../options/resolve-cognito-auth-options.js';
import { scanReach } from '../../../test/support/reach-scan.js';
import { warnOfAnyClient } from './warn-of-any-client.js';

const anyClient = {
  userPoolId: 'eu-west-1_Customers',
  tokenUse: 'access',
  clientId: null,
} as const;
const unnamed = { userPoolId: 'eu-west-1_Customers', tokenUse: 'access' } as const;
const limited = { ...anyClient, userPoolId: 'eu-west-1_Limited01', clientId: 'web' } as const;
const other = { ...anyClient, userPoolId: 'eu-west-1_Others001' } as const;

/** A controller whose one handler has these decorators. */
function controllerWith(...decorators: readonly MethodDecorator[]): Type<unknown> {
  @Controller()
  class Orders {
    @Get() list(): void {}
  }
  const list = Object.getOwnPropertyDescriptor(Orders.prototype, 'list') as PropertyDescriptor;
  for (const decorate of decorators) decorate(Orders.prototype, 'list', list);
  return Orders;
}

const GUARDED = UseGuards(CognitoAuthGuard);

const warnings = async (
  types: readonly Type<unknown>[],
  ...userPools: readonly UserPoolOptions[]
): Promise<readonly string[]> => {
  const resolvers = types.filter((type) => Reflect.hasMetadata('graphql:resolver_type', type));
  const { handlers, reach } = await scanReach({
    controllers: types.filter((type) => !resolvers.includes(type)),
    providers: [...resolvers],
  });
  const served = handlers.filter(({ kinds }) => kinds.length > 0);
  const options = resolveCognitoAuthOptions({ userPools });
  return warnOfAnyClient(served, options.userPools, { ...reach, guardsFields: true });
};

const naming = (pools: string, names: string): string =>
  `Tokens of every app client of ${pools} are accepted, including clients that strangers register if the user pool ` +
  'lets them (RFC 7591). Name the clients in clientId or the API in audience, or require a scope or an audience on ' +
  `these handlers: ${names}`;

describe('warnOfAnyClient', () => {
  it('names the guarded handlers that tokens of any client open', async () => {
    expect(await warnings([controllerWith(GUARDED)], anyClient)).toEqual([
      naming('eu-west-1_Customers', 'Orders.list'),
    ]);
  });

  it('says nothing else of a pool without clientId where it names handlers', async () => {
    expect(await warnings([controllerWith(GUARDED)], unnamed)).toEqual([
      naming('eu-west-1_Customers', 'Orders.list'),
    ]);
  });

  it.each<[string, readonly MethodDecorator[]]>([
    ['no guard', []],
    ['@Public()', [GUARDED, Public()]],
    ['@OptionalAuth()', [GUARDED, OptionalAuth()]],
    ['a scope', [GUARDED, RequireAllScopes('s')]],
    ['an audience', [GUARDED, RequireAudience('https://api.example.com')]],
    ['the other kind of token only', [GUARDED, RequireTokenUse('id')]],
    ['another pool', [GUARDED, RequireUserPool('eu-west-1_Others001')]],
  ])('warns of an absent clientId alone where handlers have: %s', async (_case, decorators) => {
    const types = [controllerWith(...decorators)];

    expect(await warnings(types, unnamed)).toEqual([
      expect.stringMatching(/clientId is absent.*write clientId: null/),
    ]);
    expect(await warnings(types, anyClient)).toEqual([]);
  });

  it.each<[string, MethodDecorator]>([
    ['a group', RequireAnyGroup('g')],
    ['the kind of token', RequireTokenUse('access')],
    ['the pool', RequireUserPool('eu-west-1_Customers')],
  ])('names handlers that require only %s', async (_case, decorate) => {
    expect(await warnings([controllerWith(GUARDED, decorate)], anyClient)).toEqual([
      naming('eu-west-1_Customers', 'Orders.list'),
    ]);
  });

  it('names only the pools that a handler is open to', async () => {
    const both = await warnings([controllerWith(GUARDED)], anyClient, limited, other);
    const one = controllerWith(GUARDED, RequireUserPool('eu-west-1_Others001'));

    expect(both).toEqual([naming('eu-west-1_Customers, eu-west-1_Others001', 'Orders.list')]);
    expect(await warnings([one], unnamed, other)).toEqual([
      expect.stringMatching(/clientId is absent/),
      naming('eu-west-1_Others001', 'Orders.list'),
    ]);
  });

  it('is content with clients or audiences that the options name', async () => {
    const audience = { ...anyClient, audience: 'https://api.example.com' };

    expect(await warnings([controllerWith(GUARDED)], limited)).toEqual([]);
    expect(await warnings([controllerWith(GUARDED)], audience)).toEqual([]);
  });

  it('does not count on an audience that accepts any, nor on one for ID tokens', async () => {
    const any = { ...anyClient, audience: null };
    const ofBoth = {
      ...anyClient,
      tokenUse: ['access', 'id'],
      audience: 'https://api.example.com',
    } as const;
    const accessOnly = controllerWith(GUARDED, RequireTokenUse('access'));

    expect(await warnings([controllerWith(GUARDED)], any)).toHaveLength(1);
    expect(await warnings([controllerWith(GUARDED)], ofBoth)).toHaveLength(1);
    expect(await warnings([accessOnly], ofBoth)).toEqual([]);
  });

  it('names resolvers, and leaves out the fields that they lead to', async () => {
    @Resolver('Order')
    @GUARDED
    class OrderResolver {
      @Query(() => String) order(): void {}
      @ResolveField(() => String) total(): void {}
    }

    expect(await warnings([OrderResolver], anyClient)).toEqual([
      naming('eu-west-1_Customers', 'OrderResolver.order'),
    ]);
  });

  it('names a handler that the guard reaches for one of its kinds', async () => {
    @Controller()
    class Orders {
      @Get() @MessagePattern('list') list(): void {}
    }
    const { handlers, reach } = await scanReach({
      controllers: [Orders],
      providers: [CognitoAuthGuard, { provide: APP_GUARD, useExisting: CognitoAuthGuard }],
    });
    const { userPools } = resolveCognitoAuthOptions({ userPools: [anyClient] });

    expect(reach.unreachedKinds.has('rpc')).toBe(true);
    expect(warnOfAnyClient(handlers, userPools, reach)).toEqual([
      naming('eu-west-1_Customers', 'Orders.list'),
    ]);
  });

  it('names ten handlers at most, each once, and counts the others', async () => {
    const named = (name: string, type: Type<unknown>): Type<unknown> => {
      Object.defineProperty(type, 'name', { value: name });
      return type;
    };
    const types = Array.from({ length: 10 }, (_, index) =>
      named(`Orders${index}`, controllerWith(GUARDED)),
    );
    const names = types.map(({ name }) => `${name}.list`).join(', ');
    const again = named('Orders9', controllerWith(GUARDED));
    const more = [named('Orders10', controllerWith(GUARDED)), named('X', controllerWith(GUARDED))];

    expect(await warnings([...types, again], anyClient)).toEqual([
      naming('eu-west-1_Customers', names),
    ]);
    expect(await warnings([...types, again, ...more], anyClient)).toEqual([
      naming('eu-west-1_Customers', `${names} and 2 more`),
    ]);
  });

  it('says nothing where there are no handlers and no open pools', async () => {
    expect(await warnings([], anyClient, limited)).toEqual([]);
  });
});
