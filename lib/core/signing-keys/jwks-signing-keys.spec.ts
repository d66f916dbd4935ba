import { generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { CognitoAuthEvent } from '../events/cognito-auth-event.interface.js';
import { EventReporter } from '../events/event-reporter.js';
import { resolveCognitoAuthOptions } from '../options/resolve-cognito-auth-options.js';
import { JwksSigningKeys } from './jwks-signing-keys.js';

const newJwk = (kid: string): JsonWebKey => ({
  ...generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' }),
  kid,
});
const jwkA = newJwk('a');
const jwkB = newJwk('b');

const POOL = 'eu-west-1_AbCdEf123';
const ORIGINAL = `https://cognito-idp.eu-west-1.amazonaws.com/${POOL}`;
const UPDATED = `https://issuer-cognito-idp.eu-west-1.amazonaws.com/${POOL}`;
const OTHER = 'https://other.example/pool';

/** Keys of issuers, published for this test; without a set the endpoint answers 403. */
const published = new Map<string, unknown[]>();
const asked: string[] = [];
const events: CognitoAuthEvent[] = [];
const reporter = new EventReporter(() => undefined);
reporter.addListener((event) => events.push(event));
let nowMs: number;

const fetchPublished = async (input: string | URL | Request): Promise<Response> => {
  const issuer = (input instanceof Request ? input.url : String(input)).replace(
    '/.well-known/jwks.json',
    '',
  );
  asked.push(issuer);
  const keys = published.get(issuer);
  return keys === undefined
    ? new Response('', { status: 403 })
    : new Response(JSON.stringify({ keys }));
};

const pool = { userPoolId: POOL, tokenUse: 'access', clientId: null } as const;
const other = { userPoolId: 'other_1', tokenUse: 'access', clientId: null, issuer: OTHER } as const;

function create(
  userPools: readonly object[] = [pool],
  signingKeys: object = { prefetch: false },
): JwksSigningKeys {
  const options = resolveCognitoAuthOptions({
    userPools,
    signingKeys: { fetch: fetchPublished, ...signingKeys },
  });
  return new JwksSigningKeys(options, () => nowMs, reporter);
}

const codeOf = async (run: () => unknown): Promise<unknown> => {
  try {
    await run();
    return undefined;
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
};
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** What the lines are logged under. */
const contexts = new Set<unknown>();
const lines = { debug: [] as unknown[], log: [] as unknown[], warn: [] as unknown[] };

beforeEach(() => {
  nowMs = 1_900_000_000_000;
  published.clear();
  asked.length = 0;
  events.length = 0;
  contexts.clear();
  for (const level of ['debug', 'log', 'warn'] as const) {
    lines[level].length = 0;
    import.meta.jest.spyOn(Logger.prototype, level).mockImplementation(function log(
      this: unknown,
      ...parts: unknown[]
    ) {
      lines[level].push(...parts);
      contexts.add((this as { readonly context?: string }).context);
    });
  }
});

afterEach(() => import.meta.jest.restoreAllMocks());

// jwks-rsa is loaded when it is first needed, which takes longer than anything else here.
beforeAll(() => import('jwks-rsa'));

describe('JwksSigningKeys', () => {
  it('gives the key that an issuer publishes, always the same object', async () => {
    published.set(ORIGINAL, [jwkA, jwkB]);
    const keys = create();

    const key = await keys.resolve(ORIGINAL, 'a');
    expect(key.export({ format: 'jwk' })).toMatchObject({ n: jwkA.n, e: jwkA.e });
    expect(keys.resolve(ORIGINAL, 'a')).toBe(key);
    expect(asked).toEqual([ORIGINAL]);
  });

  it('knows no issuer that is not configured', () => {
    expect(() => create().resolve(OTHER, 'a')).toThrow(
      expect.objectContaining({ code: 'ERR_COGNITO_ISSUER_UNKNOWN', issuer: OTHER }),
    );
    expect(asked).toEqual([]);
  });

  it('gives static keys without asking anybody', async () => {
    const keys = create([{ ...pool, jwks: { keys: [jwkA] } }], {});
    await keys.onModuleInit();

    expect(keys.resolve(ORIGINAL, 'a')).toBe(keys.resolve(UPDATED, 'a'));
    expect(await codeOf(() => keys.resolve(ORIGINAL, 'b'))).toBe('ERR_COGNITO_SIGNING_KEY_UNKNOWN');
    expect(keys.states()).toEqual([
      {
        userPoolId: POOL,
        issuers: [ORIGINAL, UPDATED],
        status: 'fresh',
        fetchedAt: undefined,
        lastError: undefined,
      },
    ]);
    expect(asked).toEqual([]);
  });

  it('fails where an answer holds no key that can be used', async () => {
    published.set(OTHER, [{ ...jwkA, use: 'enc' }]);

    await expect(create([other]).resolve(OTHER, 'a')).rejects.toMatchObject({
      code: 'ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE',
      cause: { message: 'the answer held no key that can verify RS256 signatures' },
    });
  });

  it.each([
    ['with one issuer', other, OTHER],
    ['with two types of issuer', pool, ORIGINAL],
  ])('lets no more calls wait for a pool %s than the limit', async (_case, userPool, issuer) => {
    const signingKeys = create([userPool], {
      prefetch: false,
      maxWaitingCalls: 1,
      fetch: () => new Promise(() => undefined),
    });
    const waiting = codeOf(() => signingKeys.resolve(issuer, 'a'));

    expect(() => signingKeys.resolve(issuer, 'a')).toThrow(
      expect.objectContaining({ code: 'ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE' }),
    );
    signingKeys.beforeApplicationShutdown();
    expect(await waiting).toBe('ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE');
  });

  describe('issuerOf', () => {
    it('tells nothing while the keys of a pool are missing', async () => {
      published.set(OTHER, [jwkA]);
      const keys = create([pool, other]);
      await keys.resolve(OTHER, 'a');
      expect(keys.issuerOf('a')).toBeUndefined();

      published.set(ORIGINAL, [jwkB]);
      await keys.resolve(ORIGINAL, 'b');
      expect([keys.issuerOf('a'), keys.issuerOf('b')]).toEqual([OTHER, ORIGINAL]);
      expect(keys.issuerOf('c')).toBeUndefined();
    });

    it('tells nothing of a key id that two issuers publish', async () => {
      published.set(ORIGINAL, [jwkA]);
      published.set(UPDATED, [jwkA, jwkB]);
      const keys = create();
      await keys.resolve(ORIGINAL, 'a');
      expect(keys.issuerOf('a')).toBe(ORIGINAL);
      await keys.resolve(UPDATED, 'a');

      expect([keys.issuerOf('a'), keys.issuerOf('b')]).toEqual([undefined, UPDATED]);
    });

    it('goes on when keys that were known have become too old', async () => {
      published.set(OTHER, [jwkA]);
      const keys = create([other]);
      await keys.resolve(OTHER, 'a');
      nowMs += 100 * 86_400_000;

      expect(keys.issuerOf('a')).toBe(OTHER);
    });

    it('knows static keys at once', () => {
      expect(create([{ ...pool, jwks: { keys: [jwkA] } }]).issuerOf('a')).toBe(ORIGINAL);
    });
  });

  describe('a type of issuer that the pool does not use', () => {
    it('is refused as an unknown key, not as an outage, once the other type has keys', async () => {
      published.set(ORIGINAL, [jwkA]);
      const keys = create();
      await keys.resolve(ORIGINAL, 'a');

      await expect(keys.resolve(UPDATED, 'a')).rejects.toMatchObject({
        code: 'ERR_COGNITO_ISSUER_UNKNOWN',
        issuer: UPDATED,
      });
    });

    it('is recognized by asking for the other type', async () => {
      published.set(ORIGINAL, [jwkA]);
      const keys = create();

      expect(await codeOf(() => keys.resolve(UPDATED, 'a'))).toBe('ERR_COGNITO_ISSUER_UNKNOWN');
      expect(asked).toEqual([UPDATED, ORIGINAL]);
      expect(keys.states()).toMatchObject([{ issuers: [ORIGINAL], status: 'fresh' }]);
    });

    it('is recognized also where the other type answers late', async () => {
      published.set(ORIGINAL, [jwkA]);
      const keys = create([pool], {
        prefetch: false,
        fetch: async (uri: string) => {
          if (!uri.startsWith(UPDATED)) await new Promise((resolve) => setTimeout(resolve, 50));
          return fetchPublished(uri);
        },
      });

      expect(await codeOf(() => keys.resolve(UPDATED, 'a'))).toBe('ERR_COGNITO_ISSUER_UNKNOWN');
    });

    it('is asked for at most once in a cooldown, and the form in use is left alone', async () => {
      published.set(ORIGINAL, [jwkA]);
      const keys = create();
      await keys.resolve(ORIGINAL, 'a');
      await codeOf(() => keys.resolve(UPDATED, 'a'));
      for (const ms of [1000, 8999]) {
        nowMs += ms;
        await codeOf(() => keys.resolve(UPDATED, 'a'));
      }
      expect(asked).toEqual([ORIGINAL, UPDATED]);
      nowMs += 1;
      await codeOf(() => keys.resolve(UPDATED, 'a'));

      expect(asked).toEqual([ORIGINAL, UPDATED, UPDATED]);
    });

    it('looks like an outage where the other type has no keys either', async () => {
      const keys = create();

      expect(await codeOf(() => keys.resolve(UPDATED, 'a'))).toBe(
        'ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE',
      );
      expect(asked).toEqual([UPDATED, ORIGINAL]);
    });

    it('delays a call by no more than one deadline, both forms together', async () => {
      // Loaded at the first fetch otherwise, for which no timer of this test would wait.
      await import('jwks-rsa');
      const { jest } = import.meta;
      jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
      const keys = create([pool], {
        prefetch: false,
        requestTimeoutMs: 400,
        fetch: async (uri: string) => {
          asked.push(uri);
          if (!uri.startsWith(UPDATED)) return new Promise<Response>(() => undefined);
          await new Promise((resolve) => setTimeout(resolve, 300));
          return new Response('', { status: 403 });
        },
      });
      let code: unknown;
      void codeOf(() => keys.resolve(UPDATED, 'a')).then((given) => (code = given));
      const pass = async (ms: number): Promise<void> => {
        await settle();
        await jest.advanceTimersByTimeAsync(ms);
        await settle();
      };

      await pass(300);
      expect(asked).toHaveLength(2);
      await pass(99);
      expect(code).toBeUndefined();
      await pass(1);
      expect(code).toBe('ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE');
      keys.beforeApplicationShutdown();
      jest.useRealTimers();
    });

    it('is refused as an outage where it has had keys', async () => {
      published.set(ORIGINAL, [jwkA]);
      published.set(UPDATED, [jwkA]);
      const keys = create();
      await keys.resolve(ORIGINAL, 'a');
      await keys.resolve(UPDATED, 'a');
      published.delete(UPDATED);
      nowMs += 10_000;

      expect(await codeOf(() => keys.resolve(UPDATED, 'b'))).toBe(
        'ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE',
      );
    });

    it('does not turn an unknown key of the type in use into an outage', async () => {
      published.set(ORIGINAL, [jwkA]);
      const keys = create();

      expect(await codeOf(() => keys.resolve(ORIGINAL, 'b'))).toBe(
        'ERR_COGNITO_SIGNING_KEY_UNKNOWN',
      );
    });

    it('is refused as an outage where the options name both issuers', async () => {
      const named = { ...pool, issuer: [ORIGINAL, UPDATED] };
      published.set(ORIGINAL, [jwkA]);
      const keys = create([named]);
      await keys.resolve(ORIGINAL, 'a');

      expect(await codeOf(() => keys.resolve(UPDATED, 'a'))).toBe(
        'ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE',
      );
    });

    it('is not confused with the issuers of another pool', async () => {
      const second = { ...pool, userPoolId: 'eu-west-1_Second' };
      published.set('https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Second', [jwkB]);
      const keys = create([second, pool]);
      await keys.resolve('https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Second', 'b');

      expect(await codeOf(() => keys.resolve(ORIGINAL, 'a'))).toBe(
        'ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE',
      );
      expect(keys.issuerOf('b')).toBeUndefined();
    });
  });

  describe('while the application boots', () => {
    it('asks for no other type once one has answered', async () => {
      published.set(ORIGINAL, [jwkA]);
      published.set(UPDATED, [jwkA]);
      await create([pool], {}).onModuleInit();
      await settle();

      expect(asked).toEqual([ORIGINAL]);
    });

    it('asks for the other type where the first has no keys', async () => {
      published.set(UPDATED, [jwkA]);
      await create([pool], {}).onModuleInit();
      await settle();

      expect(asked).toEqual([ORIGINAL, UPDATED]);
      expect(lines.warn).toEqual([]);
    });

    it('asks for all issuers that were named, of all pools', async () => {
      published.set(ORIGINAL, [jwkA]);
      await create([{ ...pool, issuer: [ORIGINAL, UPDATED] }, other], {}).onModuleInit();
      await settle();

      expect(asked.toSorted()).toEqual([ORIGINAL, UPDATED, OTHER].toSorted());
    });

    it('asks for no keys where prefetch is off', async () => {
      await create([pool], { prefetch: false }).onModuleInit();
      await settle();

      expect(asked).toEqual([]);
    });
  });

  describe('states', () => {
    it('are one for each pool, and start the fetch that is due', async () => {
      published.set(ORIGINAL, [jwkA]);
      published.set(OTHER, [jwkB]);
      const keys = create([pool, other]);

      expect(keys.states()).toEqual([
        {
          userPoolId: POOL,
          issuers: [ORIGINAL],
          status: 'missing',
          fetchedAt: undefined,
          lastError: undefined,
        },
        {
          userPoolId: 'other_1',
          issuers: [OTHER],
          status: 'missing',
          fetchedAt: undefined,
          lastError: undefined,
        },
      ]);
      await settle();
      expect(keys.states()).toMatchObject([
        { issuers: [ORIGINAL], status: 'fresh', fetchedAt: new Date(nowMs) },
        { issuers: [OTHER], status: 'fresh' },
      ]);
      const { length } = asked;
      nowMs += 3_600_001;
      expect(keys.states()).toMatchObject([{ status: 'stale' }, { status: 'stale' }]);
      await settle();
      expect(asked.length).toBe(length + 2);
      expect(keys.states()).toMatchObject([{ status: 'fresh' }, { status: 'fresh' }]);
      await settle();
      expect(asked.length).toBe(length + 2);
    });

    it('fetch nothing while the keys are fresh', async () => {
      published.set(OTHER, [jwkA]);
      const keys = create([other]);
      await keys.resolve(OTHER, 'a');
      nowMs += 60_000;
      expect(keys.states()).toMatchObject([{ status: 'fresh' }]);
      await settle();

      expect(asked).toEqual([OTHER]);
    });

    it('show missing keys before old ones', async () => {
      published.set(ORIGINAL, [jwkA]);
      const keys = create([{ ...pool, issuer: [ORIGINAL, UPDATED] }]);
      await keys.resolve(ORIGINAL, 'a');
      nowMs += 3_600_001;

      expect(keys.states()).toMatchObject([{ issuers: [UPDATED], status: 'missing' }]);
      await settle();
    });

    it('show the worst of several issuers', async () => {
      const named = { ...pool, issuer: [ORIGINAL, UPDATED] };
      published.set(ORIGINAL, [jwkA]);
      published.set(UPDATED, [jwkA]);
      const keys = create([named]);
      await keys.resolve(ORIGINAL, 'a');
      expect(keys.states()).toMatchObject([{ issuers: [UPDATED], status: 'missing' }]);
      await settle();
      nowMs += 1_800_000;
      published.delete(UPDATED);
      await codeOf(() => keys.resolve(UPDATED, 'b'));
      await keys.resolve(ORIGINAL, 'a');
      nowMs += 1_800_001;
      published.set(UPDATED, [jwkA]);
      await codeOf(() => keys.resolve(UPDATED, 'b'));
      await settle();

      expect(keys.states()).toMatchObject([{ issuers: [ORIGINAL], status: 'stale' }]);
    });
  });

  describe('what it tells', () => {
    it('is one warning and one event when fetching begins to fail, and one when it works again', async () => {
      const keys = create([other]);
      for (let attempt = 0; attempt < 3; attempt += 1) {
        await codeOf(() => keys.resolve(OTHER, 'a'));
        nowMs += 10_000;
      }
      expect(lines.warn).toEqual([
        `Fetching signing keys of user pool other_1 from ${OTHER}/.well-known/jwks.json fails: the answer was HTTP 403. It is tried again when a token needs it`,
      ]);
      expect(events).toEqual([
        {
          type: 'keys-failed',
          userPoolId: 'other_1',
          issuers: [OTHER],
          error: expect.objectContaining({ message: 'the answer was HTTP 403' }),
        },
      ]);
      expect(lines.log).toEqual([]);
      expect([...contexts]).toEqual(['CognitoAuth']);

      published.set(OTHER, [jwkA]);
      await keys.resolve(OTHER, 'a');
      nowMs += 10_000;
      await codeOf(() => keys.resolve(OTHER, 'b'));

      expect(lines.log).toEqual([
        `Fetching signing keys of user pool other_1 from ${OTHER}/.well-known/jwks.json works again`,
      ]);
      expect(events.slice(1)).toEqual([
        { type: 'keys-recovered', userPoolId: 'other_1', issuers: [OTHER] },
      ]);
      expect(lines.warn).toHaveLength(1);
    });

    it('is nothing where all is well', async () => {
      published.set(OTHER, [jwkA]);
      await create([other]).resolve(OTHER, 'a');

      expect([lines.warn, lines.log, lines.debug, events]).toEqual([[], [], [], []]);
    });

    it('is a line for debugging where one type of issuer has no keys, and a warning when neither has', async () => {
      const keys = create();
      await codeOf(() => keys.resolve(UPDATED, 'a'));

      expect(lines.debug).toEqual([
        `Fetching signing keys of user pool ${POOL} from ${UPDATED}/.well-known/jwks.json fails: the answer was HTTP 403`,
      ]);
      expect(lines.warn).toEqual([
        `Fetching signing keys of user pool ${POOL} from ${ORIGINAL}/.well-known/jwks.json fails: the answer was HTTP 403. It is tried again when a token needs it`,
      ]);
      expect(events).toMatchObject([{ type: 'keys-failed', issuers: [ORIGINAL] }]);
    });

    it('is a warning where a form that had keys fails, whatever the other does', async () => {
      published.set(ORIGINAL, [jwkA]);
      published.set(UPDATED, [jwkA]);
      const keys = create();
      await keys.resolve(ORIGINAL, 'a');
      await keys.resolve(UPDATED, 'a');
      published.delete(UPDATED);
      nowMs += 10_000;
      await codeOf(() => keys.resolve(UPDATED, 'b'));

      expect(lines.warn).toHaveLength(1);
      expect(lines.debug).toEqual([]);
    });

    it('is each key that cannot be used, once and not at every fetch', async () => {
      published.set(OTHER, [jwkA, { ...jwkB, use: 'enc' }, null]);
      const keys = create([other]);
      const refetch = async (): Promise<void> => {
        await codeOf(() => keys.resolve(OTHER, 'unknown'));
        nowMs += 10_000;
      };
      await refetch();
      await refetch();
      const complaint =
        'Key set of user pool other_1: key "b" is left out: it is not for signatures; a key is left out: it is not an object';
      expect(lines.warn).toEqual([complaint]);

      published.set(OTHER, [jwkA]);
      await refetch();
      expect(lines.warn).toEqual([complaint]);

      published.set(OTHER, [jwkA, { ...jwkB, use: 'enc' }, null]);
      await refetch();
      expect(lines.warn).toEqual([complaint, complaint]);
    });
  });

  it('ends a fetch under way when the application shuts down, and says nothing of it', async () => {
    const signals: (AbortSignal | null | undefined)[] = [];
    const keys = create([other], {
      prefetch: false,
      fetch: (_uri: string, init?: RequestInit) => {
        signals.push(init?.signal);
        return new Promise<Response>(() => undefined);
      },
    });
    const pending = codeOf(() => keys.resolve(OTHER, 'a'));
    await settle();
    expect(signals.map((signal) => signal?.aborted)).toEqual([false]);
    keys.beforeApplicationShutdown();

    expect(await pending).toBe('ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE');
    expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
    expect([lines.warn, events]).toEqual([[], []]);
  });

  it('uses the global fetch where none is given, looked up when it is used', async () => {
    published.set(OTHER, [jwkA]);
    const keys = create([other], { prefetch: false, fetch: undefined });
    import.meta.jest.spyOn(globalThis, 'fetch').mockImplementation(fetchPublished);

    expect(await keys.resolve(OTHER, 'a')).toBeDefined();
    expect(asked).toEqual([OTHER]);
  });

  it('gives up at the time that was set', async () => {
    const keys = create([other], {
      prefetch: false,
      requestTimeoutMs: 100,
      fetch: () => new Promise<Response>(() => undefined),
    });

    await expect(keys.resolve(OTHER, 'a')).rejects.toMatchObject({
      cause: { message: expect.stringContaining('no complete answer within 100 ms') },
    });
  });
});
