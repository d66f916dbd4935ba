import { constants, createHash, privateEncrypt, sign } from 'node:crypto';
import { RawUserPool } from '../../../support/raw-user-pool.js';
import { power, toBytes, toInteger } from './integers.js';

/** DER of the AlgorithmIdentifier and the head of the digest, for each hash (RFC 8017 §9.2, note 1). */
export const DIGEST_INFO_PREFIX = {
  md5: hex('3020300c06082a864886f70d020505000410'),
  sha1: hex('3021300906052b0e03021a05000414'),
  sha224: hex('302d300d06096086480165030402040500041c'),
  sha256: hex('3031300d060960864801650304020105000420'),
  sha384: hex('3041300d060960864801650304020205000430'),
  sha512: hex('3051300d060960864801650304020305000440'),
} as const;

export type HashName = keyof typeof DIGEST_INFO_PREFIX;

export const digest = (hash: HashName, message: Buffer): Buffer =>
  createHash(hash).update(message).digest();

export function hex(text: string): Buffer {
  return Buffer.from(text, 'hex');
}

/** The key of a user pool, of 2048 bits, that signs whatever block it is given, well-formed or not. */
export class RawRsaKey {
  readonly pool: RawUserPool;
  readonly modulus: bigint;
  readonly exponent: bigint;
  /** Length of the modulus, of an encoded message and of a signature. */
  readonly bytes: number = 256;

  private constructor(pool: RawUserPool) {
    const { n = '', e = '' } = pool.jwk;
    this.pool = pool;
    this.modulus = toInteger(Buffer.from(n, 'base64url'));
    this.exponent = toInteger(Buffer.from(e, 'base64url'));
  }

  /** Some signatures plus the modulus have to fit into 256 bytes; with a modulus near 2^2048 hardly any do. */
  static generate(): RawRsaKey {
    for (;;) {
      const key = new RawRsaKey(RawUserPool.create());
      if (key.modulus >> 2040n < 0xf0n) return key;
    }
  }

  /** RSASP1 of RFC 8017 §5.2.1, with the block as it is. */
  signBlock(block: Buffer): Buffer {
    return privateEncrypt({ key: this.pool.privateKey, padding: constants.RSA_NO_PADDING }, block);
  }

  /** RSASSA-PKCS1-v1_5 as OpenSSL does it. */
  sign(message: Buffer): Buffer {
    return sign('RSA-SHA256', message, this.pool.privateKey);
  }

  signPss(message: Buffer): Buffer {
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    return sign('RSA-SHA256', message, { key: this.pool.privateKey, padding, saltLength: 32 });
  }

  /** RSAVP1 of RFC 8017 §5.2.2 without its check of the range. */
  open(signature: bigint): bigint {
    return power(signature, this.exponent, this.modulus);
  }
}

/** One way to sign a message, mostly a wrong one. */
export interface SignatureCase {
  readonly name: string;
  readonly isValid: boolean;
  /** `undefined` where it cannot be done with this message; another one is then tried. */
  readonly sign: (key: RawRsaKey, message: Buffer) => Buffer | undefined;
}

/** The parts of an encoded message of RFC 8017 §9.2: `00 01 FF…FF 00 DigestInfo`. */
interface Block {
  /** `00 01` */
  readonly head?: Buffer;
  /** The padding string; as many FF as are needed to fill the block by default. */
  readonly padding?: (length: number) => Buffer;
  /** `00` */
  readonly separator?: Buffer;
  readonly digestInfo?: Buffer;
  /** What follows the DigestInfo: nothing. */
  readonly tail?: Buffer;
}

type BlockOf = (message: Buffer) => Block;

const ff = (length: number): Buffer => Buffer.alloc(Math.max(0, length), 0xff);
const zeros = (length: number): Buffer => Buffer.alloc(Math.max(0, length));
/** Bytes that look random and hold no 00. */
const noise = (length: number): Buffer =>
  Buffer.from(
    Array.from({ length: Math.max(0, length) }, (_, index) => 1 + ((index * 89 + 7) % 254)),
  );

const digestInfo = (message: Buffer): Buffer =>
  Buffer.concat([DIGEST_INFO_PREFIX.sha256, digest('sha256', message)]);

/** Puts a block together. It is always as long as the key; where the padding is fixed, the tail fills it. */
function encode(key: Pick<RawRsaKey, 'bytes'>, message: Buffer, block: Block): Buffer {
  const head = block.head ?? hex('0001');
  const separator = block.separator ?? hex('00');
  const info = block.digestInfo ?? digestInfo(message);
  const tail = block.tail ?? zeros(0);
  const free = key.bytes - head.length - separator.length - info.length - tail.length;
  const padding = (block.padding ?? ff)(free);
  const encoded = Buffer.concat([head, padding, separator, info, tail]);
  if (encoded.length !== key.bytes) throw new Error(`a block of ${encoded.length} bytes`);
  return encoded;
}

/** The encoded message of RFC 8017 §9.2 for a key of so many bytes. */
export function encodeMessage(message: Buffer, bytes: number): Buffer {
  return encode({ bytes }, message, {});
}

const blockCase = (name: string, blockOf: BlockOf): SignatureCase => ({
  name,
  isValid: false,
  sign: (key, message) => key.signBlock(encode(key, message, blockOf(message))),
});

/** A DigestInfo whose AlgorithmIdentifier and digest are given as DER, with lengths that fit. */
function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const length =
    content.length < 0x80 ? Buffer.of(content.length) : Buffer.of(0x81, content.length);
  return Buffer.concat([Buffer.of(tag), length, content]);
}

const SHA256_OID = hex('0609608648016503040201');
const NULL = hex('0500');
const algorithm = (...contents: readonly Buffer[]): Buffer => der(0x30, ...contents);
const octets = (message: Buffer): Buffer => der(0x04, digest('sha256', message));

/** A block with `length` bytes of padding, where the rest of the block stands behind the DigestInfo. */
const withTail = (length: number, fill: (length: number) => Buffer): BlockOf => {
  const tail = fill(256 - 3 - 51 - length);
  return () => ({ padding: () => ff(length), tail });
};

/** Zeros in front of `00 01`, so that only a few bytes of padding fit. */
const withLeadingZeros = (paddingLength: number): BlockOf => {
  const head = Buffer.concat([zeros(256 - 51 - 2 - paddingLength), hex('01')]);
  return () => ({ head });
};

const otherHash = (hash: Exclude<HashName, 'sha256'>): SignatureCase =>
  blockCase(`the DigestInfo and the digest of ${hash}`, (message) => ({
    digestInfo: Buffer.concat([DIGEST_INFO_PREFIX[hash], digest(hash, message)]),
  }));

/** RFC 8017 §9.2 pins the length of T, so an identifier of a longer hash is put before the right digest. */
const otherAlgorithm = (name: string, oid: string): SignatureCase =>
  blockCase(`the algorithm ${name} over the digest of SHA-256`, (message) => ({
    digestInfo: der(0x30, algorithm(hex(oid), NULL), octets(message)),
  }));

/** The padding with one byte of it replaced; a negative index counts from its end. */
const withPaddingByte =
  (index: number, value: number): BlockOf =>
  () => ({
    padding: (length) => {
      const padding = ff(length);
      padding[index < 0 ? length + index : index] = value;
      return padding;
    },
  });

const integerCase = (
  name: string,
  integerOf: (key: RawRsaKey, signature: bigint) => bigint,
): SignatureCase => ({
  name: `the integer ${name}`,
  isValid: false,
  sign: (key, message) => {
    const integer = integerOf(key, toInteger(key.sign(message)));
    return integer < 1n << BigInt(8 * key.bytes) ? toBytes(integer, key.bytes) : undefined;
  },
});

const bytesCase = (
  name: string,
  change: (signature: Buffer) => Buffer | undefined,
): SignatureCase => ({
  name,
  isValid: false,
  sign: (key, message) => change(key.sign(message)),
});

/** Signatures in a form that RFC 8017 §8.2.2 accepts. */
export const VALID_SIGNATURES: readonly SignatureCase[] = [
  {
    name: 'what RFC 8017 §9.2 says',
    isValid: true,
    sign: (key, message) => key.signBlock(encode(key, message, {})),
  },
  {
    name: 'what OpenSSL makes of it',
    isValid: true,
    sign: (key, message) => key.sign(message),
  },
  {
    name: 'an integer that begins with 00, in full length',
    isValid: true,
    sign: (key, message) => {
      const signature = key.sign(message);
      return signature[0] === 0 ? signature : undefined;
    },
  },
];

/** Blocks that are well-formed but for the digest, which is not that of SHA-256 over the message. */
const WRONG_DIGESTS: readonly SignatureCase[] = [
  otherHash('md5'),
  otherHash('sha1'),
  otherHash('sha224'),
  otherHash('sha384'),
  otherHash('sha512'),
  blockCase('no DigestInfo, the message itself', (message) => ({
    digestInfo: message.subarray(0, 200),
  })),
  blockCase('a digest without its last byte', (message) => ({
    digestInfo: der(
      0x30,
      algorithm(SHA256_OID, NULL),
      der(0x04, digest('sha256', message).subarray(0, 31)),
    ),
  })),
  blockCase('a digest with one byte more', (message) => ({
    digestInfo: der(
      0x30,
      algorithm(SHA256_OID, NULL),
      der(0x04, digest('sha256', message), hex('00')),
    ),
  })),
  blockCase('an empty digest', () => ({
    digestInfo: der(0x30, algorithm(SHA256_OID, NULL), hex('0400')),
  })),
  blockCase('the digest of another message', (message) => ({
    digestInfo: digestInfo(Buffer.concat([message, hex('00')])),
  })),
  blockCase('a digest with its last bit flipped', (message) => {
    const info = digestInfo(message);
    info[50] = (info[50] ?? 0) ^ 1;
    return { digestInfo: info };
  }),
  blockCase('nothing but padding', () => ({ digestInfo: zeros(0) })),
];

/** The right digest in something that is not the DigestInfo of SHA-256. */
export const WRONG_DIGEST_INFOS: readonly SignatureCase[] = [
  otherAlgorithm('SHA-1', '06052b0e03021a'),
  otherAlgorithm('SHA-224', '0609608648016503040204'),
  otherAlgorithm('SHA-384', '0609608648016503040202'),
  otherAlgorithm('SHA-512', '0609608648016503040203'),
  otherAlgorithm('SHA-512/256', '0609608648016503040206'),
  otherAlgorithm('SHA3-256', '0609608648016503040208'),
  otherAlgorithm('RSA with SHA-256', '06092a864886f70d01010b'),
  blockCase('no DigestInfo, only the digest', (message) => ({
    digestInfo: digest('sha256', message),
  })),
  blockCase('no DigestInfo, only the digest as an OCTET STRING', (message) => ({
    digestInfo: octets(message),
  })),
  // RFC 8017 appendix B.1 tolerates an AlgorithmIdentifier without parameters, with this encoding as its
  // exception: here they are NULL, and §8.2.2 step 4 compares whole encodings. OpenSSL does so.
  blockCase('no NULL in the AlgorithmIdentifier', (message) => ({
    digestInfo: der(0x30, algorithm(SHA256_OID), octets(message)),
  })),
  blockCase('NULL in a long form', (message) => ({
    digestInfo: der(0x30, algorithm(SHA256_OID, hex('058100')), octets(message)),
  })),
  blockCase('NULL with content', (message) => ({
    digestInfo: der(0x30, algorithm(SHA256_OID, hex('050100')), octets(message)),
  })),
  blockCase('an empty OCTET STRING for NULL', (message) => ({
    digestInfo: der(0x30, algorithm(SHA256_OID, hex('0400')), octets(message)),
  })),
  blockCase('garbage as parameters, 140 bytes of it', (message) => ({
    digestInfo: der(0x30, algorithm(SHA256_OID, der(0x04, noise(140))), octets(message)),
  })),
  blockCase('garbage after the parameters', (message) => ({
    digestInfo: der(0x30, algorithm(SHA256_OID, NULL, noise(20)), octets(message)),
  })),
  blockCase('lengths in a long form', (message) => ({
    digestInfo: Buffer.concat([hex('308131'), digestInfo(message).subarray(2)]),
  })),
  blockCase('an indefinite length', (message) => ({
    digestInfo: Buffer.concat([hex('3080'), digestInfo(message).subarray(2), hex('0000')]),
  })),
  blockCase('a SET for the SEQUENCE', (message) => ({
    digestInfo: Buffer.concat([hex('31'), digestInfo(message).subarray(1)]),
  })),
  blockCase('a BIT STRING for the OCTET STRING', (message) => ({
    digestInfo: der(0x30, algorithm(SHA256_OID, NULL), der(0x03, digest('sha256', message))),
  })),
  blockCase('a length of the SEQUENCE that is one too large', (message) => {
    const info = digestInfo(message);
    info[1] = 0x32;
    return { digestInfo: info };
  }),
];

/** Bleichenbacher's forgery of 2006 (CVE-2006-4339) and its like: bytes that nobody looks at. */
export const WRONG_ENDS: readonly SignatureCase[] = [
  blockCase('one 00 after the digest', () => ({ tail: hex('00') })),
  blockCase('one byte after the digest', () => ({ tail: hex('2a') })),
  blockCase('garbage inside the SEQUENCE, after the digest', (message) => ({
    digestInfo: der(0x30, algorithm(SHA256_OID, NULL), octets(message), noise(40)),
  })),
  blockCase('8 bytes of padding, then zeros after the digest', withTail(8, zeros)),
  blockCase('8 bytes of padding, then garbage after the digest', withTail(8, noise)),
  blockCase('7 bytes of padding, then garbage after the digest', withTail(7, noise)),
  blockCase('1 byte of padding, then garbage after the digest', withTail(1, noise)),
  blockCase('no padding, then garbage after the digest', withTail(0, noise)),
  blockCase('the digest first and the DigestInfo of another at the end', (message) => ({
    digestInfo: Buffer.concat([
      digestInfo(message),
      digestInfo(Buffer.concat([message, hex('00')])),
    ]),
  })),
];

/** The right DigestInfo at the right place, and before it something else than `00 01 FF…FF 00`. */
export const WRONG_PADDINGS: readonly SignatureCase[] = [
  ...[0, 1, 7, 8, 201].map((length) =>
    blockCase(`zeros, then 01 and ${length} bytes of padding`, withLeadingZeros(length)),
  ),
  blockCase('FE as the first byte of the padding', withPaddingByte(0, 0xfe)),
  blockCase('7F in the middle of the padding', withPaddingByte(100, 0x7f)),
  blockCase('FE as the last byte of the padding', withPaddingByte(-1, 0xfe)),
  blockCase('00 as the first byte of the padding', withPaddingByte(0, 0x00)),
  blockCase('00 in the middle of the padding', withPaddingByte(100, 0x00)),
  blockCase('00 as the last byte of the padding', withPaddingByte(-1, 0x00)),
  blockCase('zeros for padding', () => ({ padding: zeros })),
  blockCase('bytes that look random for padding', () => ({ padding: noise })),
  blockCase('no separator', () => ({ separator: zeros(0) })),
  blockCase('01 for a separator', () => ({ separator: hex('01') })),
  blockCase('block type 00 over FF', () => ({ head: hex('0000') })),
  blockCase('block type 00 over zeros', () => ({ head: hex('0000'), padding: zeros })),
  blockCase('block type 02 over FF', () => ({ head: hex('0002') })),
  blockCase('block type 02 over bytes that look random', () => ({
    head: hex('0002'),
    padding: noise,
  })),
  blockCase('block type 03', () => ({ head: hex('0003') })),
  blockCase('block type FF', () => ({ head: hex('00ff') })),
  blockCase('01 for the first 00', () => ({ head: hex('0101') })),
  blockCase('no first 00', () => ({ head: hex('01') })),
];

const WRONG_INTEGERS: readonly SignatureCase[] = [
  integerCase('0', () => 0n),
  integerCase('1', () => 1n),
  integerCase('2', () => 2n),
  integerCase('n − 1', (key) => key.modulus - 1n),
  integerCase('n', (key) => key.modulus),
  integerCase('n + 1', (key) => key.modulus + 1n),
  integerCase('2^2048 − 1', (key) => (1n << BigInt(8 * key.bytes)) - 1n),
  // The same residue: RFC 8017 §5.2.2 step 1 asks for the range for this reason.
  integerCase('s + n', (key, signature) => signature + key.modulus),
  integerCase('n − s', (key, signature) => key.modulus - signature),
  integerCase('s with its last bit flipped', (_key, signature) => signature ^ 1n),
  {
    name: 'the encoded message itself, not signed',
    isValid: false,
    sign: (key, message) => encode(key, message, {}),
  },
  {
    name: 'the signature, signed again',
    isValid: false,
    sign: (key, message) => key.signBlock(key.sign(message)),
  },
  {
    name: 'a signature by RSASSA-PSS',
    isValid: false,
    sign: (key, message) => key.signPss(message),
  },
  {
    name: 'a signature of the header alone',
    isValid: false,
    sign: (key, message) => key.sign(message.subarray(0, message.indexOf('.'))),
  },
];

const WRONG_LENGTHS: readonly SignatureCase[] = [
  bytesCase('an empty signature', () => zeros(0)),
  bytesCase('one byte', (signature) => signature.subarray(0, 1)),
  bytesCase('the last byte missing', (signature) => signature.subarray(0, -1)),
  bytesCase('the first byte missing', (signature) =>
    signature[0] === 0 ? undefined : signature.subarray(1),
  ),
  bytesCase('half of it', (signature) => signature.subarray(0, 128)),
  bytesCase('a leading 00 added', (signature) => Buffer.concat([hex('00'), signature])),
  bytesCase('a leading 00 stripped', (signature) =>
    signature[0] === 0 ? signature.subarray(1) : undefined,
  ),
  bytesCase('a leading 00 moved to the end', (signature) =>
    signature[0] === 0 ? Buffer.concat([signature.subarray(1), hex('00')]) : undefined,
  ),
  bytesCase('a 00 appended', (signature) => Buffer.concat([signature, hex('00')])),
  bytesCase('a byte appended', (signature) => Buffer.concat([signature, hex('2a')])),
  bytesCase('it twice', (signature) => Buffer.concat([signature, signature])),
  bytesCase('its bytes in reverse', (signature) => Buffer.from(signature.toReversed())),
  bytesCase('it as a DER INTEGER', (signature) =>
    Buffer.concat([(signature[0] ?? 0) < 0x80 ? hex('02820100') : hex('0282010100'), signature]),
  ),
  bytesCase('it as hexadecimal text', (signature) => Buffer.from(signature.toString('hex'))),
  {
    name: 's + n in one byte more',
    isValid: false,
    sign: (key, message) => toBytes(toInteger(key.sign(message)) + key.modulus, key.bytes + 1),
  },
];

/** Signatures that have to be refused, each by what is wrong with it. */
export const WRONG_SIGNATURES: readonly SignatureCase[] = [
  ...WRONG_DIGESTS,
  ...WRONG_DIGEST_INFOS,
  ...WRONG_ENDS,
  ...WRONG_PADDINGS,
  ...WRONG_INTEGERS,
  ...WRONG_LENGTHS,
];
