import { markedKid } from './local-signing-key.js';
import { PoolKeys } from './pool-keys.js';

describe('PoolKeys', () => {
  it('signs access tokens and ID tokens with two keys, whose ids look like those of Cognito', async () => {
    const { signing, jwks } = await PoolKeys.generate();

    expect(jwks.keys.map(({ kid }) => kid)).toEqual([signing.access.kid, signing.id.kid]);
    expect(signing.access.kid).not.toBe(signing.id.kid);
    for (const { kid } of jwks.keys) {
      expect(kid).toMatch(/^[A-Za-z\d+/]{43}=$/);
    }
  });

  it('marks the ids of all its keys, if it is told to', async () => {
    const keys = await PoolKeys.generate(markedKid);
    await keys.rotate();

    expect(new Set(keys.jwks.keys.map(({ kid }) => kid)).size).toBe(4);
    for (const { kid } of keys.jwks.keys) expect(kid).toMatch(/^bG9jYWwtY29nbml0bz.{26}$/);
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
