import { types } from 'node:util';
import { OptionReader } from './option-reader.js';

/** Notes the mistakes in the option with that name. */
type Check = (options: OptionReader, name: string) => void;

/** A check for every option of a function. */
export type Checks<Options> = Readonly<Record<keyof Options, Check>>;

export const aText: Check = (options, name) => {
  options.optionalText(name);
};

export const aTextOrNull: Check = (options, name) => {
  if (options.raw(name) !== null) options.optionalText(name);
};

/** Accepts an empty list too: a user may have none. */
export const texts: Check = (options, name) => {
  const value = options.raw(name);
  if (value === undefined) return;
  const isListOfTexts =
    Array.isArray(value) && options.list(name).every((entry) => typeof entry === 'string');
  if (!isListOfTexts) options.mistake(name, "must be a list of strings, such as ['admin']");
};

export const aTextOrTexts: Check = (options, name) => {
  if (typeof options.raw(name) !== 'string') texts(options, name);
};

/** Its values may have any type, because tests make claims wrong on purpose. */
export const anObject: Check = (options, name) => {
  options.nested(name);
};

/** For an option that the function does not use. */
export const anything: Check = () => undefined;

export const aNumber: Check = (options, name) => {
  const value = options.raw(name);
  if (value !== undefined && !Number.isFinite(value)) options.mistake(name, 'must be a number');
};

export const aDate: Check = (options, name) => {
  const value = options.raw(name);
  if (value === undefined || (types.isDate(value) && !Number.isNaN(value.getTime()))) return;
  options.mistake(name, 'must be a valid Date');
};

export const oneOf =
  (...values: readonly string[]): Check =>
  (options, name) => {
    const value = options.raw(name);
    if (value === undefined || values.some((known) => known === value)) return;
    options.mistake(name, `must be ${values.map((known) => `'${known}'`).join(' or ')}`);
  };

/** An object that has options itself. */
export const optionsWith =
  <Options>(checks: Checks<Options>): Check =>
  (options, name) => {
    if (options.raw(name) !== undefined) checkAll(options.nested(name), checks);
  };

/**
 * Checks what was passed to a function of an entry point: with a mistyped name, a test would test something else.
 *
 * @param asker name of the function
 * @throws {TypeError} with every mistake
 */
export function checkOptions<Options>(
  asker: string,
  given: unknown,
  checks: Checks<Options>,
): void {
  const mistakes: string[] = [];
  checkAll(new OptionReader(given, asker, mistakes), checks);
  if (mistakes.length > 0) throw new TypeError(mistakes.join('\n'));
}

function checkAll<Options>(options: OptionReader, checks: Checks<Options>): void {
  options.refuseUnknownNames(Object.keys(checks));
  for (const [name, check] of Object.entries<Check>(checks)) check(options, name);
}
