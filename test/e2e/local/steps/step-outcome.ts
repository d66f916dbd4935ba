/** What came of a step. */
export type StepOutcome =
  | { readonly kind: 'passed' }
  /** It cannot be run against the target. */
  | { readonly kind: 'left out'; readonly why: string }
  /** `answered` in short, without what differs from run to run. */
  | { readonly kind: 'differs'; readonly answered: string; readonly error: unknown };

/** A step needs what the target does not have. */
export class LeftOut extends Error {
  override readonly name = 'LeftOut';
}

/** The target answers another thing than what is expected. */
export class AnotherAnswer extends Error {
  override readonly name = 'AnotherAnswer';

  /** @param answered in short */
  constructor(
    readonly answered: string,
    options?: ErrorOptions,
  ) {
    super(`The answer was ${answered}`, options);
  }
}
