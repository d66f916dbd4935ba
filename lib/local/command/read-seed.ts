import { readFileSync } from 'node:fs';
import { UsageError } from './usage-error.js';

/**
 * The options in a file. They may be anything: `LocalCognito.start()` checks them.
 *
 * @throws {UsageError} when it cannot be read or is no JSON, with the line of the mistake
 */
export function readSeed(path: string): object {
  const text = read(path);
  const seed = parse(path, text);
  if (typeof seed === 'object' && seed !== null && !Array.isArray(seed)) return seed;
  throw new UsageError(`${path}: must hold an object, such as { "users": [] }`);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`${path}: cannot be read (${(error as NodeJS.ErrnoException).code})`, {
      cause: error,
    });
  }
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path}:${lineOfMistake(text)}: is no JSON`, { cause: error });
  }
}

/**
 * The first line that cannot be the beginning of JSON. Node says where a mistake is in some versions and for some mistakes
 * only.
 */
function lineOfMistake(text: string): number {
  const lines = text.split('\n');
  const wrong = lines.findIndex((_line, index) => {
    const start = lines.slice(0, index + 1).join('\n');
    return !canGoOn(start);
  });
  return wrong === -1 ? lines.length : wrong + 1;
}

/** Whether a text breaks off where it ends, and not before. */
function canGoOn(start: string): boolean {
  try {
    JSON.parse(start);
    return true;
  } catch (error) {
    const { message } = error as SyntaxError;
    const [, position] = /at position (\d+)/.exec(message) ?? [];
    return (
      message.includes('end of JSON input') ||
      (position !== undefined && Number(position) >= start.trimEnd().length)
    );
  }
}
