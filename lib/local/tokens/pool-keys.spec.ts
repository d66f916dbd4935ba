import { LOCAL_KID_PREFIX } from './local-signing-key.js';
import { PoolKeys } from './pool-keys.js';

describe('PoolKeys', () => {
  it('signs access tokens and ID tokens with two keys, whose ids are those of a local pool', async () => {
    const { signing, jwks } = await PoolKeys.generate();

    expect(jwks.keys.map(({ kid }) => kid)).toEqual([signing.access.kid, signing.id.kid]);
    expect(signing.access.kid).not.toBe(signing.id.kid);
    for (const { kid } of jwks.keys) {
      expect(kid).toMatch(/^[A-Za-z\d+/]{43}=$/);
      expect(kid).toMatch(new RegExp(`^${LOCAL_KID_PREFIX}`));
    }
  });

  it('publishes old keys until they are dropped', async () => {
    const keys = await PoolKeys.generate();
    const { kid } = keys.signing.access;
    await keys.rotate();

    expect(keys.jwks.keys).toHaveLength(4);
    expect(keys.publicKey(kid)).toBeDefined();
    keys.drop(kid);
    expect(keys.publicKey(kid)).toBeUndefined();
    expect(() => keys.drop(kid)).toThrow(RangeError);
    keys.drop();
    expect(keys.jwks.keys).toHaveLength(2);
  });
});
