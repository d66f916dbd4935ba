import * as fc from 'fast-check';
import type { CognitoTokenUse } from 'nestjs-cognito-auth';
import {
  type CognitoClaimsRules,
  CognitoClaimsValidator,
} from '../../../lib/core/claims/cognito-claims.validator.js';
import { check, outcomeOf } from './support/check.js';

const ISSUERS = ['https://cognito-idp.eu-west-1.amazonaws.com/p', 'https://issuer.example/p'];
const CLIENTS = ['client-1', 'client-2'];
const AUDIENCES = ['https://api.example', 'https://other.example'];
const TOKEN_USES: readonly CognitoTokenUse[] = ['access', 'id'];

const validator = new CognitoClaimsValidator();

const rules: fc.Arbitrary<CognitoClaimsRules> = fc.record({
  issuers: fc.subarray(ISSUERS, { minLength: 1 }),
  tokenUses: fc.subarray([...TOKEN_USES], { minLength: 1 }),
  clientIds: fc.option(fc.subarray(CLIENTS, { minLength: 1 })),
  audiences: fc.oneof(fc.constant(undefined), fc.constant(null), fc.subarray(AUDIENCES)),
});

/** Right values of a claim, what looks like one, and anything else that JSON can hold. */
function claim(right: readonly unknown[]): fc.Arbitrary<unknown> {
  const alike = right.flatMap((value) => [
    [value],
    { 0: value },
    typeof value === 'string' ? `${value} ` : String(value),
    typeof value === 'string' ? value.toUpperCase() : -Number(value),
    `${String(value)}\0`,
  ]);
  return fc.oneof(
    { arbitrary: fc.constantFrom(...right), weight: 100 },
    { arbitrary: fc.constantFrom(...alike), weight: 5 },
    { arbitrary: fc.constantFrom('', null, true, false, 0, [], {}), weight: 5 },
    { arbitrary: fc.jsonValue(), weight: 5 },
    // What JSON.parse makes of 1e999.
    { arbitrary: fc.constantFrom(Number.POSITIVE_INFINITY, 8.64e12, 8.64e12 + 1), weight: 1 },
  );
}

const claimsOf = (use: CognitoTokenUse): fc.Arbitrary<Record<string, unknown>> => {
  const model = {
    iss: claim(ISSUERS),
    token_use: claim([use]),
    client_id: claim(CLIENTS),
    aud: claim(use === 'id' ? CLIENTS : AUDIENCES),
    sub: claim(['a', '0']),
    exp: claim([2_000_000_000, 1.5]),
    iat: claim([1_900_000_000]),
    nbf: claim([1_900_000_000]),
  };
  // Every claim is left out now and then.
  const names = Object.keys(model);
  return fc
    .tuple(
      fc.record(model),
      fc.subarray(['aud', 'nbf', 'client_id']),
      fc.oneof(
        { arbitrary: fc.constant([] as string[]), weight: 3 },
        { arbitrary: fc.subarray(names, { maxLength: 1 }), weight: 5 },
      ),
    )
    .map(([all, ...left]) =>
      Object.fromEntries(Object.entries(all).filter(([name]) => !left.flat().includes(name))),
    );
};

const claims = fc.oneof(claimsOf('access'), claimsOf('id'));

/** The profile of a Cognito token, as a list of what has to be true of it. */
function isAccepted(
  payload: Readonly<Record<string, unknown>>,
  given: CognitoClaimsRules,
): boolean {
  const has = (name: string): boolean => Object.keys(payload).includes(name);
  const text = (name: string): string | undefined =>
    has(name) && typeof payload[name] === 'string' ? payload[name] : undefined;
  const number = (name: string): boolean =>
    has(name) &&
    typeof payload[name] === 'number' &&
    !Number.isNaN(new Date(payload[name] * 1000).getTime());
  const isOf = (value: string | undefined, accepted: readonly string[]): boolean =>
    accepted.some((entry) => entry === value);

  const use = text('token_use');
  const client = use === 'access' ? text('client_id') : text('aud');
  const facts = [
    isOf(text('iss'), given.issuers),
    use === 'access' || use === 'id',
    isOf(use, given.tokenUses),
    client !== undefined && client.length > 0,
    given.clientIds === null || isOf(client, given.clientIds),
    use === 'id' ||
      given.audiences === null ||
      (given.audiences === undefined ? !has('aud') : isOf(text('aud'), given.audiences)),
    (text('sub') ?? '').length > 0,
    number('exp'),
    number('iat'),
    !has('nbf') || number('nbf'),
  ];
  return facts.every(Boolean);
}

describe('the claims of a token', () => {
  it('are accepted when the oracle accepts them, and only then', () => {
    const seen = { accepted: 0, refused: 0 };
    check(
      fc.property(claims, rules, (payload, given) => {
        const { code } = outcomeOf(() => validator.validate(payload, given));

        expect(code === undefined).toBe(isAccepted(payload, given));
        seen[code === undefined ? 'accepted' : 'refused'] += 1;
      }),
      5000,
    );

    expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(200);
  });

  it('are unchanged by the validation, and deeply frozen', () => {
    const isFrozen = (value: unknown): boolean =>
      typeof value !== 'object' ||
      value === null ||
      (Object.isFrozen(value) && Object.values(value).every(isFrozen));
    const good = {
      iss: ISSUERS[0],
      token_use: 'access',
      client_id: 'client-1',
      sub: 'a',
      exp: 2_000_000_000,
      iat: 1_900_000_000,
    };
    const given: CognitoClaimsRules = {
      issuers: ISSUERS,
      tokenUses: ['access'],
      clientIds: CLIENTS,
      audiences: undefined,
    };
    check(
      fc.property(fc.jsonValue(), (extra) => {
        const payload = JSON.parse(JSON.stringify({ ...good, extra })) as object;
        const before = JSON.stringify(payload);
        const validated = validator.validate(payload, given);

        expect(validated).toBe(payload);
        expect(JSON.stringify(validated)).toBe(before);
        expect(isFrozen(validated)).toBe(true);
      }),
    );
  });

  it('are refused where they are no object, whatever the rules', () => {
    const noObject = fc.oneof(
      fc.jsonValue().filter((value) => typeof value !== 'object' || value === null),
      fc.array(fc.jsonValue()),
      // An array that carries all claims as members: no check may be skipped for it.
      fc.array(claims).map((list) => Object.assign(list, ...list) as unknown),
      fc.constant(undefined),
    );
    check(
      fc.property(noObject, rules, (payload, given) => {
        expect(outcomeOf(() => validator.validate(payload, given))).toEqual({
          code: 'ERR_COGNITO_TOKEN_MALFORMED',
        });
      }),
    );
  });
});
