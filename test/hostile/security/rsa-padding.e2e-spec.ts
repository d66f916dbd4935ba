import { verify } from 'node:crypto';
import { platforms } from '../../support/platforms.js';
import { CapturedLog } from '../../support/captured-log.js';
import { bearer, GuardedApp } from './support/guarded-app.js';
import { segment } from '../../support/forge.js';
import { toBytes, toInteger } from './support/integers.js';
import {
  DIGEST_INFO_PREFIX,
  digest,
  type HashName,
  hex,
  RawRsaKey,
  type SignatureCase,
  VALID_SIGNATURES,
  WRONG_DIGEST_INFOS,
  WRONG_ENDS,
  WRONG_PADDINGS,
  WRONG_SIGNATURES,
} from './support/pkcs1.js';
import type { RawRequest } from '../../support/raw-http.js';
import { acceptanceOf, invalidToken, refusalOf } from './support/refusal-of.js';

/** Enough for a signature that begins with 00, which one message in 256 or so has. */
const MAX_MESSAGES = 10_000;

interface SignedToken {
  readonly message: Buffer;
  readonly signature: Buffer;
}

/** A token as Cognito makes them, up to its signature; each number gives another one. */
function signingInput(number: number): Buffer {
  const { pool } = key;
  const claims = pool.claims({ sub: 'sub-of-alice', jti: String(number) });
  return Buffer.from(`${segment(pool.header())}.${segment(claims)}`);
}

function mint(key: RawRsaKey, { name, sign }: SignatureCase): SignedToken {
  for (let number = 0; number < MAX_MESSAGES; number += 1) {
    const message = signingInput(number);
    const signature = sign(key, message);
    if (signature !== undefined) return { message, signature };
  }
  throw new Error(`No message can be signed with ${name}`);
}

const named = (cases: readonly SignatureCase[]): (readonly [string, SignatureCase])[] =>
  cases.map((signatureCase) => [signatureCase.name, signatureCase]);

const everyCase = [...VALID_SIGNATURES, ...WRONG_SIGNATURES];
const key = RawRsaKey.generate();
const minted = new Map<string, SignedToken>();

beforeAll(() => {
  for (const signatureCase of everyCase) minted.set(signatureCase.name, mint(key, signatureCase));
});

const tokenOf = ({ name }: SignatureCase): SignedToken => {
  const token = minted.get(name);
  if (token === undefined) throw new Error(`${name} was not minted`);
  return token;
};

describe.each(platforms)('RSASSA-PKCS1-v1_5 on %s', (_name, createAdapter) => {
  let app: GuardedApp;

  beforeAll(async () => {
    app = await GuardedApp.start(createAdapter, key.pool.options, new CapturedLog());
  });

  afterAll(() => app.close());

  const requestWith = (signatureCase: SignatureCase): RawRequest => {
    const { message, signature } = tokenOf(signatureCase);
    return bearer(`${message.toString()}.${signature.toString('base64url')}`);
  };

  it.each(named(VALID_SIGNATURES))('accepts %s', async (_case, signatureCase) => {
    const { body } = await acceptanceOf(app, requestWith(signatureCase));

    expect(JSON.parse(body)).toEqual({ sub: 'sub-of-alice' });
  });

  it.each(named(WRONG_SIGNATURES))('refuses %s', async (_case, signatureCase) => {
    const { signature } = tokenOf(signatureCase);

    expect(await refusalOf(app, requestWith(signatureCase))).toEqual(
      // RFC 7515 §3.1: with nothing behind the last dot it is no signed token at all.
      invalidToken(
        signature.length === 0 ? 'ERR_COGNITO_TOKEN_MALFORMED' : 'ERR_COGNITO_SIGNATURE_INVALID',
      ),
    );
  });
});

describe('the corpus of signatures', () => {
  it('has each name once, and each signature once', () => {
    const names = everyCase.map(({ name }) => name);

    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(80);
    const wrong = WRONG_SIGNATURES.map((wrongCase) => {
      const { message, signature } = tokenOf(wrongCase);
      return `${message.toString()}.${signature.toString('hex')}`;
    });
    expect(new Set(wrong).size).toBe(wrong.length);
  });

  // RFC 8017 §9.2: the encoding has no freedom, so two right encoders agree in every byte.
  it('is built by an encoder that agrees with that of OpenSSL', () => {
    const [own] = VALID_SIGNATURES;
    const message = signingInput(0);

    expect(own?.sign(key, message)).toEqual(key.sign(message));
  });

  it.each(named(everyCase))('gets the verdict of OpenSSL for %s', (_case, signatureCase) => {
    const { message, signature } = tokenOf(signatureCase);

    expect(verify('RSA-SHA256', message, key.pool.publicKey, signature)).toBe(
      signatureCase.isValid,
    );
  });

  it.each(named(WRONG_SIGNATURES))('differs from the right signature in %s', (_, wrong) => {
    const { message, signature } = tokenOf(wrong);

    expect(signature.equals(key.sign(message))).toBe(false);
  });
});

/** A verifier with one hole. It is as strict as the right one in all else. */
interface WeakVerifier {
  readonly weakness: string;
  readonly accepts: (token: SignedToken) => boolean;
  /** Cases that it wrongly accepts, all of them. */
  readonly wronglyAccepts: readonly string[];
}

const BYTES = 256;

/** The block in a signature, by RFC 8017 §8.2.2 steps 1 and 2. */
function open({ signature }: SignedToken): Buffer | undefined {
  const integer = toInteger(signature);
  return signature.length === BYTES && integer < key.modulus
    ? toBytes(key.open(integer), BYTES)
    : undefined;
}

const rightDigestInfo = (message: Buffer, hash: HashName = 'sha256'): Buffer =>
  Buffer.concat([DIGEST_INFO_PREFIX[hash], digest(hash, message)]);

function rightBlock(message: Buffer, hash: HashName = 'sha256'): Buffer {
  const info = rightDigestInfo(message, hash);
  return Buffer.concat([hex('0001'), Buffer.alloc(BYTES - 3 - info.length, 0xff), hex('00'), info]);
}

/** What stands behind `00 01 FF…FF 00`, with at least `least` bytes FF. */
function unpad(block: Buffer, least: number): Buffer | undefined {
  if (block[0] !== 0 || block[1] !== 1) return undefined;
  let end = 2;
  while (block[end] === 0xff) end += 1;
  return end - 2 >= least && block[end] === 0 ? block.subarray(end + 1) : undefined;
}

/** Reads one DER value as careless parsers do; the rest is what follows it. */
function readDer(bytes: Buffer): { tag: number; content: Buffer; rest: Buffer } | undefined {
  const [tag, first = 0, second = 0] = bytes;
  const [length, start] = first < 0x80 ? [first, 2] : [second, 3];
  if (tag === undefined || (first >= 0x80 && first !== 0x81)) return undefined;
  if (bytes.length < start + length) return undefined;
  return {
    tag,
    content: bytes.subarray(start, start + length),
    rest: bytes.subarray(start + length),
  };
}

const SHA256_OID = hex('608648016503040201');
const SHA256_ALGORITHM = DIGEST_INFO_PREFIX.sha256.subarray(2, 17);

/** Parses the DigestInfo, and looks at nothing in it but the OID and the digest. */
function hasDigestByParsing(info: Buffer, message: Buffer): boolean {
  const sequence = readDer(info);
  const algorithm = sequence && readDer(sequence.content);
  const oid = algorithm && readDer(algorithm.content);
  const octets = algorithm && readDer(algorithm.rest);
  return (
    sequence?.rest.length === 0 &&
    oid?.content.equals(SHA256_OID) === true &&
    octets?.content.equals(digest('sha256', message)) === true
  );
}

const namesOf = (cases: readonly SignatureCase[]): string[] => cases.map(({ name }) => name);

const ENDS_WITH_PADDING = [
  'one 00 after the digest',
  'one byte after the digest',
  '8 bytes of padding, then zeros after the digest',
  '8 bytes of padding, then garbage after the digest',
  'the digest first and the DigestInfo of another at the end',
];

const weakVerifiers: readonly WeakVerifier[] = [
  {
    weakness: 'looks for the digest anywhere in the block',
    accepts: (token) => open(token)?.includes(digest('sha256', token.message)) === true,
    wronglyAccepts: [
      ...namesOf(WRONG_DIGEST_INFOS),
      ...namesOf(WRONG_ENDS),
      ...namesOf(WRONG_PADDINGS),
      'a digest with one byte more',
    ],
  },
  {
    weakness: 'looks for the digest at the end of the block only',
    accepts: (token) => open(token)?.subarray(-32).equals(digest('sha256', token.message)) === true,
    wronglyAccepts: [
      ...namesOf(WRONG_DIGEST_INFOS).filter((name) => name !== 'an indefinite length'),
      ...namesOf(WRONG_PADDINGS),
    ],
  },
  {
    weakness: 'ignores what follows the digest',
    accepts: (token) => {
      const block = open(token);
      const info = rightDigestInfo(token.message);
      const rest = block && unpad(block, 8);
      return rest?.subarray(0, info.length).equals(info) === true;
    },
    wronglyAccepts: ENDS_WITH_PADDING,
  },
  {
    weakness: 'ignores what follows the digest and the length of the padding',
    accepts: (token) => {
      const block = open(token);
      const info = rightDigestInfo(token.message);
      const rest = block && unpad(block, 0);
      return rest?.subarray(0, info.length).equals(info) === true;
    },
    wronglyAccepts: [
      ...ENDS_WITH_PADDING,
      '7 bytes of padding, then garbage after the digest',
      '1 byte of padding, then garbage after the digest',
      'no padding, then garbage after the digest',
    ],
  },
  {
    weakness: 'takes the block for an integer, and so loses sight of the length of the padding',
    accepts: (token) => {
      const block = open(token);
      const first = block?.findIndex((byte) => byte !== 0) ?? 0;
      const rest = block && unpad(Buffer.concat([hex('00'), block.subarray(first)]), 0);
      return rest?.equals(rightDigestInfo(token.message)) === true;
    },
    wronglyAccepts: [
      'zeros, then 01 and 0 bytes of padding',
      'zeros, then 01 and 1 bytes of padding',
      'zeros, then 01 and 7 bytes of padding',
      'zeros, then 01 and 8 bytes of padding',
      'zeros, then 01 and 201 bytes of padding',
      'no first 00',
    ],
  },
  {
    weakness: 'skips the padding without looking at it',
    accepts: (token) => {
      const block = open(token);
      const separator = block?.indexOf(0, 2) ?? -1;
      return (
        block?.subarray(0, 2).equals(hex('0001')) === true &&
        block.subarray(separator + 1).equals(rightDigestInfo(token.message))
      );
    },
    wronglyAccepts: [
      'FE as the first byte of the padding',
      '7F in the middle of the padding',
      'FE as the last byte of the padding',
      'bytes that look random for padding',
    ],
  },
  {
    weakness: 'looks for the DigestInfo at the end of the block only',
    accepts: (token) => {
      const info = rightDigestInfo(token.message);
      return open(token)?.subarray(-info.length).equals(info) === true;
    },
    wronglyAccepts: namesOf(WRONG_PADDINGS),
  },
  {
    weakness: 'ignores the type of the block',
    accepts: (token) => {
      const block = open(token);
      return block?.subarray(2).equals(rightBlock(token.message).subarray(2)) === true;
    },
    wronglyAccepts: [
      'block type 00 over FF',
      'block type 02 over FF',
      'block type 03',
      'block type FF',
      '01 for the first 00',
      'no first 00',
    ],
  },
  {
    weakness: 'asks for no separator',
    accepts: (token) => {
      const block = open(token);
      if (block === undefined || !block.subarray(0, 2).equals(hex('0001'))) return false;
      let end = 2;
      while (block[end] === 0xff) end += 1;
      const info = rightDigestInfo(token.message);
      return (
        block.subarray(end).equals(info) ||
        (block[end] === 0 && block.subarray(end + 1).equals(info))
      );
    },
    wronglyAccepts: ['no separator'],
  },
  {
    weakness: 'parses the DigestInfo instead of comparing it',
    accepts: (token) => {
      const block = open(token);
      const rest = block && unpad(block, 8);
      return rest !== undefined && hasDigestByParsing(rest, token.message);
    },
    wronglyAccepts: [
      'no NULL in the AlgorithmIdentifier',
      'NULL in a long form',
      'NULL with content',
      'an empty OCTET STRING for NULL',
      'garbage as parameters, 140 bytes of it',
      'garbage after the parameters',
      'lengths in a long form',
      'a SET for the SEQUENCE',
      'a BIT STRING for the OCTET STRING',
      'garbage inside the SEQUENCE, after the digest',
    ],
  },
  {
    weakness: 'believes the DigestInfo which hash it is',
    accepts: (token) => {
      const block = open(token);
      const hashes = Object.keys(DIGEST_INFO_PREFIX) as HashName[];
      return hashes.some((hash) => block?.equals(rightBlock(token.message, hash)) === true);
    },
    wronglyAccepts: ['md5', 'sha1', 'sha224', 'sha384', 'sha512'].map(
      (hash) => `the DigestInfo and the digest of ${hash}`,
    ),
  },
  {
    weakness: 'ignores the name of the hash',
    accepts: (token) => {
      const block = open(token);
      const rest = block && unpad(block, 8);
      return (
        rest?.at(0) === 0x30 &&
        rest.length > 32 &&
        rest.subarray(-32).equals(digest('sha256', token.message))
      );
    },
    wronglyAccepts: namesOf(WRONG_DIGEST_INFOS).filter(
      (name) => !/^no DigestInfo|^a SET|indefinite/.test(name),
    ),
  },
  {
    weakness: 'compares as much of the digest as there is',
    accepts: (token) => {
      const block = open(token);
      const rest = block && unpad(block, 8);
      const sequence = rest && readDer(rest);
      const algorithm = sequence && readDer(sequence.content);
      const octets = algorithm && readDer(algorithm.rest);
      const right = digest('sha256', token.message);
      return (
        sequence?.rest.length === 0 &&
        sequence.tag === 0x30 &&
        sequence.content.subarray(0, 15).equals(SHA256_ALGORITHM) &&
        octets?.rest.length === 0 &&
        octets.tag === 4 &&
        octets.content.equals(right.subarray(0, octets.content.length))
      );
    },
    wronglyAccepts: ['a digest without its last byte', 'an empty digest', 'lengths in a long form'],
  },
  {
    weakness: 'does not check that the integer is less than the modulus',
    accepts: ({ message, signature }) =>
      signature.length === BYTES &&
      toBytes(key.open(toInteger(signature)), BYTES).equals(rightBlock(message)),
    wronglyAccepts: ['the integer s + n'],
  },
  {
    weakness: 'does not check the length of the signature',
    accepts: ({ message, signature }) => {
      const integer = toInteger(signature);
      return integer < key.modulus && toBytes(key.open(integer), BYTES).equals(rightBlock(message));
    },
    wronglyAccepts: ['a leading 00 added', 'a leading 00 stripped'],
  },
  {
    weakness: 'reads no more bytes than it needs',
    accepts: ({ message, signature }) =>
      open({ message, signature: signature.subarray(0, BYTES) })?.equals(rightBlock(message)) ===
      true,
    wronglyAccepts: ['a 00 appended', 'a byte appended', 'it twice'],
  },
  {
    weakness: 'takes what is not signed at all',
    accepts: ({ message, signature }) =>
      open({ message, signature })?.equals(rightBlock(message)) === true ||
      signature.equals(rightBlock(message)),
    wronglyAccepts: ['the encoded message itself, not signed'],
  },
];

/** A corpus that each of these passes would show nothing when the guard passes it, too. */
describe('a verifier with a hole', () => {
  it('is not our verifier, against which the corpus finds nothing', () => {
    const accepted = everyCase.filter((signatureCase) => {
      const token = tokenOf(signatureCase);
      return open(token)?.equals(rightBlock(token.message)) === true;
    });

    expect(accepted).toEqual(VALID_SIGNATURES);
  });

  it.each(weakVerifiers)('is found out where it $weakness', (verifier) => {
    const accepted = everyCase.filter((signatureCase) => verifier.accepts(tokenOf(signatureCase)));

    expect(accepted.filter(({ isValid }) => isValid)).toEqual(VALID_SIGNATURES);
    expect(new Set(namesOf(accepted.filter(({ isValid }) => !isValid)))).toEqual(
      new Set(verifier.wronglyAccepts),
    );
    expect(verifier.wronglyAccepts).not.toHaveLength(0);
  });
});
