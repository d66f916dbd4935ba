import { StartupError } from './startup.error.js';

/** Runs a sample and prints what it says of itself, or in one line why it cannot start. */
export async function runSample(start: () => Promise<string>): Promise<void> {
  try {
    console.log(await start());
  } catch (error) {
    console.error(error instanceof StartupError ? error.message : error);
    process.exitCode = 1;
  }
}
