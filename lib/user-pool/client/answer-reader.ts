import { UserPoolError } from '../errors/user-pool.error.js';

/** Reads an answer of Cognito, or of what says it is Cognito. */
export class AnswerReader {
  readonly #answer: Readonly<Record<string, unknown>>;

  constructor(answer: object) {
    this.#answer = answer as Readonly<Record<string, unknown>>;
  }

  /** @throws {UserPoolError} ERR_COGNITO_USER_POOL_FAILED */
  text(name: string): string {
    return this.optionalText(name) ?? fail();
  }

  optionalText(name: string): string | undefined {
    const value = this.#get(name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  }

  /** @throws {UserPoolError} ERR_COGNITO_USER_POOL_FAILED */
  number(name: string): number {
    const value = this.#get(name);
    return typeof value === 'number' && Number.isFinite(value) ? value : fail();
  }

  flag(name: string): boolean {
    return this.#get(name) === true;
  }

  /** A time, as JSON has it in seconds since the epoch, and the SDK as a `Date`. */
  date(name: string): Date | undefined {
    const value = this.#get(name);
    if (value instanceof Date) return value;
    return typeof value === 'number' ? new Date(value * 1000) : undefined;
  }

  optionalObject(name: string): AnswerReader | undefined {
    const value = this.#get(name);
    return isObject(value) ? new AnswerReader(value) : undefined;
  }

  /** @throws {UserPoolError} ERR_COGNITO_USER_POOL_FAILED */
  object(name: string): AnswerReader {
    return this.optionalObject(name) ?? fail();
  }

  /** @throws {UserPoolError} ERR_COGNITO_USER_POOL_FAILED */
  raw(name: string): Readonly<Record<string, unknown>> {
    const value = this.#get(name);
    return isObject(value) ? value : fail();
  }

  /** The objects of a list. */
  objects(name: string): readonly AnswerReader[] {
    return this.#list(name)
      .filter(isObject)
      .map((entry) => new AnswerReader(entry));
  }

  /** The texts of a list. */
  texts(name: string): readonly string[] {
    return this.#list(name).filter((entry) => typeof entry === 'string');
  }

  /** The texts of an object. */
  map(name: string): Readonly<Record<string, string>> {
    const value = this.#get(name);
    return isObject(value) ? textsOf(value) : {};
  }

  #list(name: string): readonly unknown[] {
    const value = this.#get(name);
    return Array.isArray(value) ? value : [];
  }

  #get(name: string): unknown {
    return Object.hasOwn(this.#answer, name) ? this.#answer[name] : undefined;
  }
}

/** Those values of an object that are texts. */
export function textsOf(value: object): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(value).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}

/** Reads JSON in a text of an answer. @throws {UserPoolError} ERR_COGNITO_USER_POOL_FAILED */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return fail();
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Not even the name of the member: nobody can do anything about it. */
function fail(): never {
  throw new UserPoolError('ERR_COGNITO_USER_POOL_FAILED');
}
