import { createSecretKey, type KeyObject } from 'node:crypto';
import { SigningKeyUnknownError } from '../errors/token-refused.errors.js';
import type {
  ResolvedCognitoAuthOptions,
  ResolvedIssuer,
} from '../options/resolved-cognito-auth-options.interface.js';
import type { SigningKeys } from '../signing-keys/signing-keys.interface.js';
import { SigningKeyFinder, type TrustedKey } from './signing-key-finder.js';

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const HEADER = encode({ alg: 'RS256', kid: 'kid-1' });
const tokenOf = (payload: unknown, header = HEADER): string => `${header}.${encode(payload)}.QUJD`;

const issuerWith = (name: string): ResolvedIssuer =>
  ({
    userPool: { userPoolId: name },
    claimsRules: { issuers: [name] },
  }) as unknown as ResolvedIssuer;
const [A, B] = ['https://a.example', 'https://b.example'] as const;
const TWIN = 'https://twin-of-a.example';
const issuerA = issuerWith(A);
const issuers = new Map([
  [A, issuerA],
  [B, issuerWith(B)],
  // Another name for what has the same keys and the same rules.
  [TWIN, { ...issuerA }],
]);
const key = createSecretKey(Buffer.from('key'));
const sameKey = createSecretKey(Buffer.from('key'));
const otherKey = createSecretKey(Buffer.from('other'));

/** A finder over keys that answer so, and what they were asked for. */
function finderOver(
  resolve: (issuer: string) => KeyObject | Promise<KeyObject> = () => key,
  issuerOf?: SigningKeys['issuerOf'],
) {
  const asked: string[] = [];
  const signingKeys: SigningKeys = {
    resolve: (issuer, kid) => {
      asked.push(`${kid} of ${issuer}`);
      return resolve(issuer);
    },
    states: () => [],
    ...(issuerOf && { issuerOf }),
  };
  const options = { maxTokenLength: 512, issuers } as unknown as ResolvedCognitoAuthOptions;
  return { finder: new SigningKeyFinder(options, signingKeys), asked };
}

const withCode = (code: string, members: object = {}): Error =>
  expect.objectContaining({ code, ...members });

const trusted: TrustedKey = { newHeader: HEADER, kid: 'kid-1', key, issuer: issuerA };

describe('SigningKeyFinder.find', () => {
  it.each([
    ['the payload names, where keys cannot tell', undefined, B, B],
    ['the payload names, where the id is not enough', () => undefined, B, B],
    ['has the key, whatever the payload names', () => A, B, A],
  ])('gives the key of the issuer that %s', (_case, issuerOf, iss, expected) => {
    const { finder, asked } = finderOver(() => key, issuerOf);

    expect(finder.find(tokenOf({ iss }))).toEqual({
      newHeader: HEADER,
      kid: 'kid-1',
      key,
      issuer: issuers.get(expected),
    });
    expect(asked).toEqual([`kid-1 of ${expected}`]);
  });

  it('asks by the key id of the header whose key it is', () => {
    const kids: string[] = [];
    const { finder } = finderOver(
      () => key,
      (kid) => {
        kids.push(kid);
        return A;
      },
    );
    void finder.find(tokenOf({}));

    expect(kids).toEqual(['kid-1']);
  });

  it('gives a promise where the key has to be fetched', async () => {
    const found = finderOver(async () => key).finder.find(tokenOf({ iss: A }));

    expect(found).toBeInstanceOf(Promise);
    expect(await found).toEqual(trusted);
  });

  it.each<[string, () => KeyObject | Promise<KeyObject>]>([
    [
      'throws',
      () => {
        throw new SigningKeyUnknownError('kid-1');
      },
    ],
    ['rejects', () => Promise.reject(new SigningKeyUnknownError('kid-1'))],
  ])('passes on that there is no such key, where the port %s', async (_case, resolve) => {
    const { finder } = finderOver(resolve);

    await expect(async () => finder.find(tokenOf({ iss: A }))).rejects.toEqual(
      withCode('ERR_COGNITO_SIGNING_KEY_UNKNOWN'),
    );
  });

  it.each<[unknown, string | undefined]>([
    ['https://evil.example', 'https://evil.example'],
    [`${A}/`, `${A}/`],
    [undefined, undefined],
    [null, undefined],
    [[A], undefined],
  ])('refuses a token of the issuer %j without asking for a key', (iss, issuer) => {
    const { finder, asked } = finderOver();

    expect(() => finder.find(tokenOf({ iss }))).toThrow(
      withCode('ERR_COGNITO_ISSUER_UNKNOWN', { issuer }),
    );
    expect(asked).toEqual([]);
  });

  it('refuses an issuer that the keys name and the options do not', () => {
    const { finder, asked } = finderOver(
      () => key,
      () => 'https://evil.example',
    );

    expect(() => finder.find(tokenOf({ iss: A }))).toThrow(withCode('ERR_COGNITO_ISSUER_UNKNOWN'));
    expect(asked).toEqual([]);
  });

  it.each([
    ['that is too long', tokenOf({ iss: A, more: 'x'.repeat(400) }), 'TOKEN_MALFORMED'],
    ['that is not three segments', `${HEADER}.e30`, 'TOKEN_MALFORMED'],
    ['whose header is none', tokenOf({ iss: A }, 'QUJD'), 'TOKEN_MALFORMED'],
    ['with another algorithm', tokenOf({ iss: A }, encode({ alg: 'none' })), 'ALGORITHM_REFUSED'],
    ['with a signature that is no base64url', `${HEADER}.e30.A+/=`, 'TOKEN_MALFORMED'],
    ['whose payload is a list', tokenOf([A]), 'TOKEN_MALFORMED'],
  ])('refuses a token %s before it asks for a key', (_case, token, code) => {
    for (const issuerOf of [undefined, () => A]) {
      const { finder, asked } = finderOver(() => key, issuerOf);

      expect(() => finder.find(token)).toThrow(withCode(`ERR_COGNITO_${code}`));
      expect(asked).toEqual([]);
    }
  });
});

describe('SigningKeyFinder.remember', () => {
  // Neither JSON, nor base64url: what is known is not looked into.
  const headerSegment = '*~*~';

  it('makes the header of a good token known, so that it is not decoded again', () => {
    const { finder, asked } = finderOver();
    const token = tokenOf({ iss: A }, headerSegment);
    expect(() => finder.find(token)).toThrow(withCode('ERR_COGNITO_TOKEN_MALFORMED'));

    finder.remember({ ...trusted, newHeader: headerSegment, kid: 'kid-2' });

    expect(finder.find(token)).toEqual({ ...trusted, newHeader: undefined, kid: 'kid-2' });
    expect(asked).toEqual([`kid-2 of ${A}`]);
  });

  it('is not done for a token that was only looked at', () => {
    const { finder } = finderOver();
    void finder.find(tokenOf({ iss: A }));

    // With its header unknown, the alphabet of the whole token is looked at.
    expect(() => finder.find(`${HEADER}.e30.A+//`)).toThrow(
      withCode('ERR_COGNITO_TOKEN_MALFORMED'),
    );
  });
});

describe('SigningKeyFinder.confirm', () => {
  it.each<[string, unknown]>([
    ['the issuer of the key', { iss: A }],
    ['another name of that issuer', { iss: TWIN }],
    ['an issuer that is not configured', { iss: 'https://evil.example' }],
    ['no issuer', {}],
    ['a list of issuers', { iss: [B] }],
    ['nothing at all', null],
    ['nothing that has members', undefined],
  ])('keeps the key where the payload names %s', (_case, payload) => {
    const { finder, asked } = finderOver();

    expect(finder.confirm(trusted, payload)).toBe(trusted);
    expect(asked).toEqual([]);
  });

  it.each<[string, () => KeyObject | Promise<KeyObject>]>([
    ['at once', () => sameKey],
    ['after a fetch', async () => sameKey],
  ])('goes over to the other issuer that publishes the same key, %s', async (_case, resolve) => {
    const { finder, asked } = finderOver(resolve);
    const confirmed = await finder.confirm(trusted, { iss: B });

    expect(confirmed).toEqual({ ...trusted, issuer: issuers.get(B) });
    // The object by which the cache of verified tokens knows it again.
    expect(confirmed.key).toBe(sameKey);
    expect(asked).toEqual([`kid-1 of ${B}`]);
  });

  it('refuses a signature by another key than the issuer publishes under the id', async () => {
    await expect(finderOver(() => otherKey).finder.confirm(trusted, { iss: B })).rejects.toEqual(
      withCode('ERR_COGNITO_SIGNATURE_INVALID'),
    );
  });

  it('passes on that the other issuer publishes no such key', async () => {
    const { finder } = finderOver(() => {
      throw new SigningKeyUnknownError('kid-1');
    });

    await expect(finder.confirm(trusted, { iss: B })).rejects.toEqual(
      withCode('ERR_COGNITO_SIGNING_KEY_UNKNOWN'),
    );
  });
});
