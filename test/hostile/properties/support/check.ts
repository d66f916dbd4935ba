import { isCognitoAuthError, type CognitoAuthErrorCode } from 'nestjs-cognito-auth';
import * as fc from 'fast-check';

/** The same cases in every run; fast-check prints seed and path of a failure, so that it can be replayed. */
const SEED = 8725;

/** Checks a property on some hundred cases: enough for the small grammars here, and done within a second. */
export function check<Ts extends [unknown, ...unknown[]]>(
  property: fc.IRawProperty<Ts, false>,
  numRuns = 500,
): void {
  fc.assert(property, { seed: SEED, numRuns });
}

/** Checks a property that has to wait, case after case. */
export async function checkAsync<Ts extends [unknown, ...unknown[]]>(
  property: fc.IAsyncProperty<Ts>,
  numRuns: number,
): Promise<void> {
  await fc.assert(property, { seed: SEED, numRuns });
}

/** What came of a call: a value, or the code of the error that it threw. */
export type Outcome<T> =
  | { readonly value: T; readonly code?: never }
  | { readonly code: CognitoAuthErrorCode; readonly value?: never };

/** Runs something that may throw errors of the package and no others; a TypeError fails the test. */
export function outcomeOf<T>(run: () => T): Outcome<T> {
  try {
    return { value: run() };
  } catch (error) {
    if (!isCognitoAuthError(error)) throw error;
    return { code: error.code };
  }
}
