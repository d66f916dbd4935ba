/** What was made, and has to be deleted. */
export class MadeResources {
  readonly #made: { readonly name: string; readonly delete: () => Promise<unknown> }[] = [];

  /** Names of what is still there, oldest first. */
  get names(): readonly string[] {
    return this.#made.map(({ name }) => name);
  }

  /** Called as soon as something is there, before anything else can go wrong. */
  add(name: string, deleteIt: () => Promise<unknown>): void {
    this.#made.push({ name, delete: deleteIt });
  }

  /**
   * Deletes everything, the newest first. What cannot be deleted does not keep the others from it.
   *
   * @throws {AggregateError} which names what is still there
   */
  async deleteAll(): Promise<void> {
    const left: { readonly name: string; readonly error: unknown }[] = [];
    for (let resource = this.#made.pop(); resource !== undefined; resource = this.#made.pop()) {
      try {
        await resource.delete();
      } catch (error) {
        left.push({ name: resource.name, error });
      }
    }
    if (left.length === 0) return;
    throw new AggregateError(
      left.map(({ error }) => error),
      `Not deleted: ${left.map(({ name, error }) => `${name} (${String(error)})`).join(', ')}`,
    );
  }
}
