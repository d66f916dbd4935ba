import { Controller, Get, UseGuards } from '@nestjs/common';
import { Query, ResolveField, Resolver } from '@nestjs/graphql';
import { OptionalAuth } from '../decorators/optional-auth.decorator.js';
import { Public } from '../decorators/public.decorator.js';
import { RequireAnyGroup } from '../decorators/require-any-group.decorator.js';
import { CognitoAuthGuard } from '../guard/cognito-auth.guard.js';
import { handlerNamed, scanReach } from '../../../test/support/reach-scan.js';
import { accessOf, type HandlerAccess } from './handler-access.js';

@Controller()
class Orders {
  @Get('a') open(): void {}
  @Public() @Get('b') public(): void {}
  @UseGuards(CognitoAuthGuard) @Get('c') guarded(): void {}
  @UseGuards(CognitoAuthGuard) @OptionalAuth() @Get('d') optional(): void {}
  @UseGuards(CognitoAuthGuard) @Public() @Get('e') guardedPublic(): void {}
  @RequireAnyGroup('a') @Get('f') unenforced(): void {}
}

@Resolver('Order')
class OrderResolver {
  @Query(() => String) order(): void {}
  @ResolveField(() => String) total(): void {}
  @Public() @ResolveField(() => String) currency(): void {}
  @UseGuards(CognitoAuthGuard) @ResolveField(() => String) secret(): void {}
}

const accessIn = async (name: string, guardsFields = false): Promise<HandlerAccess> => {
  const scan = await scanReach({
    controllers: [Orders],
    providers: [OrderResolver, CognitoAuthGuard],
  });
  const handler = handlerNamed(scan, name);
  const [kind] = handler.kinds;
  if (kind === undefined) throw new Error(`${name} is no handler`);
  return accessOf(handler, kind, { ...scan.reach, guardsFields });
};

describe('accessOf', () => {
  it.each<[string, HandlerAccess]>([
    ['Orders.open', 'unguarded'],
    ['Orders.public', 'public'],
    ['Orders.guarded', 'required'],
    ['Orders.optional', 'optional'],
    ['Orders.guardedPublic', 'public'],
    ['Orders.unenforced', 'unguarded'],
    ['OrderResolver.order', 'unguarded'],
    ['OrderResolver.total', 'as-parent'],
    ['OrderResolver.currency', 'as-parent'],
    ['OrderResolver.secret', 'unguarded'],
  ])('of %s is %s', async (name, access) => {
    expect(await accessIn(name)).toBe(access);
  });

  it('of a field is that of its guard where Nest runs guards for fields', async () => {
    expect(await accessIn('OrderResolver.secret', true)).toBe('required');
    expect(await accessIn('OrderResolver.total', true)).toBe('as-parent');
  });
});
