import {
  type CanActivate,
  Controller,
  type ExecutionContext,
  forwardRef,
  Get,
  Inject,
  Injectable,
  type ModuleMetadata,
  Scope,
  type Type,
  UseGuards,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { MessagePattern } from '@nestjs/microservices';
import { CognitoAuthGuard } from '../guard/cognito-auth.guard.js';
import { handlerNamed, scanReach } from '../../../test/support/reach-scan.js';
import {
  hasTransientGuard,
  isBeyondGuards,
  isGuarded,
  isGuardedApplication,
  namesGuard,
} from './guards-of-handler.js';

@Injectable()
class OtherGuard implements CanActivate {
  canActivate(): boolean {
    return true;
  }
}
@Injectable()
class AskingGuard implements CanActivate {
  constructor(@Inject(CognitoAuthGuard) private readonly cognito: CognitoAuthGuard) {}
  canActivate(context: ExecutionContext): ReturnType<CanActivate['canActivate']> {
    return this.cognito.canActivate(context);
  }
}
@Injectable()
class LateAskingGuard extends OtherGuard {
  @Inject(forwardRef(() => CognitoAuthGuard)) readonly cognito!: CognitoAuthGuard;
}
@Injectable()
class ExtendingGuard extends CognitoAuthGuard {}

/** A controller with a guard on itself and another on its one handler. */
function controllerWith(
  ofClass: readonly (CanActivate | Type<CanActivate>)[],
  ofHandler: readonly (CanActivate | Type<CanActivate>)[],
): Type<unknown> {
  @Controller()
  @UseGuards(...ofClass)
  class Orders {
    @UseGuards(...ofHandler)
    @Get()
    @MessagePattern('list')
    list(): void {}
  }
  return Orders;
}

const scan = (type: Type<unknown>, metadata: ModuleMetadata = {}): ReturnType<typeof scanReach> =>
  scanReach({
    controllers: [type],
    ...metadata,
    providers: [CognitoAuthGuard, ...(metadata.providers ?? [])],
  });

const isRouteGuarded = async (
  type: Type<unknown>,
  metadata: ModuleMetadata = {},
): Promise<boolean> => {
  const found = await scan(type, metadata);
  return isGuarded(handlerNamed(found, 'Orders.list'), 'http', found.reach);
};

describe('isGuarded', () => {
  it.each<[string, CanActivate | Type<CanActivate>]>([
    ['the guard', CognitoAuthGuard],
    ['one that extends it', ExtendingGuard],
    ['one that injects it', AskingGuard],
    ['one that injects it into a property', LateAskingGuard],
    ['an object of the guard', new CognitoAuthGuard({} as never)],
  ])('counts %s, on the class and on the handler', async (_case, guard) => {
    expect(await isRouteGuarded(controllerWith([guard], []))).toBe(true);
    expect(await isRouteGuarded(controllerWith([], [guard]))).toBe(true);
    expect(await isRouteGuarded(controllerWith([OtherGuard, guard], [OtherGuard]))).toBe(true);
  });

  it('does not count other guards', async () => {
    expect(await isRouteGuarded(controllerWith([OtherGuard], [new OtherGuard()]))).toBe(false);
    expect(await isRouteGuarded(controllerWith([], []))).toBe(false);
    expect(namesGuard(controllerWith([OtherGuard], []))).toBe(false);
    expect(namesGuard(controllerWith([ExtendingGuard], []))).toBe(true);
    expect(namesGuard(class {})).toBe(false);
    const plain = Object.assign(Object.create(null) as object, { canActivate: () => true });
    expect(await isRouteGuarded(controllerWith([], [plain]))).toBe(false);
  });

  it.each<[string, ModuleMetadata]>([
    ['the guard', { providers: [{ provide: APP_GUARD, useExisting: CognitoAuthGuard }] }],
    ['one that extends it', { providers: [{ provide: APP_GUARD, useClass: ExtendingGuard }] }],
    ['one that injects it', { providers: [{ provide: APP_GUARD, useClass: AskingGuard }] }],
    [
      'one that a factory makes of it',
      {
        providers: [
          { provide: APP_GUARD, useFactory: () => new OtherGuard(), inject: [CognitoAuthGuard] },
        ],
      },
    ],
  ])('counts a global guard: %s', async (_case, metadata) => {
    const found = await scan(controllerWith([], []), metadata);
    const handler = handlerNamed(found, 'Orders.list');

    expect(isGuarded(handler, 'http', found.reach)).toBe(true);
    expect(isGuardedApplication(found.reach)).toBe(true);
    // A hybrid application may have connected its microservice without it.
    expect(isGuarded(handler, 'rpc', found.reach)).toBe(false);
    expect(hasTransientGuard(found.reach)).toBe(false);
  });

  it('does not count another global guard', async () => {
    const providers = [
      { provide: APP_GUARD, useClass: OtherGuard },
      { provide: APP_GUARD, useFactory: () => new OtherGuard() },
      { provide: APP_GUARD, useClass: OtherGuard, scope: Scope.REQUEST },
      { provide: APP_GUARD, useClass: OtherGuard, scope: Scope.TRANSIENT },
    ];
    const found = await scan(controllerWith([], []), { providers });

    expect(isGuarded(handlerNamed(found, 'Orders.list'), 'http', found.reach)).toBe(false);
    expect(isGuardedApplication(found.reach)).toBe(false);
    expect(isGuardedApplication({ ...found.reach, globalGuards: [null] })).toBe(false);
    expect(hasTransientGuard(found.reach)).toBe(false);
  });

  it('counts a global guard for each request, and not one for each that injects it', async () => {
    const scoped = (scope: Scope): ModuleMetadata => ({
      providers: [{ provide: APP_GUARD, useClass: ExtendingGuard, scope }],
    });
    const ofRequest = await scan(controllerWith([], []), scoped(Scope.REQUEST));
    const transient = await scan(controllerWith([], []), scoped(Scope.TRANSIENT));

    expect(isGuarded(handlerNamed(ofRequest, 'Orders.list'), 'http', ofRequest.reach)).toBe(true);
    expect(isGuarded(handlerNamed(transient, 'Orders.list'), 'http', transient.reach)).toBe(false);
    expect([ofRequest, transient].map(({ reach }) => hasTransientGuard(reach))).toEqual([
      false,
      true,
    ]);
    expect([ofRequest, transient].map(({ reach }) => isGuardedApplication(reach))).toEqual([
      true,
      true,
    ]);
  });

  it('needs the guard on every class and on every function that Nest may choose', async () => {
    const found = await scan(controllerWith([CognitoAuthGuard], []));
    const handler = handlerNamed(found, 'Orders.list');
    const unguarded = controllerWith([], []);
    const several = {
      ...handler,
      host: { ...handler.host, guardedAs: [handler.host.type, unguarded] },
    };

    expect(isGuarded(handler, 'http', found.reach)).toBe(true);
    expect(isGuarded(several, 'http', found.reach)).toBe(false);
  });
});

describe('isBeyondGuards', () => {
  it('is true for fields and references where Nest runs no guards for them', async () => {
    const { reach } = await scan(controllerWith([], []));
    const kinds = ['field', 'reference', 'http', 'graphql', 'ws', 'rpc'] as const;

    expect(kinds.filter((kind) => isBeyondGuards(kind, { ...reach, guardsFields: false }))).toEqual(
      ['field', 'reference'],
    );
    expect(kinds.filter((kind) => isBeyondGuards(kind, { ...reach, guardsFields: true }))).toEqual(
      [],
    );
  });
});
