import type { OptionReader } from '../../core/standalone.js';

/** The option, which has to be one of `values`. */
export function oneOf<Value extends string>(
  options: OptionReader,
  name: string,
  values: readonly Value[],
  fallback: Value,
): Value {
  const given = options.raw(name);
  if (given === undefined) return fallback;
  const known = values.find((value) => value === given);
  if (known === undefined) options.mistake(name, `must be ${values.map(quoted).join(' or ')}`);
  return known ?? fallback;
}

/** The option, whose entries have to be among `values`. It may be empty. */
export function someOf<Value extends string>(
  options: OptionReader,
  name: string,
  values: readonly Value[],
  fallback: readonly Value[],
): readonly Value[] {
  if (options.raw(name) === undefined) return fallback;
  const given = textsOf(options, name);
  const known = values.filter((value) => given.includes(value));
  if (known.length < given.length) {
    options.mistake(name, `must be a list of ${values.map(quoted).join(', ')}`);
  }
  return known;
}

/** A list of texts, which may be empty. */
export function textsOf(
  options: OptionReader,
  name: string,
  fallback: readonly string[] = [],
): readonly string[] {
  const given = options.raw(name);
  if (Array.isArray(given) && given.length === 0) return [];
  return options.texts(name) ?? fallback;
}

/** `{ [name: string]: string }` */
export function mapOf(options: OptionReader, name: string): Readonly<Record<string, string>> {
  const given = options.raw(name);
  if (given === undefined) return {};
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) {
    const entries = Object.entries(given);
    if (entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')) {
      return Object.freeze(Object.fromEntries(entries));
    }
  }
  options.mistake(name, 'must be an object of strings');
  return {};
}

/** A reader of each object in a list that may be absent. */
export function listOf(options: OptionReader, name: string): readonly OptionReader[] {
  return options.raw(name) === undefined ? [] : options.nestedList(name);
}

type Present<T> = { [Name in keyof T]: Exclude<T[Name], undefined> };

/** The options without those that are `undefined`. */
export function withoutAbsent<T extends object>(options: T): Readonly<Present<T>> {
  const present = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.freeze(Object.fromEntries(present)) as Present<T>;
}

function quoted(value: string): string {
  return `'${value}'`;
}
