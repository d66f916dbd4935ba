import type { CognitoUser } from '../claims/cognito-user.js';
import type { Authentication } from '../decorators/authenticated-user.js';
import { UserRefusedError } from '../errors/token-refused.errors.js';

type MapUser = (user: CognitoUser, carrier: unknown) => unknown;

/** Makes of a verified user what the application wants `@CurrentUser()` to give. */
export class UserMapper {
  readonly #mapUser: MapUser;
  /** By anchor: calls that share one, such as the fields of a GraphQL operation, share what is mapped. */
  readonly #mappings = new WeakMap<object, { token: string; mapped: Promise<Authentication> }>();

  constructor(mapUser: MapUser) {
    this.#mapUser = mapUser;
  }

  /** @throws {UserRefusedError} (rejects) when the application knows nobody of that name */
  map(anchor: object, authentication: Authentication): Promise<Authentication> {
    const { token = '' } = authentication;
    const known = this.#mappings.get(anchor);
    if (known?.token === token) return known.mapped;
    const mapped = this.#map(authentication, anchor);
    this.#mappings.set(anchor, { token, mapped });
    // A failure is not remembered: the next call may fare better.
    mapped.catch(() => this.#mappings.delete(anchor));
    return mapped;
  }

  async #map(authentication: Authentication, carrier: unknown): Promise<Authentication> {
    const currentUser = await this.#mapUser(authentication.user as CognitoUser, carrier);
    if (currentUser === undefined || currentUser === null) throw new UserRefusedError();
    return { ...authentication, currentUser };
  }
}
