import { createSecretKey, type KeyObject } from 'node:crypto';
import { JwksKeySet } from './jwks-key-set.js';

const OPTIONS = {
  requestTimeoutMs: 3000,
  maxAgeSeconds: 100,
  staleIfErrorSeconds: 1000,
  cooldownSeconds: 10,
  maxWaitingCalls: 10_000,
  prefetch: false,
  fetch: undefined,
};
const START_MS = 1_900_000_000_000;

const keyOf = (text: string): KeyObject => createSecretKey(Buffer.from(text));
const first = keyOf('first');
const second = keyOf('second');

/** Where the keys come from, told what to do next. */
class Source {
  nowMs = START_MS;
  fetches = 0;
  keys: Record<string, KeyObject> | Error = { a: first };
  isDispensable = false;
  /** What a fetch does before it answers. */
  during: () => Promise<void> | void = () => undefined;
  readonly attempts: (Error | undefined)[] = [];
  readonly keySet = new JwksKeySet(OPTIONS, {
    clock: () => this.nowMs,
    fetchKeys: async () => {
      this.fetches += 1;
      await this.during();
      if (this.keys instanceof Error) throw this.keys;
      return new Map(Object.entries(this.keys));
    },
    onAttempt: (error) => this.attempts.push(error),
    isDispensable: () => this.isDispensable,
  });

  wait(seconds: number): void {
    this.nowMs += seconds * 1000;
  }

  /** The key, or the code of the error and when to try again. */
  async ask(kid = 'a'): Promise<unknown> {
    try {
      return this.keySet.resolveNow(kid) ?? (await this.keySet.resolveFetched(kid));
    } catch (error) {
      const { code, retryAfterSeconds } = error as { code: string; retryAfterSeconds?: number };
      return retryAfterSeconds === undefined ? code : [code, retryAfterSeconds];
    }
  }
}

const DOWN = new Error('down');
const UNAVAILABLE = 'ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE';
const UNKNOWN = 'ERR_COGNITO_SIGNING_KEY_UNKNOWN';

/** Lets a fetch in the background come to its end. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

let source: Source;

beforeEach(() => {
  source = new Source();
});

describe('JwksKeySet', () => {
  it('has nothing before it was asked', () => {
    expect(source.keySet.hasHadKeys).toBe(false);
    expect(source.keySet.has('a')).toBe(false);
    expect(source.keySet.state()).toEqual({
      status: 'missing',
      fetchedAt: undefined,
      lastError: undefined,
    });
    expect(source.fetches).toBe(0);
  });

  it('fetches once for all who wait, and then gives keys at once', async () => {
    const keys = await Promise.all([source.ask(), source.ask(), source.ask()]);

    expect(keys).toEqual([first, first, first]);
    expect(source.keySet.resolveNow('a')).toBe(first);
    expect([source.keySet.has('a'), source.keySet.has('b')]).toEqual([true, false]);
    expect(source.keySet.hasHadKeys).toBe(true);
    expect(source.fetches).toBe(1);
    expect(source.attempts).toEqual([undefined]);
  });

  it('counts age from the end of a fetch', async () => {
    source.during = () => source.wait(5);
    await source.ask();

    expect(source.keySet.state()).toMatchObject({ fetchedAt: new Date(START_MS + 5000) });
  });

  describe('as it grows old', () => {
    beforeEach(async () => {
      await source.ask();
      source.keys = { a: second };
    });

    it('gives its keys up to the maximum age, and fetches nothing', async () => {
      source.wait(100);

      expect(source.keySet.resolveNow('a')).toBe(first);
      expect(source.keySet.state().status).toBe('fresh');
      await settle();
      expect(source.fetches).toBe(1);
    });

    it('gives them beyond it too, and fetches in the background', async () => {
      source.wait(100.001);

      expect(source.keySet.state().status).toBe('stale');
      expect(source.keySet.resolveNow('a')).toBe(first);
      await settle();
      expect(source.fetches).toBe(2);
      expect(source.keySet.resolveNow('a')).toBe(second);
      expect(source.keySet.state().status).toBe('fresh');
    });

    it('gives them at once up to twice the maximum age', () => {
      source.wait(200);

      expect(source.keySet.resolveNow('a')).toBe(first);
    });

    it('lets the caller wait for new ones beyond that', async () => {
      source.wait(200.001);

      expect(source.keySet.resolveNow('a')).toBeUndefined();
      expect(await source.ask()).toBe(second);
    });

    it('gives the old ones where fetching fails, and does not try again before the pause is over', async () => {
      source.keys = DOWN;
      source.wait(500);

      expect(await source.ask()).toBe(first);
      expect(source.keySet.resolveNow('a')).toBe(first);
      expect(source.fetches).toBe(2);
      source.wait(9.999);
      expect(source.keySet.resolveNow('a')).toBe(first);
      expect(source.fetches).toBe(2);
      source.wait(0.001);
      expect(await source.ask()).toBe(first);
      expect(source.fetches).toBe(3);
    });

    it('gives them as long as failures are tolerated, and no longer', async () => {
      source.keys = DOWN;
      source.wait(1000);
      expect(await source.ask()).toBe(first);
      expect(source.keySet.state()).toMatchObject({ status: 'stale', lastError: DOWN });
      source.wait(0.001);

      expect(await source.ask()).toEqual([UNAVAILABLE, 1]);
      expect(source.keySet.state()).toMatchObject({ status: 'missing', lastError: DOWN });
      expect(source.keySet.hasHadKeys).toBe(true);
    });

    it('gives them at once to the last moment, where it is too early to try again', async () => {
      source.keys = DOWN;
      source.wait(995);
      await source.ask();
      source.wait(5);

      expect(source.keySet.resolveNow('a')).toBe(first);
    });

    it('takes none of too old keys before it has fetched', async () => {
      source.wait(1000.001);

      expect(source.keySet.resolveNow('a')).toBeUndefined();
      await settle();
      expect(source.keySet.resolveNow('a')).toBe(second);
    });

    it('forgets keys that are no longer published', async () => {
      source.keys = { b: second };
      source.wait(101);
      source.keySet.resolveNow('a');
      await settle();

      expect(await source.ask('b')).toBe(second);
      expect(await source.ask('a')).toBe(UNKNOWN);
    });
  });

  describe('asked for a key that it does not have', () => {
    beforeEach(async () => {
      await source.ask();
    });

    it('fetches again once the cooldown is over', async () => {
      source.keys = { a: first, b: second };

      expect(await source.ask('b')).toBe(UNKNOWN);
      source.wait(9.999);
      expect(await source.ask('b')).toBe(UNKNOWN);
      expect(source.fetches).toBe(1);
      source.wait(0.001);
      expect(await source.ask('b')).toBe(second);
      expect(source.fetches).toBe(2);
    });

    it('counts the cooldown from the end of a fetch', async () => {
      source.wait(10);
      source.during = () => source.wait(5);
      await source.ask('b');
      source.wait(9.999);
      await source.ask('b');
      expect(source.fetches).toBe(2);
      source.wait(0.001);
      await source.ask('b');
      expect(source.fetches).toBe(3);
    });

    it('joins a fetch under way', async () => {
      source.wait(10);
      await Promise.all([source.ask('b'), source.ask('c'), source.ask('d')]);

      expect(source.fetches).toBe(2);
    });

    it('cannot tell whether there is one while fetching fails', async () => {
      source.keys = DOWN;
      source.wait(10);

      expect(await source.ask('b')).toEqual([UNAVAILABLE, 10]);
      source.wait(4.5);
      expect(await source.ask('b')).toEqual([UNAVAILABLE, 6]);
      expect(await source.ask('a')).toBe(first);
      source.wait(5.5);
      source.keys = { a: first };
      expect(await source.ask('b')).toBe(UNKNOWN);
    });
  });

  describe('where fetching fails from the start', () => {
    beforeEach(() => {
      source.keys = DOWN;
    });

    it('pauses for a second and then twice as long each time, up to the cooldown', async () => {
      const pauses: unknown[] = [];
      for (const pause of [1, 2, 4, 8, 10, 10]) {
        pauses.push(await source.ask());
        const { fetches } = source;
        source.wait(pause - 0.001);
        expect(await source.ask()).toEqual([UNAVAILABLE, 1]);
        expect(source.fetches).toBe(fetches);
        source.wait(0.001);
      }

      expect(pauses).toEqual([1, 2, 4, 8, 10, 10].map((pause) => [UNAVAILABLE, pause]));
      expect(source.attempts).toEqual(Array.from({ length: 6 }, () => DOWN));
    });

    it('keeps the reason', async () => {
      expect(source.keySet.resolveNow('a')).toBeUndefined();
      await expect(source.keySet.resolveFetched('a')).rejects.toMatchObject({ cause: DOWN });
      expect(source.keySet.state()).toEqual({
        status: 'missing',
        fetchedAt: undefined,
        lastError: DOWN,
      });
      expect(source.keySet.hasHadKeys).toBe(false);
    });

    it('begins anew with the pauses after it has worked', async () => {
      await source.ask();
      source.wait(1);
      await source.ask();
      source.wait(2);
      source.keys = { a: first };
      expect(await source.ask()).toBe(first);
      expect(source.keySet.state().lastError).toBeUndefined();
      source.keys = DOWN;
      source.wait(1001);

      expect(await source.ask()).toEqual([UNAVAILABLE, 1]);
    });

    it('pauses as long as the cooldown where nobody needs it', async () => {
      source.isDispensable = true;

      expect(await source.ask()).toEqual([UNAVAILABLE, 10]);
      source.wait(9.999);
      await source.ask();
      expect(source.fetches).toBe(1);
      source.wait(0.001);
      await source.ask();
      expect(source.fetches).toBe(2);
    });
  });

  describe('when the clock is set back', () => {
    it('does not put off the next attempt', async () => {
      source.keys = DOWN;
      await source.ask();
      source.wait(-3600);
      source.keys = { a: first };

      expect(await source.ask()).toBe(first);
    });

    it('fetches again in the background, and gives its keys meanwhile', async () => {
      await source.ask();
      source.keys = { a: second };
      source.wait(-3600);

      expect(source.keySet.state().status).toBe('stale');
      expect(source.keySet.resolveNow('a')).toBe(first);
      await settle();
      expect(source.keySet.resolveNow('a')).toBe(second);
    });
  });

  describe('refresh', () => {
    it('joins the fetch under way, however long that takes', async () => {
      let finish: (() => void) | undefined;
      source.during = () =>
        new Promise((resolve) => {
          finish = resolve;
        });
      const asked = [source.ask()];
      source.wait(3600);
      asked.push(source.ask());
      finish?.();

      expect(await Promise.all(asked)).toEqual([first, first]);
      expect(source.fetches).toBe(1);
    });

    it('says when it is too early', async () => {
      await source.keySet.refresh();

      expect(source.keySet.refresh()).toBeUndefined();
      source.wait(10);
      expect(source.keySet.refresh()).toBeInstanceOf(Promise);
      await settle();
    });

    it('never fails itself', async () => {
      source.keys = DOWN;

      await expect(source.keySet.refresh()).resolves.toBeUndefined();
    });
  });
});
