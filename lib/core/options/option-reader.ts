import { nearestName } from './nearest-name.js';

/**
 * Reads options that may be anything, since JavaScript and environment variables know no types. A
 * mistake is noted and reading goes on, so that one boot shows them all.
 */
export class OptionReader {
  readonly #options: Readonly<Record<string, unknown>>;
  readonly #path: string;
  readonly #mistakes: string[];

  constructor(options: object, path: string, mistakes: string[]) {
    this.#options = options as Readonly<Record<string, unknown>>;
    this.#path = path;
    this.#mistakes = mistakes;
  }

  /** A reader of the object in an option, or of an empty one where the option is absent or no object. */
  nested(name: string): OptionReader {
    const value = this.raw(name);
    if (value !== undefined && !isPlainObject(value)) this.mistake(name, 'must be an object');
    return new OptionReader(isPlainObject(value) ? value : {}, this.nameOf(name), this.#mistakes);
  }

  /** Whether the option is there, be it as `undefined`. */
  has(name: string): boolean {
    return Object.hasOwn(this.#options, name);
  }

  raw(name: string): unknown {
    return this.has(name) ? this.#options[name] : undefined;
  }

  /** Notes what is wrong with an option: its name, what was given, and what to write instead. */
  mistake(name: string, remedy: string): void {
    this.#mistakes.push(`${this.nameOf(name)}: ${remedy} (given: ${describe(this.raw(name))})`);
  }

  refuseUnknownNames(known: readonly string[]): void {
    for (const name of Object.keys(this.#options)) {
      if (known.includes(name)) continue;
      const nearest = nearestName(name, known);
      const remedy =
        nearest === undefined ? `known are ${known.join(', ')}` : `did you mean ${nearest}?`;
      this.#mistakes.push(`${this.nameOf(name)}: there is no such option; ${remedy}`);
    }
  }

  text(name: string, fallback: string): string {
    return this.optionalText(name) ?? fallback;
  }

  optionalText(name: string): string | undefined {
    const value = this.raw(name);
    if (value === undefined || isNonEmptyString(value)) return value;
    this.mistake(name, 'must be a string that is not empty');
    return undefined;
  }

  /** One string or several, without repetitions; `undefined` where absent or wrong. */
  texts(name: string): readonly string[] | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (values.length > 0 && values.every((entry) => isNonEmptyString(entry))) {
      return Object.freeze([...new Set(values)]);
    }
    this.mistake(name, 'must be a string that is not empty, or a list of such strings');
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

  /** A function. What it takes and gives cannot be checked. */
  optionalFunction(name: string): ((...parameters: never[]) => unknown) | undefined {
    const value = this.raw(name);
    if (value === undefined || typeof value === 'function') {
      return value as ((...parameters: never[]) => unknown) | undefined;
    }
    this.mistake(name, 'must be a function');
    return undefined;
  }

  nameOf(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`;
  }
}

export function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNonEmptyString(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

const MAX_DESCRIBED_CHARACTERS = 80;

/** What was given, short. Of an object only the kind: it may hold a secret. */
function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, MAX_DESCRIBED_CHARACTERS));
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'function') return 'a function';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
