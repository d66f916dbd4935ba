import { Controller, Get, type Type } from '@nestjs/common';
import { RequireAllScopes } from '../decorators/require-all-scopes.decorator.js';
import { RequireAnyGroup } from '../decorators/require-any-group.decorator.js';
import { RequireAnyScope } from '../decorators/require-any-scope.decorator.js';
import { RequireAudience } from '../decorators/require-audience.decorator.js';
import { RequireClaims } from '../decorators/require-claims.decorator.js';
import { RequireTokenUse } from '../decorators/require-token-use.decorator.js';
import { RequireUserPool } from '../decorators/require-user-pool.decorator.js';
import { resolveCognitoAuthOptions } from '../options/resolve-cognito-auth-options.js';
import type { UserPoolOptions } from '../issuers/user-pool-options.interface.js';
import { handlerNamed, scanReach } from '../../../test/support/reach-scan.js';
import { findImpossibleRequirements } from './find-impossible-requirements.js';

const customers = {
  userPoolId: 'eu-west-1_Customers',
  tokenUse: 'access',
  clientId: 'web',
  audience: ['https://api.example.com', 'https://www.example.com'],
} as const;
const staff = { userPoolId: 'eu-west-1_Staff0001', tokenUse: 'id', clientId: 'web' } as const;
const partners = { ...customers, userPoolId: 'eu-west-1_Partners1', audience: null } as const;

/** What is impossible about a handler with these decorators. */
const impossible = async (
  decorators: readonly MethodDecorator[],
  ...userPools: readonly UserPoolOptions[]
): Promise<readonly string[]> => {
  @Controller()
  class Orders {
    @Get() list(): void {}
  }
  const list = Object.getOwnPropertyDescriptor(Orders.prototype, 'list') as PropertyDescriptor;
  for (const decorate of decorators) decorate(Orders.prototype, 'list', list);
  const scan = await scanReach({ controllers: [Orders as Type<unknown>] });
  const options = resolveCognitoAuthOptions({ userPools });
  return findImpossibleRequirements(handlerNamed(scan, 'Orders.list'), options.userPools);
};

describe('findImpossibleRequirements', () => {
  it('finds nothing wrong with what a token can have', async () => {
    const decorators = [
      RequireAnyGroup('g'),
      RequireAllScopes('s'),
      RequireClaims(() => false),
      RequireAudience('https://www.example.com'),
      RequireTokenUse('access'),
      RequireUserPool(customers.userPoolId),
    ];

    expect(await impossible(decorators, customers, staff)).toEqual([]);
    expect(await impossible([], staff)).toEqual([]);
  });

  it('names a user pool that is not configured, and those that are', async () => {
    expect(await impossible([RequireUserPool('eu-west-1_Other')], customers, staff)).toEqual([
      'Orders.list requires user pool eu-west-1_Other, which is not configured; the options name ' +
        'eu-west-1_Customers, eu-west-1_Staff0001',
    ]);
  });

  it.each<[string, readonly UserPoolOptions[]]>([
    ['another audience', [customers]],
    ['no audience', [staff]],
    ['several pools without it', [customers, staff]],
  ])('names an audience that the options do not accept: %s', async (_case, userPools) => {
    expect(await impossible([RequireAudience('https://other.example')], ...userPools)).toEqual([
      'Orders.list requires audience https://other.example, but none of its user pools accepts it; add it to the ' +
        'option audience of a user pool, or set that option to null',
    ]);
  });

  it('is content with an audience that one of the pools accepts', async () => {
    expect(await impossible([RequireAudience('https://any.example')], staff, partners)).toEqual([]);
    expect(
      await impossible([RequireAudience('https://api.example.com')], staff, customers),
    ).toEqual([]);
  });

  it('names a token use that no pool accepts', async () => {
    expect(await impossible([RequireTokenUse('id')], customers, partners)).toEqual([
      "Orders.list requires tokens of use 'id', but none of its user pools accepts them; add it to the option tokenUse",
    ]);
    expect(await impossible([RequireTokenUse('id')], customers, staff)).toEqual([]);
  });

  it.each<[string, MethodDecorator]>([
    ['@RequireAnyScope()', RequireAnyScope('s')],
    ['@RequireAllScopes()', RequireAllScopes('s')],
  ])('names a scope where only ID tokens are accepted: %s', async (_case, decorate) => {
    const mistake =
      'Orders.list requires scopes, which only access tokens have, but none of its user pools accepts access tokens; ' +
      "add 'access' to the option tokenUse";

    expect(await impossible([decorate], staff)).toEqual([mistake]);
    expect(
      await impossible([decorate, RequireUserPool(staff.userPoolId)], customers, staff),
    ).toEqual([mistake]);
    expect(await impossible([decorate], customers, staff)).toEqual([]);
    expect(await impossible([decorate], { ...staff, tokenUse: ['id', 'access'] })).toEqual([]);
  });

  it('looks only at the pools that the handler requires', async () => {
    const decorators = [RequireUserPool(customers.userPoolId), RequireTokenUse('id')];

    expect(await impossible(decorators, customers, staff)).toEqual([
      expect.stringMatching(/^Orders\.list requires tokens of use 'id'/),
    ]);
  });

  it('looks at all pools where the required one is not configured', async () => {
    const decorators = [RequireUserPool('eu-west-1_Other'), RequireTokenUse('id')];

    expect(await impossible(decorators, customers, staff)).toEqual([
      expect.stringMatching(/^Orders\.list requires user pool/),
    ]);
  });

  it('names requirements that exclude each other', async () => {
    const decorators = [RequireTokenUse('id'), RequireAllScopes('s')];

    expect(await impossible(decorators, staff)).toEqual([
      expect.stringMatching(/^Orders\.list requires id token and all scope s, but no token/),
    ]);
  });
});
