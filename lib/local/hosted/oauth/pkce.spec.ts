import { isCodeChallenge, matchesChallenge } from './pkce.js';

// RFC 7636, appendix B.
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

describe('isCodeChallenge', () => {
  it.each([
    [CHALLENGE, 'S256', true],
    [undefined, undefined, true],
    [CHALLENGE, undefined, false],
    [CHALLENGE, 'plain', false],
    [CHALLENGE, 's256', false],
    [undefined, 'S256', false],
    [CHALLENGE.slice(1), 'S256', false],
    [`${CHALLENGE.slice(1)}=`, 'S256', false],
  ])('challenge %p with method %p: %p', (challenge, method, isRight) => {
    expect(isCodeChallenge(challenge, method)).toBe(isRight);
  });
});

describe('matchesChallenge', () => {
  it.each([
    ['the verifier', CHALLENGE, VERIFIER, true],
    ['neither', undefined, undefined, true],
    ['another verifier', CHALLENGE, VERIFIER.replace('d', 'e'), false],
    ['no verifier', CHALLENGE, undefined, false],
    ['a verifier without a challenge', undefined, VERIFIER, false],
    ['the challenge itself', CHALLENGE, CHALLENGE, false],
    ['a verifier that is too short', 'ypeBEsobvcr6wjGzmiPcTaeG7_gUfE5yuYB3ha_uSLs', 'a', false],
  ])('%s: %#', (_name, challenge, verifier, isRight) => {
    expect(matchesChallenge(challenge, verifier)).toBe(isRight);
  });
});
