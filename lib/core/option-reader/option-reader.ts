import { CognitoAuthSetupError } from '../errors/cognito-auth-setup.error.js';
import { describeGiven } from './describe-given.js';
import { nearestName } from './nearest-name.js';
import { isPlainObject } from './plain-object.js';

/** A function, whose parameters and result cannot be checked. */
type GivenFunction = (...parameters: never[]) => unknown;

/**
 * Reads options that may be anything, since JavaScript and environment variables have no types. It notes a mistake
 * and goes on, so that one boot shows all mistakes.
 */
export class OptionReader {
  readonly #options: ReadonlyMap<string | symbol, unknown>;
  readonly #path: string;
  readonly #mistakes: string[];

  /**
   * @param given the options; if it is not a plain object, this is a mistake, and it reads as if it were empty
   * @param path prefix of the names of its options, such as `signingKeys`
   */
  constructor(given: unknown, path: string, mistakes: string[]) {
    this.#path = path;
    this.#mistakes = mistakes;
    if (!isPlainObject(given)) this.#note(path, remedyForNoPlainObject(given), given);
    const options = isPlainObject(given) ? given : {};
    // Each is read once: a getter could give the check one value and the use another.
    this.#options = new Map(
      Reflect.ownKeys(options).map((name) => [name, Reflect.get(options, name)]),
    );
  }

  /** A reader of the object in an option, or of an empty one if the option is absent or not an object. */
  nested(name: string): OptionReader {
    const value = this.raw(name);
    return new OptionReader(value === undefined ? {} : value, this.nameOf(name), this.#mistakes);
  }

  /** A reader of each object in a list. */
  nestedList(name: string): readonly OptionReader[] {
    return this.list(name).map(
      (entry, index) => new OptionReader(entry, `${this.nameOf(name)}[${index}]`, this.#mistakes),
    );
  }

  /** Whether the option is present, even as `undefined`. */
  has(name: string): boolean {
    return this.#options.has(name);
  }

  raw(name: string): unknown {
    return this.#options.get(name);
  }

  /** The entries of a list, holes included, or the single value if it is not a list. */
  list(name: string): readonly unknown[] {
    const value = this.raw(name);
    return Array.isArray(value) ? Array.from<unknown>(value) : [value];
  }

  /** Notes what is wrong with an option: its name, what was given, and what to write instead. */
  mistake(name: string, remedy: string, given: unknown = this.raw(name)): void {
    this.#note(this.nameOf(name), remedy, given);
  }

  /** @param known names of all options that there are */
  refuseUnknownNames(known: readonly string[]): void {
    for (const name of this.#options.keys()) {
      if (typeof name === 'symbol') this.#refuseName(String(name), known);
      else if (!known.includes(name)) this.#refuseName(name, known);
    }
  }

  text(name: string, fallback: string): string {
    return this.optionalText(name) ?? fallback;
  }

  optionalText(name: string): string | undefined {
    const value = this.raw(name);
    if (value === undefined || isText(value)) return value;
    this.mistake(name, MUST_BE_TEXT);
    return undefined;
  }

  /** One string or several, without repetitions; `undefined` where absent or wrong. */
  texts(name: string): readonly string[] | undefined {
    if (this.raw(name) === undefined) return undefined;
    const values = this.list(name);
    if (values.length > 0 && values.every((entry) => isText(entry))) {
      return Object.freeze([...new Set(values)]);
    }
    this.mistake(name, `${MUST_BE_TEXT}, or a list of such strings`);
    return undefined;
  }

  wholeNumber(name: string, range: { min: number; max: number; fallback: number }): number {
    return this.optionalWholeNumber(name, range) ?? range.fallback;
  }

  optionalWholeNumber(name: string, range: { min: number; max: number }): number | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    if (
      typeof value === 'number' &&
      Number.isInteger(value) &&
      value >= range.min &&
      value <= range.max
    ) {
      return value;
    }
    this.mistake(name, `must be a whole number from ${range.min} to ${range.max}`);
    return undefined;
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.raw(name);
    if (value === undefined || typeof value === 'boolean') return value ?? fallback;
    this.mistake(name, 'must be true or false');
    return fallback;
  }

  optionalFunction(name: string, remedy = 'must be a function'): GivenFunction | undefined {
    const value = this.raw(name);
    if (value === undefined || typeof value === 'function') {
      return value as GivenFunction | undefined;
    }
    this.mistake(name, remedy);
    return undefined;
  }

  /** Like {@link optionalFunction}, for a function whose result is not awaited: an async function is a mistake. */
  optionalSyncFunction(name: string, remedy?: string): GivenFunction | undefined {
    const value = this.optionalFunction(name, remedy);
    if (!isAsyncFunction(value)) return value;
    this.mistake(name, 'must return at once, so it cannot be an async function');
    return undefined;
  }

  nameOf(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`;
  }

  #refuseName(name: string, known: readonly string[]): void {
    const nearest = nearestName(name, known);
    const remedy =
      nearest === undefined ? `known are ${known.join(', ')}` : `did you mean ${nearest}?`;
    this.#mistakes.push(`${this.nameOf(name)}: there is no such option; ${remedy}`);
  }

  #note(name: string, remedy: string, given: unknown): void {
    this.#mistakes.push(
      `${name === '' ? 'options' : name}: ${remedy} (given: ${describeGiven(given)})`,
    );
  }
}

/**
 * Reads the options that were passed to a function of the package.
 *
 * @param asker name of the function, such as `cookieToken`
 * @param names of all its options
 * @throws {CognitoAuthSetupError} with every mistake
 */
export function readOptions<Result>(
  asker: string,
  given: unknown,
  names: readonly string[],
  read: (options: OptionReader) => Result,
): Result {
  const mistakes: string[] = [];
  const options = new OptionReader(given, asker, mistakes);
  if (mistakes.length > 0) throw new CognitoAuthSetupError(mistakes);
  options.refuseUnknownNames(names);
  const result = read(options);
  if (mistakes.length > 0) throw new CognitoAuthSetupError(mistakes);
  return result;
}

const MUST_BE_TEXT = 'must be a string that is not empty, without blanks around it';

/** A blank at either end of a string is a mistake, as from a file or an environment variable. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.trim() === value;
}

/** Decides by the tag, which functions of every realm have. */
export function isAsyncFunction(value: unknown): boolean {
  return Object.prototype.toString.call(value) === '[object AsyncFunction]';
}

function remedyForNoPlainObject(given: unknown): string {
  return typeof given === 'object' && given !== null && !Array.isArray(given)
    ? 'must be a plain object, because the methods and getters of a class would be lost; write { … } with ' +
        'every option, or { ...config } if all of them are fields'
    : 'must be an object';
}
