import { createSecretKey } from 'node:crypto';
import { StaticKeySet } from './static-key-set.js';

const key = createSecretKey(Buffer.from('a'));
const keySet = new StaticKeySet(new Map([['a', key]]));

describe('StaticKeySet', () => {
  it('gives its keys at once', async () => {
    expect(keySet.resolveNow('a')).toBe(key);
    expect(await keySet.resolveFetched('a')).toBe(key);
    expect([keySet.has('a'), keySet.has('b')]).toEqual([true, false]);
  });

  it('knows no other key', () => {
    expect(() => keySet.resolveNow('b')).toThrow(
      expect.objectContaining({ code: 'ERR_COGNITO_SIGNING_KEY_UNKNOWN', kid: 'b' }),
    );
  });

  it('never fetches and never grows old', () => {
    expect(keySet.refresh()).toBeUndefined();
    expect(keySet.hasHadKeys).toBe(true);
    expect(keySet.state()).toEqual({ status: 'fresh', fetchedAt: undefined, lastError: undefined });
  });
});
