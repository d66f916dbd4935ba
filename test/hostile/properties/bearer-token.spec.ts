import { bearerToken } from 'nestjs-cognito-auth';
import * as fc from 'fast-check';
import { parseBearerCredentials } from '../../../lib/core/token-source/bearer-token.js';
import { check, outcomeOf } from './support/check.js';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** RFC 9110 §5.6.2. */
const TOKEN_CHARACTERS = `${LETTERS}!#$%&'*+-.^_\`|~`;
/** RFC 6750 §2.1. */
const B64TOKEN_CHARACTERS = `${LETTERS}-._~+/`;

const consistsOf = (text: string, characters: string): boolean =>
  text.split('').every((character) => characters.includes(character));

/** b64token = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"=" */
function isB64token(text: string): boolean {
  let end = text.length;
  while (end > 0 && text[end - 1] === '=') end -= 1;
  return end > 0 && consistsOf(text.slice(0, end), B64TOKEN_CHARACTERS);
}

/** The grammar once more, read character by character. */
function oracle(credentials: string): { value: string | undefined } | { code: string } {
  let end = 0;
  while (end < credentials.length && TOKEN_CHARACTERS.includes(credentials.charAt(end))) end += 1;
  if (credentials.slice(0, end).toLowerCase() !== 'bearer') return { value: undefined };
  let start = end;
  while (credentials[start] === ' ') start += 1;
  const token = credentials.slice(start);
  return start > end && isB64token(token)
    ? { value: token }
    : {
        code: holdsSecondCredentials(credentials)
          ? 'ERR_COGNITO_TOKEN_AMBIGUOUS'
          : 'ERR_COGNITO_TOKEN_MALFORMED',
      };
}

/** What a proxy makes of two headers: the second value after a comma. */
function holdsSecondCredentials(credentials: string): boolean {
  const [, ...rest] = credentials.toLowerCase().split(',');
  return rest.some((part) => {
    let start = 0;
    while (part[start] === ' ') start += 1;
    return part.startsWith('bearer ', start);
  });
}

const b64token = fc
  .tuple(
    fc.string({
      unit: fc.constantFrom(...B64TOKEN_CHARACTERS.split('')),
      minLength: 1,
      maxLength: 60,
    }),
    fc.nat({ max: 3 }),
  )
  .map(([text, padding]) => text + '='.repeat(padding));

/** `bearer` in every mixture of upper and lower case. */
const scheme = fc
  .tuple(...'bearer'.split('').map((letter) => fc.constantFrom(letter, letter.toUpperCase())))
  .map((letters) => letters.join(''));

/** Text that is nearly what it should be: pieces of the grammar and of what breaks it. */
const nearMiss = fc
  .array(
    fc.oneof(
      { arbitrary: scheme, weight: 3 },
      { arbitrary: b64token, weight: 3 },
      {
        arbitrary: fc.constantFrom(' ', '  ', '=', '\t', ',', ', ', ';', '"', ':', '.'),
        weight: 4,
      },
      {
        arbitrary: fc.constantFrom('\0', '\r\n', '\u00a0', '\u2003', '\u212a', 'ı', 'é'),
        weight: 1,
      },
    ),
    { maxLength: 6 },
  )
  .map((pieces) => pieces.join(''));

/** Several credentials in one field, as a proxy joins them. */
const list = fc
  .array(
    fc.tuple(fc.oneof(scheme, fc.constant('Basic')), b64token).map((parts) => parts.join(' ')),
    { minLength: 2, maxLength: 3 },
  )
  .map((credentials) => credentials.join(', '));

const anyText = fc.oneof(
  { arbitrary: list, weight: 1 },
  { arbitrary: nearMiss, weight: 4 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 40 }), weight: 1 },
  { arbitrary: fc.tuple(scheme, b64token).map((parts) => parts.join(' ')), weight: 1 },
  { arbitrary: fc.tuple(scheme, nearMiss).map((parts) => parts.join(' ')), weight: 3 },
);

describe('the value of Authorization', () => {
  it('is no token, a b64token or a refusal, as the grammar says, and nothing else', () => {
    const seen = { none: 0, token: 0, refusal: 0, list: 0 };
    check(
      fc.property(anyText, (credentials) => {
        const outcome = outcomeOf(() => parseBearerCredentials(credentials));

        expect(outcome).toEqual(oracle(credentials));
        if (outcome.code === 'ERR_COGNITO_TOKEN_AMBIGUOUS') seen.list += 1;
        else if (outcome.code !== undefined) seen.refusal += 1;
        else if (outcome.value === undefined) seen.none += 1;
        else seen.token += 1;
        expect(outcome.value === undefined || isB64token(outcome.value)).toBe(true);
      }),
      3000,
    );

    // Else the property would say little: each of the four came up often.
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(50);
  });

  it('gives back every b64token, in whatever case the scheme is written', () => {
    check(
      fc.property(scheme, fc.integer({ min: 1, max: 9 }), b64token, (name, spaces, token) => {
        expect(parseBearerCredentials(name + ' '.repeat(spaces) + token)).toBe(token);
      }),
    );
  });

  it('holds one token: anything behind it is refused', () => {
    const junk = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 10 })
      .filter((text) => !consistsOf(text, `${B64TOKEN_CHARACTERS}=`));
    check(
      fc.property(b64token, junk, (token, rest) => {
        expect(outcomeOf(() => parseBearerCredentials(`Bearer ${token}${rest}`))).toEqual({
          code: 'ERR_COGNITO_TOKEN_MALFORMED',
        });
      }),
    );
  });

  it('holds no token where the scheme only begins or ends like Bearer', () => {
    const part = fc.string({
      unit: fc.constantFrom(...TOKEN_CHARACTERS.split('')),
      minLength: 1,
      maxLength: 8,
    });
    check(
      fc.property(scheme, part, b64token, fc.boolean(), (name, more, token, isBehind) => {
        const other = isBehind ? name + more : more + name;

        expect(parseBearerCredentials(`${other} ${token}`)).toBeUndefined();
      }),
    );
  });
});

describe('the Authorization headers of a request', () => {
  const source = bearerToken();
  const values = fc.array(anyText, { maxLength: 3 });

  /** What Node makes of them: the first in `headers`, all of them in `rawHeaders`. */
  const nodeRequest = (sent: readonly string[], rawName: string) => ({
    headers: { authorization: sent[0], 'x-other': 'x' },
    rawHeaders: ['X-Other', 'x', ...sent.flatMap((value) => [rawName, value])],
  });

  it('are refused when there is more than one, in any order, on Node and on Fastify', () => {
    const names = fc.constantFrom('authorization', 'Authorization', 'AUTHORIZATION');
    check(
      fc.property(values, names, fc.boolean(), (sent, rawName, isFastify) => {
        const request = nodeRequest(sent, rawName);
        const tokenRequest = isFastify ? { headers: request.headers, raw: request } : request;

        expect(outcomeOf(() => source(tokenRequest))).toEqual(
          sent.length > 1
            ? { code: 'ERR_COGNITO_TOKEN_AMBIGUOUS' }
            : sent[0] === undefined
              ? { value: undefined }
              : oracle(sent[0]),
        );
      }),
    );
  });

  it('are refused when an adapter without raw headers gives a list', () => {
    check(
      fc.property(values, (sent) => {
        const [first] = sent;

        expect(outcomeOf(() => source({ headers: { authorization: sent } }))).toEqual(
          sent.length > 1
            ? { code: 'ERR_COGNITO_TOKEN_AMBIGUOUS' }
            : first === undefined
              ? { value: undefined }
              : oracle(first),
        );
      }),
    );
  });

  it('are counted by their names and not by values that look like them', () => {
    check(
      fc.property(b64token, fc.constantFrom('authorization', 'Authorization'), (token, value) => {
        const authorization = `Bearer ${token}`;
        const rawHeaders = ['X-A', value, 'Authorization', authorization, 'X-B', value];

        expect(source({ headers: { authorization }, rawHeaders })).toBe(token);
      }),
    );
  });
});
