import { cookieToken } from 'nestjs-cognito-auth';
import * as fc from 'fast-check';
import { check, type Outcome, outcomeOf } from './support/check.js';

const NAME = '__Host-session';
const readCookie = (header: string | undefined): string | undefined =>
  cookieToken(NAME)({ method: 'GET', headers: { cookie: header } });

/** Characters of RFC 6265 §4.1.1: of a name, and of a value. */
const nameCharacters = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index));
const tokenCharacters = nameCharacters.filter(
  (character) => !'()<>@,;:\\"/[]?={}'.includes(character),
);
const valueCharacters = nameCharacters.filter((character) => !'",;\\'.includes(character));

const cookieName = fc.string({
  unit: fc.constantFrom(...tokenCharacters),
  minLength: 1,
  maxLength: 16,
});
const cookieValue = fc.string({ unit: fc.constantFrom(...valueCharacters), maxLength: 40 });
const otherCookie = fc
  .tuple(
    fc.oneof(
      cookieName,
      fc.constantFrom(`${NAME}2`, `x${NAME}`, NAME.toLowerCase(), NAME.toUpperCase(), 'session'),
    ),
    cookieValue,
  )
  .filter(([name]) => name !== NAME);
const pair = ([name, value]: readonly [string, string]): string => `${name}=${value}`;

/** Puts cookies in an order that chance gives. */
const header = (
  ours: fc.Arbitrary<readonly (readonly [string, string])[]>,
): fc.Arbitrary<{ ours: readonly (readonly [string, string])[]; text: string }> =>
  fc
    .record({ ours, others: fc.array(otherCookie, { maxLength: 4 }) })
    .chain(({ ours: mine, others }) =>
      fc
        .shuffledSubarray([...mine, ...others], { minLength: mine.length + others.length })
        .map((all) => ({ ours: mine, text: all.map(pair).join('; ') })),
    );

/**
 * RFC 6265 §4.2.1 and §5.2: pairs between semicolons, with spaces and tabs around names and values. An empty
 * value is no token.
 */
function oracle(text: string): Outcome<string | undefined> {
  const values = text.split(';').flatMap((part) => {
    const separator = part.indexOf('=');
    if (separator === -1 || stripBlanks(part.slice(0, separator)) !== NAME) return [];
    const value = stripBlanks(part.slice(separator + 1));
    const isQuoted = value.length > 1 && value[0] === '"' && value[value.length - 1] === '"';
    return [isQuoted ? value.slice(1, -1) : value];
  });
  return values.some((value) => value !== values[0])
    ? { code: 'ERR_COGNITO_TOKEN_AMBIGUOUS' }
    : { value: values[0] || undefined };
}

function stripBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && ' \t'.includes(text.charAt(start))) start += 1;
  while (end > start && ' \t'.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

describe('a token in a cookie', () => {
  it('is read whole, at any place and with or without quotes', () => {
    check(
      fc.property(
        fc
          .boolean()
          .chain((isQuoted) =>
            fc.tuple(
              cookieValue,
              header(
                cookieValue.map((value) => [[NAME, isQuoted ? `"${value}"` : value]] as const),
              ),
            ),
          ),
        ([, { ours, text }]) => {
          const sent = ours[0]?.[1] ?? '';

          expect(readCookie(text)).toBe(
            (sent.startsWith('"') ? sent.slice(1, -1) : sent) || undefined,
          );
        },
      ),
    );
  });

  it('is not found when only cookies of other names are sent', () => {
    check(
      fc.property(header(fc.constant([])), ({ text }) => {
        expect(readCookie(text)).toBeUndefined();
      }),
    );
    expect(readCookie(undefined)).toBeUndefined();
    expect(readCookie('')).toBeUndefined();
  });

  it('is refused beside another value under its name, and not beside the same value', () => {
    check(
      fc.property(
        header(
          fc.tuple(cookieValue, cookieValue).map((values) => values.map((v) => [NAME, v] as const)),
        ),
        ({ ours, text }) => {
          expect(outcomeOf(() => readCookie(text))).toEqual(
            ours[0]?.[1] === ours[1]?.[1]
              ? { value: ours[0]?.[1] || undefined }
              : { code: 'ERR_COGNITO_TOKEN_AMBIGUOUS' },
          );
        },
      ),
    );
  });

  it('is read from any text as the grammar says', () => {
    const seen = { none: 0, token: 0, refusal: 0 };
    const pieces = fc.array(
      fc.oneof(
        {
          arbitrary: fc.constantFrom(NAME, `${NAME}=`, `; ${NAME}=`, '=', ';', ' ', '\t', '"'),
          weight: 6,
        },
        { arbitrary: cookieValue, weight: 1 },
        { arbitrary: fc.string({ unit: 'grapheme-ascii', maxLength: 6 }), weight: 1 },
      ),
      { maxLength: 12 },
    );
    check(
      fc.property(
        pieces.map((texts) => texts.join('')),
        (text) => {
          const outcome = outcomeOf(() => readCookie(text));

          expect(outcome).toEqual(oracle(text));
          if (outcome.code !== undefined) seen.refusal += 1;
          else if (outcome.value === undefined) seen.none += 1;
          else seen.token += 1;
        },
      ),
      3000,
    );

    expect(Math.min(seen.none, seen.token, seen.refusal)).toBeGreaterThan(50);
  });

  // A browser guards the prefix __Host- byte by byte. To whom other characters than space and tab are
  // blanks, a cookie that a sibling domain has set becomes one that only this host can set.
  it('is not read from a cookie whose name has blanks around it other than space and tab', () => {
    const blanks = ['\u00a0', '\ufeff', '\u2003', '\u2028', '\u3000', '\v', '\f', '\u0085', '\0'];
    check(
      fc.property(
        fc.constantFrom(...blanks),
        fc.boolean(),
        cookieValue,
        (blank, isBehind, value) => {
          const name = isBehind ? NAME + blank : blank + NAME;

          expect(readCookie(`${name}=${value}`)).toBeUndefined();
        },
      ),
      100,
    );
  });
});
