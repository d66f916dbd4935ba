import { randomBytes } from 'node:crypto';
import { ExpiringMap } from '../clock/expiring-map.js';
import type { PoolPasskey, PoolUser } from '../pool/pool-user.interface.js';
import type { UserPool } from '../pool/user-pool.js';
import { ServiceException } from '../wire/service-exception.js';
import { isOriginOf } from './is-origin-of.js';
import { ALGORITHMS } from './load-passkey-check.js';
import { neededCheck } from './needed-check.js';
import type { PasskeyKey, PasskeyRefusal } from './passkey-check.interface.js';
import {
  invalidCredential,
  readClientData,
  readRegistration,
  type RegistrationCredential,
} from './read-credential.js';
import { userHandleOf } from './user-handle.js';
import { userVerificationOf } from './user-verification.js';

interface PendingRegistration {
  /** In base64url. */
  readonly challenge: string;
  readonly clientId: string;
}

/** How long people may take with their authenticator, as Cognito tells browsers. */
const TIMEOUT_MS = 60_000;
const MAX_PENDING = 10_000;

/** The passkeys that users are about to register: one at a time of each user, with a challenge that is good once. */
export class PasskeyRegistrations {
  readonly #pool: UserPool;
  readonly #pending: ExpiringMap<PendingRegistration>;

  constructor(pool: UserPool) {
    this.#pool = pool;
    this.#pending = new ExpiringMap(pool.now, MAX_PENDING);
  }

  /**
   * What the browser makes a passkey by, as `PublicKeyCredentialCreationOptionsJSON`.
   *
   * @throws {ServiceException} WebAuthnNotEnabledException; LimitExceededException
   */
  begin(user: PoolUser, clientId: string): object {
    const { passkeys, options, now } = this.#pool;
    neededCheck(this.#pool);
    passkeys.checkRoom(user);
    const challenge = randomBytes(16).toString('base64url');
    this.#pending.set(user.username, { challenge, clientId }, now() + TIMEOUT_MS);
    const { relyingPartyId } = options.webAuthn;
    return {
      rp: { id: relyingPartyId, name: relyingPartyId },
      user: {
        id: userHandleOf(user),
        name: options.signIn === 'email' ? user.attributes['email'] : user.username,
        displayName: '',
      },
      challenge,
      pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
      timeout: TIMEOUT_MS,
      excludeCredentials: passkeys.usable(user).map(({ id }) => ({ type: 'public-key', id })),
      authenticatorSelection: {
        requireResidentKey: true,
        residentKey: 'required',
        userVerification: userVerificationOf(options),
      },
    };
  }

  /**
   * Keeps the passkey that the browser has made.
   *
   * @param given `RegistrationResponseJSON`
   * @throws {ServiceException} as CompleteWebAuthnRegistration
   */
  async complete(user: PoolUser, clientId: string, given: unknown): Promise<void> {
    const check = neededCheck(this.#pool);
    const credential = readRegistration(given);
    const { type, challenge, origin } = readClientData(credential);
    if (type !== 'webauthn.create') throw invalidCredential();
    this.#spend(user, clientId, challenge);
    const { relyingPartyId } = this.#pool.options.webAuthn;
    if (!isOriginOf(origin, relyingPartyId)) {
      throw new ServiceException(
        'WebAuthnOriginNotAllowedException',
        `Pages of this origin cannot have passkeys of ${relyingPartyId}.`,
      );
    }
    const key = await check.ofRegistration(credential, {
      challenge,
      relyingPartyId,
      origin,
      needsUserVerification: userVerificationOf(this.#pool.options) === 'required',
    });
    if ('refusal' in key) throw registrationRefused(key);
    if (this.#isTaken(key.id)) throw invalidCredential();
    this.#pool.passkeys.add(user, this.#passkeyOf(credential, key));
  }

  #spend(user: PoolUser, clientId: string, challenge: string): void {
    const pending = this.#pending.get(user.username);
    if (pending?.challenge !== challenge) {
      throw new ServiceException(
        'WebAuthnChallengeNotFoundException',
        'The challenge has expired, or was answered before.',
      );
    }
    if (pending.clientId !== clientId) {
      throw new ServiceException(
        'WebAuthnClientMismatchException',
        'The registration was started with another client.',
      );
    }
    this.#pending.delete(user.username);
  }

  /** Web Authentication, section 7.1, step 26: nobody takes the credential of somebody. */
  #isTaken(id: string): boolean {
    return this.#pool.users.all().some(({ passkeys }) => passkeys.some((known) => known.id === id));
  }

  #passkeyOf(
    { authenticatorAttachment, response }: RegistrationCredential,
    key: PasskeyKey,
  ): PoolPasskey {
    return {
      ...key,
      name: authenticatorAttachment === 'cross-platform' ? 'Security key' : 'Passkey',
      relyingPartyId: this.#pool.options.webAuthn.relyingPartyId,
      attachment: authenticatorAttachment,
      transports: response.transports,
      createdMs: this.#pool.now(),
    };
  }
}

function registrationRefused({ refusal }: PasskeyRefusal): ServiceException {
  return refusal === 'other relying party'
    ? new ServiceException(
        'WebAuthnRelyingPartyMismatchException',
        'The credential is one of another relying party.',
      )
    : new ServiceException(
        'WebAuthnCredentialNotSupportedException',
        'The credential is not supported.',
      );
}
