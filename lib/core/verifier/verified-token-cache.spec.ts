import { createSecretKey } from 'node:crypto';
import type { CognitoClaims } from '../claims/cognito-claims.interface.js';
import { digestOf, VerifiedTokenCache } from './verified-token-cache.js';
import type { VerifiedToken } from './verified-token.interface.js';

const verified = (kid: string): VerifiedToken => ({
  claims: {} as CognitoClaims,
  grants: { groups: [], scopes: [] },
  userPoolId: 'pool-1',
  key: createSecretKey(Buffer.from('a')),
  kid,
});

/** What a token of 100 characters is counted as. */
const ENTRY_BYTES = 612;
const tokens = ['a', 'b', 'c'].map((character) => character.repeat(100));

/** Which of the tokens are still known, once all have been put in one after the other. */
const knownIn = (limits: { maxTokens: number; maxBytes: number }): readonly boolean[] => {
  const cache = new VerifiedTokenCache(limits);
  for (const token of tokens) cache.set(digestOf(token), token, verified(token));
  return tokens.map((token) => cache.get(digestOf(token))?.kid === token);
};

describe('VerifiedTokenCache', () => {
  it('gives what was kept of a token, and nothing of one that differs at its end', () => {
    const cache = new VerifiedTokenCache({ maxTokens: 10, maxBytes: 10_000 });
    const kept = verified('a');
    cache.set(digestOf('header.payload.signature'), 'header.payload.signature', kept);

    expect(cache.get(digestOf('header.payload.signature'))).toBe(kept);
    expect(cache.get(digestOf('header.payload.signaturf'))).toBeUndefined();
    expect(cache.get(digestOf('header.payload.signature\n'))).toBeUndefined();
  });

  it('forgets the oldest beyond its number of tokens', () => {
    expect(knownIn({ maxTokens: 2, maxBytes: 10_000 })).toEqual([false, true, true]);
  });

  it.each([
    ['as many as fit', 3 * ENTRY_BYTES, [true, true, true]],
    ['one fewer where a byte is missing', 3 * ENTRY_BYTES - 1, [false, true, true]],
    ['one', ENTRY_BYTES, [false, false, true]],
    ['none where one is too long', ENTRY_BYTES - 1, [false, false, false]],
  ])('keeps %s, by what they take in memory', (_case, maxBytes, known) => {
    expect(knownIn({ maxTokens: 10, maxBytes })).toEqual(known);
  });

  it('keeps the token that was asked for last, rather than the one that was put in last', () => {
    const cache = new VerifiedTokenCache({ maxTokens: 2, maxBytes: 10_000 });
    cache.set(digestOf('a'), 'a', verified('a'));
    cache.set(digestOf('b'), 'b', verified('b'));
    cache.get(digestOf('a'));
    cache.set(digestOf('c'), 'c', verified('c'));

    expect(['a', 'b', 'c'].map((token) => cache.get(digestOf(token))?.kid)).toEqual([
      'a',
      undefined,
      'c',
    ]);
  });
});
