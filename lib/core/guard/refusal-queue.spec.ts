import { setImmediate as nextTurn } from 'node:timers/promises';
import { RefusalQueue } from './refusal-queue.js';

const FLOOD = 100;
const refuse = (): Promise<never> => Promise.reject(new Error('refused'));

/** Adds refusals at once; gives how many have been answered, and all of their endings. */
function flood(
  queue: RefusalQueue,
  count: number,
): { answered: () => number; all: Promise<unknown> } {
  let answered = 0;
  const endings = Array.from({ length: count }, () =>
    queue.add(refuse).catch((error: unknown) => {
      answered += 1;
      return error;
    }),
  );
  return { answered: () => answered, all: Promise.all(endings) };
}

describe('RefusalQueue', () => {
  it('refuses a single call without a wait', async () => {
    const queue = new RefusalQueue();
    const { answered } = flood(queue, 1);
    for (let tick = 0; tick < 5; tick += 1) await Promise.resolve();

    expect(answered()).toBe(1);
  });

  it('answers a flood over several turns of the event loop, and all of it', async () => {
    const { answered, all } = flood(new RefusalQueue(), FLOOD);
    await Promise.resolve();
    const answers: number[] = [];
    while (answered() < FLOOD) {
      await nextTurn();
      answers.push(answered());
    }
    const perTurn = answers.map((count, turn) => count - (answers[turn - 1] ?? 0));

    // The first entry holds the turn of the flood itself and the one after it.
    expect(Math.max(...perTurn.slice(1))).toBeLessThanOrEqual(12);
    expect(perTurn[0]).toBeLessThanOrEqual(24);
    expect(await all).toEqual(Array.from({ length: FLOOD }, () => new Error('refused')));
  });

  it('keeps the order in which calls came', async () => {
    const queue = new RefusalQueue();
    const order: number[] = [];
    await Promise.allSettled(
      Array.from({ length: FLOOD }, (_, call) =>
        queue.add(() => {
          order.push(call);
          return refuse();
        }),
      ),
    );

    expect(order).toEqual(Array.from({ length: FLOOD }, (_, call) => call));
  });

  it('is not held up by timers that a test has replaced', async () => {
    import.meta.jest.useFakeTimers();
    try {
      const { all } = flood(new RefusalQueue(), FLOOD);

      expect(await all).toHaveLength(FLOOD);
    } finally {
      import.meta.jest.useRealTimers();
    }
  });
});
