import { CognitoAuthSetupError } from '../errors/cognito-auth-setup.error.js';
import { OptionReader } from '../option-reader/option-reader.js';

/**
 * A reader of all options.
 *
 * @throws {CognitoAuthSetupError} when they are not a plain object
 */
export function openOptions(given: unknown, mistakes: string[]): OptionReader {
  const options = new OptionReader(given, '', mistakes);
  if (mistakes.length > 0) throw new CognitoAuthSetupError(mistakes);
  return options;
}

/**
 * The same options as an object that Nest can copy completely: Nest copies only names that are enumerable strings,
 * and would drop all others before they could be reported.
 */
export function toEnumerableOptions<Options extends object>(given: Options): Options {
  return Object.fromEntries(
    Reflect.ownKeys(given).map((name) => [String(name), Reflect.get(given, name) as unknown]),
  ) as Options;
}
