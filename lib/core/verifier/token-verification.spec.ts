import { createSecretKey } from 'node:crypto';
import type { CognitoClaims } from '../claims/cognito-claims.interface.js';
import { SignatureInvalidError } from '../errors/token-refused.errors.js';
import type { ResolvedIssuer } from '../options/resolved-cognito-auth-options.interface.js';
import type { SigningKeyFinder, TrustedKey } from './signing-key-finder.js';
import { TokenVerification } from './token-verification.js';

const trustedKeyOf = (name: string): TrustedKey => ({
  newHeader: `header-${name}`,
  kid: `kid-${name}`,
  key: createSecretKey(Buffer.from(name)),
  issuer: {
    userPool: { userPoolId: `pool-${name}` },
    claimsRules: { issuers: [name] },
  } as unknown as ResolvedIssuer,
});
const found = trustedKeyOf('found');
const confirmed = trustedKeyOf('confirmed');
const claims = {
  sub: 'sub-1',
  token_use: 'access',
  scope: 'orders/read',
  'cognito:groups': ['admin'],
} as unknown as CognitoClaims;

/** A run over a token whose key is confirmed so, and what the finder was told. */
function runWith(confirm: (...given: unknown[]) => TrustedKey | Promise<TrustedKey>) {
  const remembered: TrustedKey[] = [];
  const finder = { confirm, remember: (key: TrustedKey) => remembered.push(key) };
  const run = new TokenVerification('token', found, finder as unknown as SigningKeyFinder);
  return { run, remembered };
}

describe('TokenVerification', () => {
  it('begins with the key that was found', () => {
    const { run } = runWith(() => confirmed);

    expect([run.token, run.key]).toEqual(['token', found.key]);
  });

  it.each([
    ['at once', () => confirmed],
    ['as a promise', async () => confirmed],
  ])('goes on with the key that the payload confirms %s', async (_case, confirm) => {
    const asked: unknown[] = [];
    const { run, remembered } = runWith((...given) => {
      asked.push(given);
      return confirm();
    });

    const payload = { iss: 'confirmed' };
    expect(await run.rulesFor(payload)).toBe(confirmed.issuer.claimsRules);
    expect(asked).toEqual([[found, payload]]);
    expect(run.key).toBe(confirmed.key);
    expect(run.toVerifiedToken(claims)).toEqual({
      claims,
      grants: { groups: ['admin'], scopes: ['orders/read'] },
      userPoolId: 'pool-confirmed',
      key: confirmed.key,
      kid: 'kid-confirmed',
    });
    expect(remembered).toEqual([confirmed]);
  });

  it('tells the rules at once where it can', () => {
    expect(runWith(() => confirmed).run.rulesFor({})).not.toBeInstanceOf(Promise);
  });

  it('has no rules for a payload whose issuer has another key, and remembers nothing', async () => {
    const { run, remembered } = runWith(() => Promise.reject(new SignatureInvalidError()));

    await expect(run.rulesFor({})).rejects.toMatchObject({ code: 'ERR_COGNITO_SIGNATURE_INVALID' });
    expect(remembered).toEqual([]);
  });
});
