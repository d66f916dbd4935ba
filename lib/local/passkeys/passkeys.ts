import type { PoolPasskey, PoolUser } from '../pool/pool-user.interface.js';
import { resourceNotFound, ServiceException } from '../wire/service-exception.js';

/** Of one user. @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html */
const MAX_PASSKEYS = 20;

/** The passkeys of users: public keys and counters. */
export class Passkeys {
  readonly #relyingPartyId: string;
  readonly #changed: (user: PoolUser) => void;

  constructor(relyingPartyId: string, changed: (user: PoolUser) => void) {
    this.#relyingPartyId = relyingPartyId;
    this.#changed = changed;
  }

  /** Those that the user can sign in with: not those of a relying party that the pool was before. */
  usable({ passkeys }: PoolUser): readonly PoolPasskey[] {
    return passkeys.filter(({ relyingPartyId }) => relyingPartyId === this.#relyingPartyId);
  }

  /** @throws {ServiceException} LimitExceededException */
  checkRoom({ passkeys }: PoolUser): void {
    if (passkeys.length >= MAX_PASSKEYS) {
      throw new ServiceException(
        'LimitExceededException',
        `The user has ${MAX_PASSKEYS} passkeys, and cannot have more.`,
      );
    }
  }

  /** @throws {ServiceException} LimitExceededException */
  add(user: PoolUser, passkey: PoolPasskey): void {
    this.checkRoom(user);
    user.passkeys = [...user.passkeys, passkey];
    this.#changed(user);
  }

  /**
   * Notes a sign-in.
   *
   * @returns whether the passkey is still there as it was: it was not deleted or used by somebody else meanwhile
   */
  use(user: PoolUser, passkey: PoolPasskey, counter: number): boolean {
    if (!user.passkeys.includes(passkey)) return false;
    user.passkeys = user.passkeys.map((known) =>
      known === passkey ? { ...known, counter } : known,
    );
    this.#changed(user);
    return true;
  }

  /** @throws {ServiceException} ResourceNotFoundException */
  delete(user: PoolUser, id: string): void {
    const passkey = user.passkeys.find((known) => known.id === id);
    if (passkey === undefined) throw resourceNotFound('Passkey does not exist.');
    user.passkeys = user.passkeys.filter((known) => known !== passkey);
    this.#changed(user);
  }
}
