import { HttpException, Logger } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { watchGraphqlContexts } from './watch-graphql-contexts.js';

class AbstractGraphQLDriver {}
/** As Mercurius, and Apollo with Nest 11. */
class WritingDriver extends AbstractGraphQLDriver {
  assignReqProperty(): void {}
}
/** As Apollo with Nest 12. */
class CopyingDriver extends WritingDriver {
  cloneContext(): void {}
}

interface Options {
  context?: unknown;
}

const modulesWith = (options: Options, driver: object, instance: object = {}): ModulesContainer =>
  new Map([
    ['a', { instance: {}, providers: new Map() }],
    [
      'b',
      {
        instance,
        providers: new Map<unknown, object>([
          ['GqlModuleOptions', { instance: options }],
          [AbstractGraphQLDriver, { instance: driver }],
        ]),
      },
    ],
  ]) as unknown as ModulesContainer;

/** `context` of a module, as the driver calls it. */
const watched = (context: unknown): ((...parameters: unknown[]) => Promise<unknown>) => {
  const options: Options = { context };
  expect(watchGraphqlContexts(modulesWith(options, new WritingDriver()))).toEqual([]);
  return options.context as ReturnType<typeof watched>;
};

const outcome = async (call: Promise<unknown>): Promise<unknown> => {
  try {
    return await call;
  } catch (error) {
    return error instanceof HttpException ? error.getStatus() : error;
  }
};

const logged: unknown[] = [];

beforeEach(() => {
  logged.length = 0;
  import.meta.jest
    .spyOn(Logger.prototype, 'error')
    .mockImplementation((...parts) => logged.push(...parts));
});

afterEach(() => import.meta.jest.restoreAllMocks());

describe('watchGraphqlContexts', () => {
  it('names an object that a driver would write on', () => {
    const mistakes = watchGraphqlContexts(modulesWith({ context: {} }, new WritingDriver()));

    expect(mistakes).toEqual([expect.stringMatching(/`context` of GraphQLModule.*new object/)]);
  });

  it.each<[string, Options, object]>([
    ['starts before', { context: () => ({}) }, { completeOptions: {} }],
    ['is frozen', Object.freeze({ context: () => ({}) }), {}],
  ])('names a context that it cannot watch, because GraphQLModule %s', (_why, options, module) => {
    expect(watchGraphqlContexts(modulesWith(options, new WritingDriver(), module))).toEqual([
      expect.stringMatching(
        /^`context` of GraphQLModule cannot be watched.*import CognitoAuthModule before GraphQLModule/,
      ),
    ]);
    expect(watchGraphqlContexts(modulesWith(options, new CopyingDriver(), module))).toEqual([]);
  });

  it.each<[string, Options, object]>([
    ['an object that the driver copies', { context: {} }, new CopyingDriver()],
    ['an object that the driver leaves alone', { context: {} }, new AbstractGraphQLDriver()],
    ['no context', {}, new WritingDriver()],
    ['a context that is undefined', { context: undefined }, new WritingDriver()],
    ['a context that is null', { context: null }, new WritingDriver()],
  ])('leaves alone %s', (_case, options, driver) => {
    const before = { ...options };

    expect(watchGraphqlContexts(modulesWith(options, driver))).toEqual([]);
    expect(options).toEqual(before);
  });

  it('gives what the application gives, and passes what it is given', async () => {
    const create = watched((...parameters: unknown[]) => ({ parameters }));
    const [request, reply] = [{ headers: {} }, {}];

    expect(await create(request, reply)).toEqual({ parameters: [request, reply] });
  });

  it.each<[string, (connection: object) => object]>([
    ['a request', (request) => request],
    ['a request beside its response', (req) => ({ req, res: {} })],
  ])('refuses an object that was given to another caller before: %s', async (_case, argument) => {
    const shared = {};
    const create = watched(async () => shared);
    const alice = {};

    expect(await create(argument(alice))).toBe(shared);
    expect(await create(argument(alice))).toBe(shared);
    expect(await outcome(create(argument({})))).toBe(500);
    expect(logged).toEqual([expect.stringContaining('`context` of GraphQLModule')]);
  });

  it.each([undefined, null, 'text'])('has nothing to say to %p', async (context) => {
    const create = watched(() => context);

    expect([await create({}), await create({})]).toEqual([context, context]);
  });

  it('gives what the application gives where a driver passes nothing', async () => {
    const shared = {};
    const create = watched(() => shared);

    expect([await create(), await create(undefined)]).toEqual([shared, shared]);
    expect(await outcome(create(null))).toBe(500);
  });

  it('leaves an object alone where no driver is known', () => {
    const graph = new Map([['GqlModuleOptions', { instance: { context: {} } }]]);
    const modules = new Map([['a', { instance: {}, providers: graph }]]);

    expect(watchGraphqlContexts(modules as unknown as ModulesContainer)).toEqual([]);
  });

  it('lets an error of the application through', async () => {
    const error = new Error('no services');

    expect(await outcome(watched(() => Promise.reject(error))({}))).toBe(error);
  });

  it('watches once where options are used again', () => {
    const options: Options = { context: () => ({}) };
    watchGraphqlContexts(modulesWith(options, new WritingDriver()));
    const { context } = options;
    watchGraphqlContexts(modulesWith(options, new WritingDriver()));

    expect(options.context).toBe(context);
  });
});
