import { CognitoAuthSetupError } from '../errors/cognito-auth-setup.error.js';
import { OptionReader } from '../option-reader/option-reader.js';

/**
 * A reader of all options.
 *
 * @throws {CognitoAuthSetupError} when there is nothing to read from
 */
export function openOptions(given: unknown, mistakes: string[]): OptionReader {
  const options = new OptionReader(given, '', mistakes);
  if (mistakes.length > 0) throw new CognitoAuthSetupError(mistakes);
  return options;
}

/**
 * The same options as an object that Nest can take apart: it copies names that are enumerable strings, and
 * leaves behind whatever else there is before anybody could refuse it.
 */
export function toEnumerableOptions<Options extends object>(given: Options): Options {
  return Object.fromEntries(
    Reflect.ownKeys(given).map((name) => [String(name), Reflect.get(given, name) as unknown]),
  ) as Options;
}
