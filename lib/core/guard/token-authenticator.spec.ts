import type { ExecutionContext } from '@nestjs/common';
import { BUILT_IN_KINDS } from '../access/requirement-kinds.js';
import type { AccessPolicy } from '../access/access-policy.js';
import type { CognitoClaims } from '../claims/cognito-claims.interface.js';
import { CognitoUser } from '../claims/cognito-user.js';
import type { AuthTransport } from '../transport/auth-transport.interface.js';
import type { Call } from './call.js';
import { TokenAuthenticator } from './token-authenticator.js';

const authenticator = new TokenAuthenticator(
  {
    checkTimes: () => undefined,
    verifyOrRecall: (token: string) =>
      new CognitoUser({ sub: token } as unknown as CognitoClaims, 'pool'),
  },
  { tokenSources: [] },
);

/** A call whose transport gives this for a token. */
const callWith = (
  tokenOf: () => unknown,
  transport: Partial<AuthTransport> = {},
  mode: AccessPolicy['mode'] = 'required',
): Call => ({
  context: {} as ExecutionContext,
  transport: { contextType: 'own', tokenOf, ...transport } as AuthTransport,
  policy: { mode, requirements: [], scopes: [], kinds: BUILT_IN_KINDS },
  carrier: {},
  operation: undefined,
  by: {},
  trace: undefined,
});

const outcome = async (call: Call): Promise<unknown> => {
  try {
    return (await authenticator.authenticate(call)).token;
  } catch (error) {
    return (error as { code?: unknown }).code ?? error;
  }
};

/** A promise as other libraries make them. */
const thenable = (value: unknown): object => ({
  // It is meant to be taken for a promise.
  // oxlint-disable-next-line unicorn/no-thenable
  then: (resolve: (given: unknown) => void) => resolve(value),
});

const WAYS: readonly (readonly [string, (value: unknown) => unknown])[] = [
  ['at once', (value) => value],
  ['by a promise', async (value) => value],
  ['by a promise of another library', thenable],
];

describe.each(WAYS)('TokenAuthenticator with a token given %s', (_way, give) => {
  it('takes a string', async () => {
    expect(await outcome(callWith(() => give('a')))).toBe('a');
  });

  it.each([undefined, null])('takes %p for no token', async (nothing) => {
    expect(await outcome(callWith(() => give(nothing)))).toBe('ERR_COGNITO_TOKEN_MISSING');
    expect(await outcome(callWith(() => give(nothing), {}, 'optional'))).toBeUndefined();
  });

  it.each([0, false, '', ['a'], { token: 'a' }])('leaves %p to the verifier', async (junk) => {
    expect(await outcome(callWith(() => give(junk), {}, 'optional'))).toBe(junk);
  });
});

describe('TokenAuthenticator', () => {
  it.each<[string, number, Partial<AuthTransport>]>([
    ['once for all guards of a call', 1, {}],
    ['for each call of a connection', 3, { outlivesCall: true }],
    ['for each call where one carrier brings several', 3, { operationOf: () => undefined }],
  ])('asks for a token that it has to wait for %s', async (_case, times, transport) => {
    let asked = 0;
    const call = callWith(async () => `token-${(asked += 1)}`, transport);
    const tokens = [await outcome(call), await outcome(call), await outcome(call)];

    expect(asked).toBe(times);
    expect(new Set(tokens).size).toBe(times);
  });

  it('asks each time for a token that is at hand, since a guard may change it', async () => {
    const tokens = ['a', 'b'];
    const call = callWith(() => tokens.shift());

    expect([await outcome(call), await outcome(call)]).toEqual(['a', 'b']);
  });
});
