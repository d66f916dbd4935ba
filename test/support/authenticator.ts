import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** What an answer says that a browser and an authenticator of good faith would not, or not always. */
export interface AnswerChanges {
  readonly type?: string;
  readonly challenge?: string;
  readonly origin?: string;
  readonly relyingPartyId?: string;
  readonly isUserVerified?: boolean;
  readonly isUserPresent?: boolean;
  /** How often the key has signed. @defaultValue one more than before */
  readonly counter?: number;
  readonly userHandle?: string;
  /** The COSE algorithm that the key is said to be for. */
  readonly algorithm?: number;
  readonly credentialId?: string;
  readonly attachment?: string;
}

interface CreationOptions {
  readonly challenge: string;
  readonly rp: { readonly id: string };
  readonly user: { readonly id: string };
}

interface RequestOptions {
  readonly challenge: string;
  readonly rpId: string;
}

const ES256 = -7;
/** Web Authentication, section 6.1. */
const FLAGS = { userPresent: 0x01, userVerified: 0x04, attestedCredential: 0x40 };

/**
 * A browser with one passkey, in software: it answers as both do, and can be told to lie.
 *
 * @see https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data
 */
export class Authenticator {
  readonly id = randomBytes(32).toString('base64url');
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  #userHandle = '';
  #counter = 0;

  /** `RegistrationResponseJSON`, without attestation. */
  register(options: unknown, changes: AnswerChanges = {}): object {
    const { challenge, rp, user } = options as CreationOptions;
    this.#userHandle = user.id;
    const { credentialId = this.id } = changes;
    const id = Buffer.from(credentialId, 'base64url');
    const authenticatorData = Buffer.concat([
      this.#authenticatorData(rp.id, changes, FLAGS.attestedCredential),
      Buffer.alloc(16),
      uint16(id.length),
      id,
      coseKey(this.#keys.publicKey, changes.algorithm ?? ES256),
    ]);
    return this.#credential(changes, {
      clientDataJSON: clientData('webauthn.create', challenge, changes).toString('base64url'),
      attestationObject: Buffer.concat([
        Buffer.from([0xa3]),
        cborText('fmt'),
        cborText('none'),
        cborText('attStmt'),
        Buffer.from([0xa0]),
        cborText('authData'),
        cborBytes(authenticatorData),
      ]).toString('base64url'),
      transports: ['internal'],
    });
  }

  /** `AuthenticationResponseJSON`, as JSON. */
  signIn(options: string, changes: AnswerChanges = {}): string {
    const { challenge, rpId } = JSON.parse(options) as RequestOptions;
    const data = clientData('webauthn.get', challenge, changes);
    const authenticatorData = this.#authenticatorData(rpId, changes);
    const signed = Buffer.concat([authenticatorData, sha256(data)]);
    return JSON.stringify(
      this.#credential(changes, {
        clientDataJSON: data.toString('base64url'),
        authenticatorData: authenticatorData.toString('base64url'),
        signature: sign('sha256', signed, this.#keys.privateKey).toString('base64url'),
        userHandle: changes.userHandle ?? this.#userHandle,
      }),
    );
  }

  #credential(changes: AnswerChanges, response: object): object {
    const id = changes.credentialId ?? this.id;
    return {
      id,
      rawId: id,
      type: 'public-key',
      authenticatorAttachment: changes.attachment ?? 'platform',
      clientExtensionResults: {},
      response,
    };
  }

  #authenticatorData(relyingPartyId: string, changes: AnswerChanges, moreFlags = 0): Buffer {
    const { isUserPresent = true, isUserVerified = true, counter = this.#counter + 1 } = changes;
    this.#counter = counter;
    const flags =
      moreFlags |
      (isUserPresent ? FLAGS.userPresent : 0) |
      (isUserVerified ? FLAGS.userVerified : 0);
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    return Buffer.concat([
      sha256(Buffer.from(changes.relyingPartyId ?? relyingPartyId)),
      Buffer.from([flags]),
      count,
    ]);
  }
}

function clientData(type: string, challenge: string, changes: AnswerChanges): Buffer {
  return Buffer.from(
    JSON.stringify({
      type: changes.type ?? type,
      challenge: changes.challenge ?? challenge,
      origin: changes.origin ?? 'http://localhost:4200',
      crossOrigin: false,
    }),
  );
}

/** A COSE key on P-256 (RFC 9053, section 7.1.1). */
function coseKey(key: KeyObject, algorithm: number): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  return Buffer.concat([
    Buffer.from([0xa5, 0x01, 0x02, 0x03]),
    cborNegative(algorithm),
    Buffer.from([0x20, 0x01, 0x21]),
    cborBytes(Buffer.from(x, 'base64url')),
    Buffer.from([0x22]),
    cborBytes(Buffer.from(y, 'base64url')),
  ]);
}

/** RFC 8949, section 3. */
function cborHead(majorType: number, value: number): Buffer {
  const type = majorType << 5;
  if (value < 24) return Buffer.from([type | value]);
  return value < 256
    ? Buffer.from([type | 24, value])
    : Buffer.concat([Buffer.from([type | 25]), uint16(value)]);
}

function cborNegative(value: number): Buffer {
  return cborHead(1, -1 - value);
}

function cborBytes(bytes: Buffer): Buffer {
  return Buffer.concat([cborHead(2, bytes.length), bytes]);
}

function cborText(text: string): Buffer {
  return Buffer.concat([cborHead(3, text.length), Buffer.from(text)]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}
