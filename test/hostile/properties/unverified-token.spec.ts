import * as fc from 'fast-check';
import {
  checkAlphabet,
  readKeyId,
  readUnverifiedIssuer,
  splitToken,
} from '../../../lib/core/verifier/unverified-token.js';
import { check, outcomeOf } from './support/check.js';

const MAX_LENGTH = 8192;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const CHARACTERS = ALPHABET.split('');
const MALFORMED = { code: 'ERR_COGNITO_TOKEN_MALFORMED' };

const encode = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64url');
const bytes = fc.uint8Array({ minLength: 1, maxLength: 48 });
const segment = bytes.map(encode);

/** RFC 4648 §3.5 said the other way round: a spelling is canonical when encoding gives it back. */
const isCanonical = (spelling: string): boolean =>
  spelling !== '' && encode(Buffer.from(spelling, 'base64url')) === spelling;

/** A token whose segment at `position` is replaced. */
const tokenWith = (position: number, spelling: string): string =>
  ['QQ', 'QQ', 'QQ'].with(position, spelling).join('.');

/** Both of what is asked of the form of a token. */
function checkForm(token: string): void {
  splitToken(token, MAX_LENGTH);
  checkAlphabet(token);
}

describe('the segments of a token', () => {
  it('are read from every three canonical segments', () => {
    check(
      fc.property(segment, segment, segment, (header, payload, signature) => {
        expect(splitToken([header, payload, signature].join('.'), MAX_LENGTH)).toEqual({
          header,
          payload,
        });
      }),
    );
  });

  it('are three, neither more nor fewer', () => {
    check(
      fc.property(fc.array(segment, { maxLength: 6 }), (segments) => {
        fc.pre(segments.length !== 3);

        expect(outcomeOf(() => checkForm(segments.join('.')))).toEqual(MALFORMED);
      }),
    );
  });

  it('hold nothing but the alphabet of base64url', () => {
    const foreign = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 3 })
      .filter((text) => text.split('').some((character) => !ALPHABET.includes(character)))
      .filter((text) => !text.includes('.'));
    check(
      fc.property(
        fc.nat({ max: 2 }),
        segment,
        fc.nat(),
        foreign,
        (position, text, at, foreigner) => {
          const cut = at % (text.length + 1);
          const spoilt = text.slice(0, cut) + foreigner + text.slice(cut);

          expect(outcomeOf(() => checkForm(tokenWith(position, spoilt)))).toEqual(MALFORMED);
        },
      ),
      1000,
    );
  });

  // 64 spellings of the last character, in each place: bytes have one form that is accepted.
  it('have one spelling of the last character for the same bytes', () => {
    check(
      fc.property(fc.nat({ max: 2 }), bytes, (position, content) => {
        const canonical = encode(content);
        const spellings = CHARACTERS.map((last) => canonical.slice(0, -1) + last);
        const accepted = spellings.filter(
          (spelling) =>
            outcomeOf(() => splitToken(tokenWith(position, spelling), MAX_LENGTH)).code ===
            undefined,
        );

        expect(accepted).toEqual(spellings.filter(isCanonical));
        expect(
          accepted.filter((spelling) => Buffer.from(spelling, 'base64url').equals(content)),
        ).toEqual([canonical]);
      }),
      200,
    );
  });

  it('are refused whole or not at all, whatever the text is', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.string({ unit: fc.constantFrom(...CHARACTERS, '.', '.', '.', '.', '='), maxLength: 40 }),
      fc
        .array(
          fc.oneof(
            segment,
            fc.string({ unit: fc.constantFrom(...CHARACTERS), minLength: 1, maxLength: 6 }),
          ),
          {
            minLength: 3,
            maxLength: 3,
          },
        )
        .map((parts) => parts.join('.')),
    );
    let accepted = 0;
    check(
      fc.property(text, (token) => {
        const parts = token.split('.');
        const isWhole = parts.length === 3 && parts.every(isCanonical);
        if (isWhole) accepted += 1;

        expect(outcomeOf(() => splitToken(token, MAX_LENGTH))).toEqual(
          isWhole ? { value: { header: parts[0], payload: parts[1] } } : MALFORMED,
        );
      }),
      3000,
    );

    expect(accepted).toBeGreaterThan(50);
  });

  it('are read up to the limit, and refused with one character more', () => {
    check(
      fc.property(segment, segment, segment, (...segments) => {
        const token = segments.join('.');

        expect(outcomeOf(() => splitToken(token, token.length)).code).toBeUndefined();
        expect(outcomeOf(() => splitToken(token, token.length - 1))).toEqual(MALFORMED);
      }),
    );
  });
});

/** Values for the members of a header, right ones among them. */
const member = (...likely: readonly unknown[]): fc.Arbitrary<unknown> =>
  fc.oneof(
    { arbitrary: fc.constantFrom(...likely), weight: 40 },
    { arbitrary: fc.jsonValue(), weight: 1 },
  );

const header = fc.record(
  {
    alg: member('RS256', 'RS256', 'RS256', 'RS256', 'rs256', 'RS512', 'HS256', 'none', null, [
      'RS256',
    ]),
    kid: member(
      'a',
      'b',
      'c',
      'd',
      'e',
      'f',
      'Z1x=',
      '__proto__',
      '',
      null,
      0,
      ['a'],
      'x'.repeat(256),
      'x'.repeat(257),
    ),
    typ: member('JWT', 'JWT', 'jwt', 'Jwt', 'at+jwt', '', null, ['JWT']),
    jku: member('https://attacker.example/jwks.json'),
    extra: fc.jsonValue(),
  },
  { requiredKeys: ['alg', 'kid'] },
);
const extension = fc.record(
  { crit: fc.jsonValue(), b64: fc.jsonValue(), cty: fc.jsonValue() },
  { requiredKeys: [] },
);

/** The rules of the header, written once more. */
function headerOracle(
  value: Readonly<Record<string, unknown>>,
): { value: string } | { code: string } {
  const names = new Set(Object.keys(value));
  if (!names.has('alg') || value['alg'] !== 'RS256')
    return { code: 'ERR_COGNITO_ALGORITHM_REFUSED' };
  const isPlain = ['crit', 'b64', 'cty'].every((name) => !names.has(name));
  const isJwt =
    !names.has('typ') || (typeof value['typ'] === 'string' && /^jwt$/i.test(value['typ']));
  const kid = names.has('kid') ? value['kid'] : undefined;
  const isKid = typeof kid === 'string' && kid.length >= 1 && kid.length <= 256;
  return isPlain && isJwt && isKid ? { value: kid } : MALFORMED;
}

describe('the decoded parts of a token', () => {
  it('name a key where the header is one of Cognito, and are refused where it is not', () => {
    const seen = { keys: 0, refusals: 0 };
    check(
      fc.property(
        header,
        fc.oneof({ arbitrary: fc.constant({}), weight: 3 }, { arbitrary: extension, weight: 1 }),
        (plain, more) => {
          const text = JSON.stringify({ ...plain, ...more });
          const outcome = outcomeOf(() => readKeyId(encode(text)));

          expect(outcome).toEqual(headerOracle(JSON.parse(text) as Record<string, unknown>));
          if (outcome.code === undefined) seen.keys += 1;
          else seen.refusals += 1;
        },
      ),
      2000,
    );

    expect(Math.min(seen.keys, seen.refusals)).toBeGreaterThan(100);
  });

  it('are refused for each of crit, b64 and cty, whatever its value', () => {
    const name = fc.constantFrom('crit', 'b64', 'cty');
    check(
      fc.property(name, fc.jsonValue(), (extensionName, value) => {
        const text = JSON.stringify({ alg: 'RS256', kid: 'a', [extensionName]: value });

        expect(outcomeOf(() => readKeyId(encode(text)))).toEqual(MALFORMED);
      }),
    );
  });

  it.each([
    ['header', readKeyId],
    ['payload', readUnverifiedIssuer],
  ])('never cause an error of another kind, whatever bytes are in the %s', (_part, read) => {
    const anyBytes = fc.oneof(
      fc.uint8Array({ maxLength: 64 }),
      fc.json().map((text) => Buffer.from(text)),
      fc.json().map((text) => Buffer.from(`\ufeff${text}`)),
      fc.json().map((text) => Buffer.from(text, 'utf16le')),
      fc
        .tuple(fc.json(), fc.uint8Array({ maxLength: 4 }))
        .map((parts) => Buffer.concat(parts.map((part) => Buffer.from(part)))),
    );
    check(
      fc.property(anyBytes, (content) => {
        expect(['undefined', 'string']).toContain(
          typeof outcomeOf(() => read(encode(content))).code,
        );
      }),
      2000,
    );
    check(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(['undefined', 'string']).toContain(typeof outcomeOf(() => read(text)).code);
      }),
    );
  });

  it.each([
    ['header', readKeyId],
    ['payload', readUnverifiedIssuer],
  ])('are refused where the %s is no JSON object', (_part, read) => {
    const noObject = fc
      .jsonValue()
      .filter((value) => typeof value !== 'object' || value === null || Array.isArray(value));
    check(
      fc.property(noObject, (value) => {
        expect(outcomeOf(() => read(encode(JSON.stringify(value))))).toEqual(MALFORMED);
      }),
    );
  });

  it.each([
    ['header', readKeyId],
    ['payload', readUnverifiedIssuer],
  ])('are refused where the %s has a byte that is no UTF-8', (_part, read) => {
    const text = JSON.stringify({ alg: 'RS256', kid: 'a', iss: 'b', note: 'abcdef' });
    const invalid = fc.constantFrom(
      [0x80],
      [0xff],
      [0xc0, 0xaf],
      [0xe2, 0x82],
      [0xed, 0xa0, 0x80],
      [0xf5, 0x80, 0x80, 0x80],
    );
    check(
      fc.property(invalid, fc.nat({ max: 6 }), (sequence, at) => {
        const cut = text.indexOf('abcdef') + at;
        const content = Buffer.concat([
          Buffer.from(text.slice(0, cut)),
          Buffer.from(sequence),
          Buffer.from(text.slice(cut)),
        ]);

        expect(outcomeOf(() => read(encode(content)))).toEqual(MALFORMED);
      }),
      100,
    );
  });
});

describe('the issuer that a payload names', () => {
  it('is returned as it is, because it is not checked here', () => {
    check(
      fc.property(fc.jsonValue(), fc.dictionary(fc.string(), fc.jsonValue()), (iss, more) => {
        const payload: unknown = JSON.parse(JSON.stringify({ ...more, iss }));

        expect(readUnverifiedIssuer(encode(JSON.stringify(payload)))).toEqual(
          (payload as { iss: unknown }).iss,
        );
      }),
    );
  });

  it('is not found on the prototype of the payload', () => {
    const text = '{"__proto__":{"iss":"https://attacker.example"}}';

    expect(readUnverifiedIssuer(encode(text))).toBeUndefined();
    expect(outcomeOf(() => readKeyId(encode('{"__proto__":{"alg":"RS256","kid":"a"}}')))).toEqual({
      code: 'ERR_COGNITO_ALGORITHM_REFUSED',
    });
  });
});
