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
import { SubscribeMessage } from '@nestjs/websockets';
import { OptionalAuth } from '../decorators/optional-auth.decorator.js';
import { Public } from '../decorators/public.decorator.js';
import { RequireAnyGroup } from '../decorators/require-any-group.decorator.js';
import { describeUnenforced, isForgotten, isUnprotected } from './check-enforcement.js';
import { CognitoAuthGuard } from './cognito-auth.guard.js';
import type { GlobalReach } from './global-reach.js';
import type { HandlerKind } from './nest-metadata.js';

const RESOLVE_FIELD = ResolveField();

const marks: readonly (readonly [HandlerKind, MethodDecorator])[] = [
  ['http', Get()],
  ['graphql', Query(() => String)],
  ['ws', SubscribeMessage('x')],
  ['rpc', MessagePattern('x')],
  ['field', RESOLVE_FIELD],
  ['field', ResolveReference()],
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

const handlerOf = (type: Type<unknown>): (() => void) =>
  (type.prototype as { handle(): void }).handle;

const nobody: GlobalReach = {
  globalGuards: [],
  registeredGuard: undefined,
  unreachedKinds: new Set(),
  guardsFields: true,
};
const guard = new CognitoAuthGuard({} as never);
const everywhere: GlobalReach = { ...nobody, globalGuards: [guard], registeredGuard: guard };
/** What a global guard of Nest 11 reaches in a hybrid application. */
const partly: GlobalReach = { ...everywhere, unreachedKinds: new Set(['ws', 'rpc']) };

describe('describeUnenforced', () => {
  const describeOf = (type: Type<unknown>, reach: GlobalReach): string | undefined =>
    describeUnenforced(type, handlerOf(type), reach);

  it.each(marks)('finds a requirement that nobody enforces: %s', (kind, mark) => {
    const mistake = describeOf(classWith(mark, RequireAnyGroup('admin')), nobody);

    expect(mistake).toContain('Orders.handle has decorators of access');
    expect(mistake).toContain('add @UseGuards(CognitoAuthGuard) to it or to its class');
    expect(mistake?.includes('globalGuard: true')).toBe(kind !== 'field');
  });

  it.each(marks)('is content with a guard on the handler or the class: %s', (_kind, mark) => {
    const onHandler = classWith(mark, RequireAnyGroup('admin'), UseGuards(CognitoAuthGuard));
    const onClass = classWith(mark, OptionalAuth());
    UseGuards(CognitoAuthGuard)(onClass);

    expect(describeOf(onHandler, partly)).toBeUndefined();
    expect(describeOf(onClass, partly)).toBeUndefined();
  });

  it('knows the guard of another copy of the package', () => {
    class OtherCopy {}
    Object.defineProperty(OtherCopy.prototype, Symbol.for('nestjs-cognito-auth:is-guard'), {
      value: true,
    });
    const type = classWith(Get(), RequireAnyGroup('admin'), UseGuards(OtherCopy));

    expect(describeOf(type, nobody)).toBeUndefined();
  });

  it.each(marks)('says nothing of handlers that ask for nothing: %s', (_kind, mark) => {
    expect(describeOf(classWith(mark), nobody)).toBeUndefined();
    expect(describeOf(classWith(mark, Public()), nobody)).toBeUndefined();
  });

  it.each([
    ['gateways before Nest 12', SubscribeMessage('x')],
    ['the message handlers of a hybrid application', MessagePattern('x')],
  ])('does not count on a global guard that does not reach %s', (what, mark) => {
    const type = classWith(mark, RequireAnyGroup('admin'));

    expect(describeOf(type, everywhere)).toBeUndefined();
    expect(describeOf(type, partly)).toBe(
      'Orders.handle has decorators of access, and no CognitoAuthGuard reaches it to enforce them; add ' +
        `@UseGuards(CognitoAuthGuard) to it or to its class: a global guard does not reach ${what}`,
    );
  });

  it('wants Nest to guard fields where one of them is', () => {
    const type = classWith(ResolveField(), UseGuards(CognitoAuthGuard));

    expect(describeOf(type, nobody)).toBeUndefined();
    expect(describeOf(type, { ...nobody, guardsFields: false })).toContain(
      "add fieldResolverEnhancers: ['guards']",
    );
  });
});

describe('isForgotten', () => {
  const isForgottenBy = (reach: GlobalReach, type: Type<unknown>): boolean =>
    isForgotten(type, handlerOf(type), reach);

  @Injectable()
  class OtherGuard implements CanActivate {
    canActivate(): boolean {
      return true;
    }
  }

  it.each(marks)('is what the global guard does not reach: %s', (kind, mark) => {
    const isBeyond = kind === 'ws' || kind === 'rpc';

    expect(isForgottenBy(partly, classWith(mark))).toBe(isBeyond);
    expect(isForgottenBy(partly, classWith(mark, UseGuards(OtherGuard)))).toBe(isBeyond);
    expect(isForgottenBy(everywhere, classWith(mark))).toBe(false);
  });

  it.each(marks)('is nothing that says how it is meant: %s', (_kind, mark) => {
    expect(isForgottenBy(partly, classWith(mark, Public()))).toBe(false);
    expect(isForgottenBy(partly, classWith(mark, UseGuards(CognitoAuthGuard)))).toBe(false);
  });

  it('is nothing where no global guard lets anybody expect it to be closed', () => {
    const type = classWith(MessagePattern('x'));

    expect(isForgottenBy({ ...partly, globalGuards: [] }, type)).toBe(false);
    expect(isForgottenBy({ ...partly, globalGuards: [new OtherGuard()] }, type)).toBe(false);
  });

  it('is so too where a test has put something in the place of the global guard', () => {
    const type = classWith(MessagePattern('x'));
    const inPlace = new OtherGuard();
    const replaced = { ...partly, globalGuards: [inPlace], registeredGuard: inPlace };
    expect(isForgottenBy(replaced, type)).toBe(true);
  });

  it('is no helper method', () => {
    expect(
      isForgottenBy(
        partly,
        classWith(() => undefined),
      ),
    ).toBe(false);
  });
});

describe('isUnprotected', () => {
  const isOpen = (reach: GlobalReach, type: Type<unknown>): boolean =>
    isUnprotected(type, handlerOf(type), reach);
  const entrances = marks.filter(([, mark]) => mark !== RESOLVE_FIELD);

  it.each(entrances)('is what nobody guards: %s', (_kind, mark) => {
    expect(isOpen(nobody, classWith(mark))).toBe(true);
    expect(isOpen(nobody, classWith(mark, UseGuards(CognitoAuthGuard)))).toBe(false);
    expect(isOpen(nobody, classWith(mark, Public()))).toBe(false);
    expect(isOpen(everywhere, classWith(mark))).toBe(false);
  });

  it('is what a global guard does not reach', () => {
    expect(isOpen(partly, classWith(MessagePattern('x')))).toBe(true);
    expect(isOpen(partly, classWith(Get()))).toBe(false);
  });

  it('is a resolver of references where Nest does not guard them', () => {
    const type = classWith(ResolveReference(), UseGuards(CognitoAuthGuard));

    expect(isOpen({ ...nobody, guardsFields: false }, type)).toBe(true);
  });

  it('is no field, which is reached through another handler, and no helper', () => {
    expect(isOpen(nobody, classWith(RESOLVE_FIELD))).toBe(false);
    expect(
      isOpen(
        nobody,
        classWith(() => undefined),
      ),
    ).toBe(false);
  });
});
