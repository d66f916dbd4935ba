/** The call for which something was found out. */
interface Asker {
  readonly carrier: object;
  readonly token?: string | undefined;
}

interface Memory<Outcome> extends Asker {
  readonly recall: () => Outcome;
}

/**
 * Finds something out once for all calls of one operation, even if they run concurrently, and even if it is a
 * refusal: an operation can name a field thousands of times, and each would cost as much.
 *
 * @typeParam Outcome what is found, or a promise of it
 */
export class OperationMemory<Outcome> {
  readonly #memories = new WeakMap<object, Memory<Outcome>>();

  /** @param operation `undefined` for a call that is part of no operation: nothing is remembered then */
  findOnce(operation: object | undefined, asker: Asker, find: () => Outcome): Outcome {
    if (operation === undefined) return find();
    const known = this.#memories.get(operation);
    if (known?.carrier === asker.carrier && known.token === asker.token) return known.recall();
    const recall = outcomeOf(find);
    this.#memories.set(operation, { ...asker, recall });
    return recall();
  }
}

/** Calls a function, and returns one that repeats its outcome, be it a value or an error. */
function outcomeOf<Outcome>(find: () => Outcome): () => Outcome {
  try {
    const found = find();
    return () => found;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
