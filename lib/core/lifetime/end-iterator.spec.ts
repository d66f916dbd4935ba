import { endIterator } from './end-iterator.js';

interface Asked {
  resolve(result: IteratorResult<number>): void;
  reject(error: unknown): void;
}

/** A source that gives what it is told to, and what it was told itself. */
class Source implements AsyncIterableIterator<number> {
  readonly told: string[] = [];
  readonly asked: Asked[] = [];

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<number>> {
    return new Promise((resolve, reject) => {
      this.asked.push({ resolve, reject });
    });
  }

  async return(): Promise<IteratorResult<number>> {
    this.told.push('return');
    return { done: true, value: undefined };
  }
}

const DONE = { done: true, value: undefined };

describe('endIterator', () => {
  let source: Source;
  let end: () => void;
  let iterator: AsyncIterableIterator<number>;

  beforeEach(() => {
    source = new Source();
    iterator = endIterator(source, (given) => {
      end = given;
      return () => source.told.push('call off');
    });
  });

  it('gives what the source gives', async () => {
    const next = iterator.next();
    source.asked[0]?.resolve({ value: 1 });

    expect(await next).toEqual({ value: 1 });
    expect(source.told).toEqual([]);
  });

  it('gives up what is waited for when it ends, and tells the source', async () => {
    const waiting = [iterator.next(), iterator.next()];
    end();

    expect(await Promise.all(waiting)).toEqual([DONE, DONE]);
    expect(await iterator.next()).toEqual(DONE);
    expect(source.told).toEqual(['call off', 'return']);
    source.asked[0]?.resolve({ value: 1 });
    source.asked[1]?.reject(new Error('late'));
  });

  it('needs no end any more when the source has come to its own', async () => {
    const next = iterator.next();
    source.asked[0]?.resolve(DONE as IteratorResult<number>);

    expect(await next).toEqual(DONE);
    expect(source.told).toEqual(['call off']);
  });

  it('passes on what the source fails with, and needs no end any more', async () => {
    const next = iterator.next();
    source.asked[0]?.reject(new Error('broken'));

    await expect(next).rejects.toThrow('broken');
    expect(source.told).toEqual(['call off']);
  });

  it('can be returned from, as when its reader leaves', async () => {
    expect(await iterator.return?.()).toEqual(DONE);
    expect(source.told).toEqual(['call off', 'return']);
    expect(await iterator.next()).toEqual(DONE);
  });

  it('works with a source that has no return()', async () => {
    const deaf = {
      [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => undefined) }),
    };
    const reading = endIterator(deaf, (given) => {
      end = given;
      return () => undefined;
    }).next();
    end();

    expect(await reading).toEqual(DONE);
  });
});
