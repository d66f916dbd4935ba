import { writeBearerChallenge } from './bearer-challenge.js';
import { GroupRequiredError } from './group-required.error.js';
import { refusalOf } from './refusal.js';
import type { RefusedError } from './refusals.js';
import { ScopeRequiredError } from './scope-required.error.js';
import { SigningKeysUnavailableError } from './signing-keys-unavailable.error.js';
import {
  OriginRefusedError,
  TokenExpiredError,
  TokenMissingError,
} from './token-refused.errors.js';

const frame = { realm: 'api', scopes: ['orders/read', 'orders/write'] };
const answerTo = (error: object, { scopes }: { scopes: readonly string[] } = frame) =>
  refusalOf(error as RefusedError, { ...frame, scopes });

describe('a refusal', () => {
  it('asks for a token, and says which scopes it needs, without naming an error', () => {
    expect(answerTo(new TokenMissingError())).toEqual({
      error: expect.any(TokenMissingError),
      status: 401,
      challenge: { realm: 'api', scope: 'orders/read orders/write' },
    });
  });

  it('names no scope where the handler asks for none', () => {
    expect(answerTo(new TokenMissingError(), { scopes: [] }).challenge).toEqual({ realm: 'api' });
  });

  it('says what is wrong with a token, and which scopes the next one needs', () => {
    expect(answerTo(new TokenExpiredError())).toMatchObject({
      status: 401,
      challenge: {
        realm: 'api',
        error: 'invalid_token',
        error_description: 'The token has expired',
        scope: 'orders/read orders/write',
      },
    });
  });

  it('names the scopes that a good token lacks', () => {
    expect(answerTo(new ScopeRequiredError(['orders/write']))).toMatchObject({
      status: 403,
      challenge: { error: 'insufficient_scope', scope: 'orders/write' },
    });
  });

  it('names no scope where it is not scopes that are lacking', () => {
    expect(answerTo(new GroupRequiredError()).challenge).not.toHaveProperty('scope');
  });

  it.each([
    [new OriginRefusedError(), { status: 403 }],
    [new SigningKeysUnavailableError(7), { status: 503, retryAfterSeconds: 7 }],
  ])('carries no challenge where another token would not help: %p', (error, answer) => {
    expect(answerTo(error)).toEqual({ error, ...answer });
  });
});

describe('a Bearer challenge', () => {
  it('is written with each parameter in quotes, in order', () => {
    expect(writeBearerChallenge({ realm: 'api', error: 'invalid_token', scope: 'a b' })).toBe(
      'Bearer realm="api", error="invalid_token", scope="a b"',
    );
  });

  it('holds nothing that would end a quotation or a line', () => {
    expect(writeBearerChallenge({ realm: 'a"b\\c\r\nd\u{e9}' })).toBe('Bearer realm="abcd"');
  });
});
