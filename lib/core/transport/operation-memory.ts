/** What was found out, and for which token on which carrier. */
interface Memory<Found> {
  readonly carrier: object;
  readonly token: string | undefined;
  readonly recall: () => Found | Promise<Found>;
}

/**
 * Finds something out once for all calls of one operation, also where they run side by side, and also when it is
 * a refusal: an operation can name a field thousands of times, and each would pay for it.
 */
export class OperationMemory<Found> {
  readonly #memories = new WeakMap<object, Memory<Found>>();

  /** @param operation `undefined` where the call stands alone: then nothing is remembered */
  findOnce(
    operation: object | undefined,
    { carrier, token }: Pick<Memory<Found>, 'carrier' | 'token'>,
    find: () => Found | Promise<Found>,
  ): Found | Promise<Found> {
    if (operation === undefined) return find();
    const known = this.#memories.get(operation);
    if (known?.carrier === carrier && known.token === token) return known.recall();
    const recall = outcomeOf(find);
    this.#memories.set(operation, { carrier, token, recall });
    return recall();
  }
}

/** How a function ended, as a function that ends so each time. */
function outcomeOf<Found>(find: () => Found | Promise<Found>): () => Found | Promise<Found> {
  try {
    const found = find();
    return () => found;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
