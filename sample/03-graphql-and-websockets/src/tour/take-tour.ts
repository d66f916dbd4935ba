import { isDeepStrictEqual } from 'node:util';
import { steps, type Visit } from './steps.js';

/** Takes every step and prints what came of it. A step that ends otherwise than expected fails the process. */
export async function takeTour(visit: Visit): Promise<void> {
  for (const { description, expected, run } of steps) {
    const result = await run(visit);
    console.log(`\n# ${description}:\n${JSON.stringify(result)}`);
    if (!isDeepStrictEqual(result, expected)) {
      console.error(`Expected: ${JSON.stringify(expected)}`);
      process.exitCode = 1;
    }
  }
}
