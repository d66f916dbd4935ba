import { isUtf8 } from 'node:buffer';
import { AlgorithmRefusedError, TokenMalformedError } from '../errors/token-refused.errors.js';
import { decodeSegment } from './decode-segment.js';

const MAX_KID_LENGTH = 256;

/** RFC 7515 §2: base64url without padding. No two parts of the pattern can match the same text. */
const THREE_SEGMENTS = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/** Segments of a token, none of them verified. */
export interface UnverifiedSegments {
  readonly header: string;
  readonly payload: string;
}

/**
 * Cuts a token into its segments. Does not check their alphabet; see {@link checkAlphabet}.
 *
 * Base64url has several spellings of the same bytes where the last character has spare bits; only the
 * canonical one is accepted (RFC 4648 §3.5), so that a token has exactly one form.
 *
 * @throws {TokenMalformedError} when it is longer than `maxLength` or not three segments of canonical length
 * and end
 */
export function splitToken(token: string, maxLength: number): UnverifiedSegments {
  if (token.length > maxLength) throw new TokenMalformedError('The token is too long');
  const first = token.indexOf('.');
  const second = token.indexOf('.', first + 1);
  if (
    first < 1 ||
    !isCanonical(token, 0, first) ||
    !isCanonical(token, first + 1, second) ||
    !isCanonical(token, second + 1, token.length)
  ) {
    throw notCompact();
  }
  return { header: token.slice(0, first), payload: token.slice(first + 1, second) };
}

/** @throws {TokenMalformedError} when a token is not three segments of base64url */
export function checkAlphabet(token: string): void {
  if (!THREE_SEGMENTS.test(token)) throw notCompact();
}

function notCompact(): TokenMalformedError {
  return new TokenMalformedError('The token is not a JWT in compact form');
}

/** The last characters whose spare bits are zero: of segments with two and four spare bits. */
const LAST_OF_THREE = 'AEIMQUYcgkosw048';
const LAST_OF_TWO = 'AQgw';

/** Whether the part of a token from `start` to `end` has a length and an end that base64url can have. */
function isCanonical(token: string, start: number, end: number): boolean {
  if (end <= start) return false;
  const last = token.charAt(end - 1);
  switch ((end - start) % 4) {
    case 0:
      return true;
    case 3:
      return LAST_OF_THREE.includes(last);
    case 2:
      return LAST_OF_TWO.includes(last);
    default:
      return false;
  }
}

/**
 * Reads the key id from the header of a token, once the header is one that Cognito could have made. No
 * key is looked up for any other.
 *
 * `jku`, `jwk`, `x5u` and `x5c` are never looked at: keys come from the configured issuers only
 * (RFC 8725 §3.10).
 *
 * @throws {AlgorithmRefusedError} when `alg` is not RS256
 * @throws {TokenMalformedError} for all else
 */
export function readKeyId(headerSegment: string): string {
  const header = decodeJsonObject(headerSegment, 'header');
  if (header['alg'] !== 'RS256') throw new AlgorithmRefusedError();
  for (const extension of ['crit', 'b64', 'cty']) {
    // RFC 7515 §4.1.11, RFC 7797, RFC 7519 §5.2: each changes what the token means.
    if (Object.hasOwn(header, extension)) {
      throw new TokenMalformedError(`The header of the token has ${extension}`);
    }
  }
  if (!isJwtType(header['typ']))
    throw new TokenMalformedError('The token is of another type than JWT');
  const kid = header['kid'];
  if (typeof kid !== 'string' || kid === '' || kid.length > MAX_KID_LENGTH) {
    throw new TokenMalformedError('The header of the token names no key');
  }
  return kid;
}

/** RFC 8725 §3.11. Cognito writes no `typ` at all. */
function isJwtType(typ: unknown): boolean {
  return typ === undefined || (typeof typ === 'string' && typ.toUpperCase() === 'JWT');
}

/** RFC 8259 §2: space, tab, line feed, carriage return. */
const JSON_WHITESPACE: readonly (number | undefined)[] = [0x20, 0x09, 0x0a, 0x0d];
const OPENING_BRACE = 0x7b;

/**
 * Checks, without parsing it, that the payload can only be a JSON object or no JSON at all.
 *
 * The libraries below replace what is not UTF-8 instead of refusing it (RFC 8725 §3.7), parse a payload
 * that is a string of JSON once more, and fail on `null`.
 *
 * @throws {TokenMalformedError} when it is not UTF-8, or begins like something else
 */
export function checkPayloadForm(payloadSegment: string): void {
  const payload = decodeSegment(payloadSegment);
  let start = 0;
  while (JSON_WHITESPACE.includes(payload[start])) start += 1;
  if (payload[start] !== OPENING_BRACE || !isUtf8(payload)) {
    throw new TokenMalformedError('The payload of the token is not a JSON object');
  }
}

/**
 * The value of `iss`, for the choice of a key only: the claims validator checks it once the signature
 * holds.
 *
 * @throws {TokenMalformedError} when the payload is not a JSON object
 */
export function readUnverifiedIssuer(payloadSegment: string): unknown {
  return decodeJsonObject(payloadSegment, 'payload')['iss'];
}

function decodeJsonObject(segment: string, part: string): Readonly<Record<string, unknown>> {
  const bytes = decodeSegment(segment);
  let value: unknown;
  try {
    // A byte order mark is kept, and is no JSON.
    if (isUtf8(bytes)) value = JSON.parse(bytes.toString());
  } catch {
    // The parser's own message would quote the token.
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TokenMalformedError(`The ${part} of the token is not a JSON object`);
  }
  return value as Readonly<Record<string, unknown>>;
}
