import { Controller, Get, type Type, UseGuards } from '@nestjs/common';
import { OptionalAuth } from '../decorators/optional-auth.decorator.js';
import { Public } from '../decorators/public.decorator.js';
import { RequireAnyGroup } from '../decorators/require-any-group.decorator.js';
import { CognitoAuthGuard } from '../guard/cognito-auth.guard.js';
import type { Host } from './hosts-of.js';
import { handlerNamed, scanReach } from '../../../test/support/reach-scan.js';
import {
  assertNotLost,
  describeLost,
  describeLostClass,
  overridesRequirement,
  requiringMembersOf,
} from './lost-decorators.js';

type Method = (...given: unknown[]) => unknown;

/** Puts another function in the place of a method, as packages for tracing do. */
const Traced: MethodDecorator = (_target, _member, descriptor) => {
  const traced = descriptor.value as Method;
  const tracing = (...given: unknown[]): unknown => traced(...given);
  descriptor.value = Object.defineProperty(tracing, 'name', { value: traced.name }) as never;
};

/** A method `list` with decorators, the first one innermost. */
function classWith(...decorators: readonly MethodDecorator[]): Type<{ list(): unknown }> {
  @Controller()
  class Orders {
    list(): void {}
  }
  const list = Object.getOwnPropertyDescriptor(Orders.prototype, 'list') as PropertyDescriptor;
  for (const decorate of decorators) decorate(Orders.prototype, 'list', list);
  Object.defineProperty(Orders.prototype, 'list', list);
  return Orders;
}

const lostOf = async (type: Type<unknown>): Promise<string | undefined> =>
  describeLost(handlerNamed(await scanReach({ controllers: [type] }), `${type.name}.list`));

const LOST =
  'Orders.list has access decorators on a function that Nest does not call; put them above the decorator that ' +
  'replaces it, do not bind methods in constructors and hooks (Nest calls them on their object), or let the wrapper ' +
  'copy all metadata, as Object.setPrototypeOf(this.list.bind(this), this.list) does for a method list';

describe('describeLost', () => {
  it.each<[string, MethodDecorator]>([
    ['a requirement', RequireAnyGroup('a')],
    ['@OptionalAuth()', OptionalAuth()],
    ['@Public()', Public()],
  ])('finds %s below a decorator that replaces the function', async (_case, decorate) => {
    expect(await lostOf(classWith(decorate, Traced, Get()))).toBe(LOST);
    expect(await lostOf(classWith(Traced, decorate, Get()))).toBeUndefined();
  });

  it('finds nothing where the replacement has the same decorators, or inherits them', async () => {
    const Inheriting: MethodDecorator = (_target, _member, descriptor) => {
      const inner = descriptor.value as Method;
      descriptor.value = Object.setPrototypeOf(inner.bind(undefined), inner) as never;
    };
    const isAdmin = RequireAnyGroup('a');

    expect(await lostOf(classWith(isAdmin, Inheriting, Get()))).toBeUndefined();
    expect(await lostOf(classWith(OptionalAuth(), Traced, OptionalAuth(), Get()))).toBeUndefined();
    expect(await lostOf(classWith(Traced, Get()))).toBeUndefined();
  });

  it('finds a replacement with a requirement or a mode of another kind', async () => {
    const twice = classWith(RequireAnyGroup('a'), Traced, RequireAnyGroup('a'), Get());

    expect(await lostOf(twice)).toBe(LOST);
    expect(await lostOf(classWith(Public(), Traced, OptionalAuth(), Get()))).toBe(LOST);
  });

  it('finds guards and requirements on a method that a constructor binds', async () => {
    const bound = (...decorators: readonly MethodDecorator[]): Type<unknown> => {
      const Base = classWith(...decorators, Get());
      @Controller()
      class Orders extends Base {
        constructor() {
          super();
          this.list = this.list.bind(this);
        }
      }
      return Orders;
    };

    expect(await lostOf(bound(RequireAnyGroup('a')))).toBe(LOST);
    expect(await lostOf(bound(UseGuards(CognitoAuthGuard)))).toBe(LOST);
    expect(await lostOf(bound())).toBeUndefined();
  });

  it('is content with a bound method that has the guard as well', async () => {
    const Base = classWith(UseGuards(CognitoAuthGuard), Get());
    @Controller()
    class Orders extends Base {
      constructor() {
        super();
        this.list = this.list.bind(this);
        const list = Object.getOwnPropertyDescriptor(this, 'list') as PropertyDescriptor;
        for (const decorate of [UseGuards(CognitoAuthGuard), Public()]) {
          decorate(Orders.prototype, 'list', list);
        }
      }
    }

    expect(await lostOf(Orders)).toBeUndefined();
  });

  it('finds a function that a hook has put in place of the one that Nest has read', async () => {
    const Orders = classWith(RequireAnyGroup('a'), Get());
    const scan = await scanReach({ controllers: [Orders] }, () => {
      Orders.prototype.list = () => undefined;
    });

    expect(describeLost(handlerNamed(scan, 'Orders.list'))).toBe(LOST);
  });
});

describe('describeLostClass', () => {
  /** A class with decorators inside and outside of one that replaces the class. */
  const lostClass = async (
    inner: readonly ClassDecorator[],
    outer: readonly ClassDecorator[],
    replace: (type: Type<unknown>) => Type<unknown> = (type) => new Proxy(type, {}),
  ): Promise<readonly (string | undefined)[]> => {
    class Orders {
      list(): void {}
    }
    for (const decorate of inner) decorate(Orders);
    const replaced = replace(Orders);
    for (const decorate of [...outer, Controller()]) decorate(replaced);
    const { hosts } = await scanReach({ controllers: [replaced] });
    return hosts.filter(({ type }) => type === Orders).map((host) => describeLostClass(host));
  };
  const LOST_CLASS =
    'Orders has access decorators on a class that is not the constructor of its objects; put them both below and above ' +
    'the decorator that replaces the class, or let the mixin copy all members except constructor';
  /** A class that inherits no metadata from the one that it replaces. */
  const replaced = (type: Type<unknown>): Type<unknown> => {
    class Replacement {}
    Object.defineProperties(
      Replacement.prototype,
      Object.getOwnPropertyDescriptors(type.prototype as object),
    );
    return Replacement;
  };

  it.each<[string, ClassDecorator]>([
    ['a requirement', RequireAnyGroup('a')],
    ['@OptionalAuth()', OptionalAuth()],
    ['@Public()', Public()],
  ])('finds %s on one of the two classes', async (_case, decorate) => {
    expect(await lostClass([decorate], [], replaced)).toEqual([LOST_CLASS]);
    expect(await lostClass([], [decorate], replaced)).toEqual([LOST_CLASS]);
  });

  it('finds a guard that Nest does not read', async () => {
    const isGuarded = UseGuards(CognitoAuthGuard);
    class Orders {}
    class Registered {}
    const host = { type: Orders, registered: Registered } as unknown as Host;
    isGuarded(Registered);

    expect(await lostClass([isGuarded], [], replaced)).toEqual([LOST_CLASS]);
    expect(describeLostClass({ ...host, guardedAs: [Registered] })).toBeUndefined();
    expect(describeLostClass({ ...host, guardedAs: [Registered, Orders] })).toBe(LOST_CLASS);
  });

  it('finds nothing without decorators, or with the same ones on both', async () => {
    const same = [RequireAnyGroup('a'), UseGuards(CognitoAuthGuard)];

    expect(await lostClass([], [], replaced)).toEqual([undefined]);
    expect(await lostClass([OptionalAuth()], [OptionalAuth()], replaced)).toEqual([undefined]);
    expect(await lostClass(same, same, replaced)).toEqual([undefined]);
    expect(await lostClass(same, [...same, RequireAnyGroup('b')], replaced)).toEqual([LOST_CLASS]);
  });

  it('finds a requirement below a proxy of the class', async () => {
    expect(await lostClass([RequireAnyGroup('a')], [])).toEqual([LOST_CLASS]);
  });

  it('does not compare an object of useValue with a class', () => {
    @RequireAnyGroup('a')
    class Orders {}
    const host = { type: Orders, registered: undefined, guardedAs: [] } as unknown as Host;

    expect(describeLostClass(host)).toBeUndefined();
  });
});

describe('assertNotLost', () => {
  const functionOf = ({ prototype }: Type<{ list: Method }>): Method =>
    (prototype as { list: Method }).list;

  it('lets the method of the class pass', () => {
    const Orders = classWith(RequireAnyGroup('a'));

    expect(() => assertNotLost(Orders, functionOf(Orders))).not.toThrow();
  });

  it('refuses a bound method that has lost its decorators', () => {
    const Orders = classWith(RequireAnyGroup('a'));

    expect(() => assertNotLost(Orders, functionOf(Orders).bind(undefined))).toThrow(
      expect.objectContaining({
        code: 'ERR_COGNITO_SETUP',
        mistakes: [
          expect.stringMatching(/^list is called as a function without the access decorators/),
        ],
      }),
    );
  });

  it('lets a bound method pass that had none, or kept them', () => {
    const list = functionOf(classWith(RequireAnyGroup('a')));
    const kept = Object.setPrototypeOf(list.bind(undefined), list) as Method;

    expect(() => assertNotLost(classWith(), functionOf(classWith()).bind(1))).not.toThrow();
    expect(() => assertNotLost(classWith(RequireAnyGroup('b')), kept)).toThrow('list is called');
    const Kept = classWith(RequireAnyGroup('a'));
    const bound = functionOf(Kept).bind(undefined);
    Object.setPrototypeOf(bound, functionOf(Kept));
    expect(() => assertNotLost(Kept, bound)).not.toThrow();
  });

  it('looks at the function below a decorator that replaced it', () => {
    const Orders = classWith(RequireAnyGroup('a'), Traced);

    expect(() => assertNotLost(Orders, functionOf(Orders).bind(undefined))).toThrow(
      'list is called',
    );
  });

  it('refuses an unknown function of a class with requirements, unless it has metadata', () => {
    const Orders = classWith(RequireAnyGroup('a'));
    const Child = class extends Orders {};
    const unknown = (): void => undefined;
    const marked = (): void => undefined;
    Reflect.defineMetadata('path', '/', marked);

    expect(() => assertNotLost(Orders, unknown)).toThrow('unknown is called as a function');
    expect(() => assertNotLost(Child, unknown)).toThrow('unknown is called as a function');
    expect(() => assertNotLost(Orders, marked)).not.toThrow();
    expect(() => assertNotLost(classWith(), unknown)).not.toThrow();
    expect(() => assertNotLost(classWith(Public()), unknown)).not.toThrow();
  });
});

describe('overridesRequirement', () => {
  const overrides = async (
    ofParent: readonly MethodDecorator[],
    ofChild: readonly MethodDecorator[],
  ): Promise<boolean> => {
    const Base = classWith(...ofParent);
    @Controller()
    class Orders extends Base {
      override list(): void {}
    }
    const list = Object.getOwnPropertyDescriptor(Orders.prototype, 'list') as PropertyDescriptor;
    for (const decorate of [...ofChild, Get()]) decorate(Orders.prototype, 'list', list);
    return overridesRequirement(
      handlerNamed(await scanReach({ controllers: [Orders] }), 'Orders.list'),
    );
  };

  it('is true for an undecorated method that overrides one with a requirement', async () => {
    expect(await overrides([RequireAnyGroup('a')], [])).toBe(true);
  });

  it.each<[string, readonly MethodDecorator[], readonly MethodDecorator[]]>([
    ['nothing', [], []],
    ['a public method', [Public()], []],
    ['a requirement, and has one', [RequireAnyGroup('a')], [RequireAnyGroup('b')]],
    ['a requirement, and is public', [RequireAnyGroup('a')], [Public()]],
    ['a requirement, and is optional', [RequireAnyGroup('a')], [OptionalAuth()]],
  ])('is false for one that overrides %s', async (_case, ofParent, ofChild) => {
    expect(await overrides(ofParent, ofChild)).toBe(false);
  });
});

describe('requiringMembersOf', () => {
  it('finds inherited and static methods with requirements, and no others', async () => {
    const Base = classWith(RequireAnyGroup('a'));
    @Controller()
    class Orders extends Base {
      @RequireAnyGroup('a') static drop(): void {}
      @Public() show(): void {}
      @Get() plain(): void {}
    }
    const { hosts } = await scanReach({ controllers: [Orders] });
    const members = hosts
      .filter(({ type }) => type === Orders)
      .flatMap((host) => requiringMembersOf(host));

    expect(members).toEqual([
      { member: 'list', decorated: (Base.prototype as { list: Method }).list },
      { member: 'drop', decorated: Orders.drop },
    ]);
  });
});
