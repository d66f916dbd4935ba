import { OAuthError } from './oauth-error.js';

/** The parameters of a request, each of which may be given once. @see https://www.rfc-editor.org/rfc/rfc6749#section-3.1 */
export class OAuthParameters {
  readonly #given: URLSearchParams;

  constructor(given: URLSearchParams) {
    this.#given = given;
  }

  /**
   * A parameter, or `undefined` if it is absent or empty: the two mean the same.
   *
   * @throws {OAuthError} invalid_request when it is repeated
   */
  get(name: string): string | undefined {
    const values = this.#given.getAll(name);
    if (values.length > 1) throw new OAuthError('invalid_request');
    return values[0] === '' ? undefined : values[0];
  }

  /** Like {@link get}, for what a refusal needs: a parameter that is repeated is none. */
  getUnlessRepeated(name: string): string | undefined {
    return this.#given.getAll(name).length === 1 ? this.get(name) : undefined;
  }

  /** @throws {OAuthError} invalid_request when the parameter is absent, empty or repeated */
  required(name: string): string {
    const value = this.get(name);
    if (value === undefined) throw new OAuthError('invalid_request');
    return value;
  }

  /** @throws {OAuthError} invalid_request when any parameter is repeated, known or not */
  refuseRepetition(): void {
    const names = [...this.#given.keys()];
    if (new Set(names).size < names.length) throw new OAuthError('invalid_request');
  }
}

/** The parts of a parameter that is a list, such as `scope`: separated by blanks. */
export function wordsOf(list: string | undefined): readonly string[] | undefined {
  return list?.split(' ').filter((word) => word !== '');
}
