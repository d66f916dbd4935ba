import { accessPolicyOf } from '../access/access-policy.js';
import {
  type CanActivate,
  Controller,
  Get,
  Injectable,
  type Type,
  UseGuards,
} from '@nestjs/common';
import { Query, ResolveField, ResolveReference } from '@nestjs/graphql';
import { MessagePattern } from '@nestjs/microservices';
import { AuthGuard } from '@nestjs/passport';
import { SubscribeMessage } from '@nestjs/websockets';
import { OptionalAuth } from '../decorators/optional-auth.decorator.js';
import { Public } from '../decorators/public.decorator.js';
import { RequireAnyGroup } from '../decorators/require-any-group.decorator.js';
import { describeUnenforced, isForgotten, isUnprotected } from './find-unenforced-handlers.js';
import { CognitoAuthGuard } from '../guard/cognito-auth.guard.js';
import type { GlobalReach } from './global-reach.js';
import type { HandlerOfHost } from './handlers-of.js';
import type { Host } from './hosts-of.js';
import type { HandlerKind } from './nest-metadata.js';

const RESOLVE_FIELD = ResolveField();

const RESOLVE_REFERENCE = ResolveReference();

const marks: readonly (readonly [HandlerKind, MethodDecorator])[] = [
  ['http', Get()],
  ['graphql', Query(() => String)],
  ['ws', SubscribeMessage('x')],
  ['rpc', MessagePattern('x')],
  ['field', RESOLVE_FIELD],
  ['reference', RESOLVE_REFERENCE],
];

/** A class with one handler of a kind. */
function classWith(mark: MethodDecorator, ...decorators: MethodDecorator[]): Type<unknown> {
  @Controller()
  class Orders {
    handle(): void {}
  }
  const handler = Object.getOwnPropertyDescriptor(Orders.prototype, 'handle') as PropertyDescriptor;
  for (const decorate of [mark, ...decorators]) decorate(Orders.prototype, 'handle', handler);
  return Orders;
}

const handlerOf = (type: Type<unknown>, host: Partial<Host> = {}): HandlerOfHost => {
  const { handle } = type.prototype as { handle(): void };
  return {
    host: {
      type,
      guardedAs: [type],
      registered: type,
      prototype: type.prototype as object,
      instance: undefined,
      isStatic: () => true,
      guards: { has: () => true, get: () => undefined },
      isController: true,
      hasScopedGuards: true,
      module: class {},
      ...host,
    },
    name: 'handle',
    marked: handle,
    called: handle,
    replaced: undefined,
    ignored: undefined,
    kinds: [],
    declared: [],
    overridden: [],
    hostServesOnlyFields: false,
    policy: () => accessPolicyOf(type, handle),
  };
};

const nobody: GlobalReach = {
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
  guardsFields: true,
};
const guard = new CognitoAuthGuard({} as never);
const everywhere: GlobalReach = { ...nobody, globalGuards: [guard], registeredGuard: guard };
/** What a global guard of Nest 11 reaches in a hybrid application. */
const partly: GlobalReach = { ...everywhere, unreachedKinds: new Set(['ws', 'rpc']) };

describe('describeUnenforced', () => {
  const describeOf = (
    kind: HandlerKind,
    type: Type<unknown>,
    reach: GlobalReach,
    hostServesOnlyFields = false,
  ): string | undefined =>
    describeUnenforced({ ...handlerOf(type), hostServesOnlyFields }, kind, reach);

  it.each(marks)('finds a requirement that nobody enforces: %s', (kind, mark) => {
    const mistake = describeOf(kind, classWith(mark, RequireAnyGroup('admin')), nobody);

    expect(mistake).toContain('Orders.handle has access decorators');
    expect(mistake).toContain('add @UseGuards(CognitoAuthGuard) to it or to its class');
    expect(mistake?.includes('globalGuard: true')).toBe(kind !== 'field' && kind !== 'reference');
  });

  it.each(marks)('is content with a guard on the handler or the class: %s', (kind, mark) => {
    const onHandler = classWith(mark, RequireAnyGroup('admin'), UseGuards(CognitoAuthGuard));
    const onClass = classWith(mark, OptionalAuth());
    UseGuards(CognitoAuthGuard)(onClass);

    expect(describeOf(kind, onHandler, partly)).toBeUndefined();
    expect(describeOf(kind, onClass, partly)).toBeUndefined();
  });

  it('knows the guard of another copy of the package', () => {
    class OtherCopy {}
    Object.defineProperty(OtherCopy.prototype, Symbol.for('nestjs-cognito-auth:is-guard'), {
      value: true,
    });
    const type = classWith(Get(), RequireAnyGroup('admin'), UseGuards(OtherCopy));

    expect(describeOf('http', type, nobody)).toBeUndefined();
  });

  it.each(marks)('says nothing of handlers that ask for nothing: %s', (kind, mark) => {
    expect(describeOf(kind, classWith(mark), nobody)).toBeUndefined();
    expect(describeOf(kind, classWith(mark, Public()), nobody)).toBeUndefined();
  });

  it.each<[HandlerKind, string, MethodDecorator]>([
    ['ws', 'gateways before Nest 12', SubscribeMessage('x')],
    ['rpc', 'the message handlers of a hybrid application', MessagePattern('x')],
  ])('does not count on a global guard that does not reach %s: %s', (kind, what, mark) => {
    const type = classWith(mark, RequireAnyGroup('admin'));

    expect(describeOf(kind, type, everywhere)).toBeUndefined();
    expect(describeOf(kind, type, partly)).toBe(
      'Orders.handle has access decorators, but no CognitoAuthGuard reaches it to enforce them; add ' +
        `@UseGuards(CognitoAuthGuard) to it or to its class: a global guard does not reach ${what}`,
    );
  });

  describe('where Nest guards no fields', () => {
    const unguarded = { ...nobody, guardsFields: false };
    const REMEDY = "add fieldResolverEnhancers: ['guards']";
    const onClass = (mark: MethodDecorator, ...decorators: ClassDecorator[]): Type<unknown> => {
      const type = classWith(mark);
      for (const decorate of decorators) decorate(type);
      return type;
    };

    it.each<[HandlerKind, MethodDecorator]>([
      ['field', RESOLVE_FIELD],
      ['reference', RESOLVE_REFERENCE],
    ])('finds a guard on a %s in vain', (kind, mark) => {
      const type = classWith(mark, UseGuards(CognitoAuthGuard));

      expect(describeOf(kind, type, nobody)).toBeUndefined();
      expect(describeOf(kind, type, unguarded)).toBe(
        'Orders.handle resolves GraphQL fields or references, which neither @UseGuards() nor a global guard reaches; ' +
          `${REMEDY} to the options of every GraphQLModule` +
          (kind === 'reference'
            ? ', or add @Public() if everybody who can reach the service may read them'
            : ''),
      );
    });

    it('finds @OptionalAuth() on a field in vain', () => {
      const type = classWith(RESOLVE_FIELD, OptionalAuth());

      expect(describeOf('field', type, unguarded)).toContain(REMEDY);
    });

    it.each<[string, ClassDecorator]>([
      ['guard', UseGuards(CognitoAuthGuard)],
      ['requirement', RequireAnyGroup('admin')],
    ])(
      'finds a %s on a class in vain, for references and where all is fields',
      (_what, decorate) => {
        const fields = onClass(RESOLVE_FIELD, decorate);

        expect(describeOf('reference', onClass(RESOLVE_REFERENCE, decorate), unguarded)).toContain(
          REMEDY,
        );
        expect(describeOf('field', fields, unguarded, true)).toContain(REMEDY);
        expect(describeOf('field', fields, unguarded, false)).toBeUndefined();
      },
    );

    it('finds a reference that the global guard is taken to close', () => {
      const reach = { ...everywhere, guardsFields: false };

      expect(describeOf('reference', classWith(RESOLVE_REFERENCE), reach)).toContain(REMEDY);
      expect(describeOf('field', classWith(RESOLVE_FIELD), reach, true)).toBeUndefined();
      expect(
        describeOf('reference', classWith(RESOLVE_REFERENCE, Public()), reach),
      ).toBeUndefined();
      expect(describeOf('reference', onClass(RESOLVE_REFERENCE, Public()), reach)).toBeUndefined();
    });
  });

  it('finds @OptionalAuth() that nobody enforces, on the class or the handler', () => {
    const onClass = classWith(Get());
    OptionalAuth()(onClass);

    expect(describeOf('http', onClass, nobody)).toContain('has access decorators');
    expect(describeOf('http', classWith(Get(), OptionalAuth()), nobody)).toContain(
      'has access decorators',
    );
  });

  it('finds a guard on only one of the classes or functions that Nest may choose', () => {
    const type = classWith(Get());
    const guarded = classWith(Get());
    UseGuards(CognitoAuthGuard)(guarded);
    const ofClasses = handlerOf(type, { guardedAs: [type, guarded] });
    const guardedHandler = handlerOf(classWith(Get(), UseGuards(CognitoAuthGuard)));
    const ofFunctions = { ...guardedHandler, replaced: handlerOf(type).called };

    expect(describeUnenforced(ofClasses, 'http', nobody)).toContain('has access decorators');
    expect(describeUnenforced(ofFunctions, 'http', nobody)).toContain('has access decorators');
  });

  it.each(marks)('finds a method that overrides a requirement: %s', (kind, mark) => {
    const parent = handlerOf(classWith(mark, RequireAnyGroup('admin')));
    const overriding = (...decorators: MethodDecorator[]): HandlerOfHost => ({
      ...handlerOf(classWith(mark, ...decorators)),
      overridden: [parent.called],
    });
    const onClass = classWith(mark);
    Public()(onClass);

    expect(describeUnenforced(overriding(), kind, nobody)).toBe(
      kind === 'field'
        ? undefined
        : 'Orders.handle overrides a method that has requirements, but inherits neither its decorators nor its guards; ' +
            'repeat those that should apply, or add @Public()',
    );
    expect(describeUnenforced(overriding(Public()), kind, nobody)).toBeUndefined();
    expect(
      describeUnenforced({ ...handlerOf(onClass), overridden: [parent.called] }, kind, nobody),
    ).toBeUndefined();
  });

  it('counts on no guard that Nest makes for a class, where the class is not what Nest makes', () => {
    const type = classWith(
      Query(() => String),
      UseGuards(CognitoAuthGuard),
    );
    const withInstance = classWith(
      Query(() => String),
      UseGuards(guard),
    );
    const made = { registered: undefined, guards: new Map() };

    expect(describeUnenforced(handlerOf(type, made), 'graphql', nobody)).toContain(
      'provide its class itself',
    );
    expect(describeUnenforced(handlerOf(withInstance, made), 'graphql', nobody)).toBeUndefined();
    expect(describeUnenforced(handlerOf(type, made), 'graphql', everywhere)).toBeUndefined();
  });

  describe('with a global guard that is made for each request', () => {
    class ScopedGuard extends CognitoAuthGuard {}
    const scoped = { ...nobody, scopedGuards: [{ type: ScopedGuard, isTransient: false }] };
    const transient = { ...nobody, scopedGuards: [{ type: ScopedGuard, isTransient: true }] };

    it.each(marks)('counts on it where Nest makes it: %s', (kind, mark) => {
      const handler = handlerOf(classWith(mark, RequireAnyGroup('admin')));
      const beyond = handlerOf(classWith(mark, RequireAnyGroup('admin')), {
        hasScopedGuards: false,
      });

      expect(describeUnenforced(handler, kind, scoped)).toBeUndefined();
      expect(describeUnenforced(beyond, kind, scoped)).toBeDefined();
    });

    it.each(marks)('never counts on one that is made for each that asks: %s', (kind, mark) => {
      const handler = handlerOf(classWith(mark, RequireAnyGroup('admin')));
      const mistake = describeUnenforced(handler, kind, transient);

      expect(mistake).toContain('has access decorators');
      expect(mistake).toContain('no CognitoAuthGuard reaches it');
    });
  });
});

describe('isForgotten', () => {
  const isForgottenBy = (reach: GlobalReach, kind: HandlerKind, type: Type<unknown>): boolean =>
    isForgotten(handlerOf(type), kind, reach);

  @Injectable()
  class OtherGuard implements CanActivate {
    canActivate(): boolean {
      return true;
    }
  }

  it.each(marks)('is what the global guard does not reach: %s', (kind, mark) => {
    const isBeyond = kind === 'ws' || kind === 'rpc';

    expect(isForgottenBy(partly, kind, classWith(mark))).toBe(isBeyond);
    expect(isForgottenBy(partly, kind, classWith(mark, UseGuards(OtherGuard)))).toBe(isBeyond);
    expect(isForgottenBy(everywhere, kind, classWith(mark))).toBe(false);
  });

  it.each(marks)('is nothing that says how it is meant: %s', (kind, mark) => {
    expect(isForgottenBy(partly, kind, classWith(mark, Public()))).toBe(false);
    expect(isForgottenBy(partly, kind, classWith(mark, UseGuards(CognitoAuthGuard)))).toBe(false);
  });

  it('is nothing where no global guard lets anybody expect it to be closed', () => {
    const type = classWith(MessagePattern('x'));

    expect(isForgottenBy({ ...partly, globalGuards: [] }, 'rpc', type)).toBe(false);
    expect(isForgottenBy({ ...partly, globalGuards: [new OtherGuard()] }, 'rpc', type)).toBe(false);
  });

  it('is so too where a test has put something in the place of the global guard', () => {
    const type = classWith(MessagePattern('x'));
    const inPlace = new OtherGuard();
    const replaced = { ...partly, globalGuards: [inPlace], registeredGuard: inPlace };
    expect(isForgottenBy(replaced, 'rpc', type)).toBe(true);
  });
});

describe('isUnprotected', () => {
  const isOpen = (reach: GlobalReach, kind: HandlerKind, type: Type<unknown>): boolean =>
    isUnprotected(handlerOf(type), kind, reach);
  const entrances = marks.filter(([kind]) => kind !== 'field');

  it.each(entrances)('is what nobody guards: %s', (kind, mark) => {
    expect(isOpen(nobody, kind, classWith(mark))).toBe(true);
    expect(isOpen(nobody, kind, classWith(mark, UseGuards(CognitoAuthGuard)))).toBe(false);
    expect(isOpen(nobody, kind, classWith(mark, Public()))).toBe(false);
    expect(isOpen(everywhere, kind, classWith(mark))).toBe(false);
  });

  it('is what a global guard does not reach', () => {
    expect(isOpen(partly, 'rpc', classWith(MessagePattern('x')))).toBe(true);
    expect(isOpen(partly, 'http', classWith(Get()))).toBe(false);
  });

  it.each<[HandlerKind, MethodDecorator]>([
    ['field', RESOLVE_FIELD],
    ['reference', RESOLVE_REFERENCE],
  ])('is a %s whose guard Nest does not ask', (kind, mark) => {
    const type = classWith(mark, UseGuards(CognitoAuthGuard));

    expect(isOpen({ ...nobody, guardsFields: false }, kind, type)).toBe(true);
  });

  it('is no field that asks for no guard, because it is reached through another handler', () => {
    expect(isOpen(nobody, 'field', classWith(RESOLVE_FIELD))).toBe(false);
  });

  it('counts a guard only where it stands on whatever Nest may call', () => {
    const handler = handlerOf(classWith(Get(), UseGuards(CognitoAuthGuard)));
    const unguarded = (): void => undefined;

    expect(isUnprotected({ ...handler, replaced: handler.called }, 'http', nobody)).toBe(false);
    expect(isUnprotected({ ...handler, replaced: unguarded }, 'http', nobody)).toBe(true);
  });
});
