import type { ModulesContainer } from '@nestjs/core';
import { Public } from '../decorators/public.decorator.js';
import { RequireAnyGroup } from '../decorators/require-any-group.decorator.js';
import { checkHandlers } from './check-handlers.js';

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
      scopedGuards: [],
      composedGuards: new Set(),
      registeredGuard: undefined,
      unreachedKinds: new Set(),
      hasHttpServer: true,
      guardsFields: false,
    },
    { of: () => new Map() },
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
