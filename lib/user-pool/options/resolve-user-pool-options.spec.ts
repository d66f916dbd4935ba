import { CognitoAuthSetupError } from '../../core/index.js';
import { resolveUserPoolOptions } from './resolve-user-pool-options.js';

const SECRET = 'secret0of0the0app0client0012345';
const GOOD = { userPoolId: 'eu-west-1_AbCdEf123', clientId: '55plsi2cl0o267lfusmgaf67pf' };

function mistakesIn(given: unknown): readonly string[] {
  try {
    resolveUserPoolOptions(given, 'default', undefined);
  } catch (error) {
    if (error instanceof CognitoAuthSetupError) return error.mistakes;
    throw error;
  }
  return [];
}

describe('resolveUserPoolOptions', () => {
  it('fills in the defaults, and freezes them', () => {
    const resolved = resolveUserPoolOptions(GOOD, 'default', undefined);

    expect(resolved).toMatchObject({
      flow: 'USER_SRP_AUTH',
      hideUsers: true,
      tellPendingUsers: false,
      triggerMessages: 'hide',
      requestTimeoutMs: 10_000,
      maxConcurrentCalls: 100,
      refreshOperation: 'GetTokensFromRefreshToken',
      retryRefresh: false,
      clientTokens: undefined,
    });
    expect(Object.isFrozen(resolved)).toBe(true);
  });

  it('warns where users can only be hidden in vain', () => {
    const warningsOf = (options: object) =>
      resolveUserPoolOptions({ ...GOOD, ...options }, 'default', undefined).warnings;

    expect(warningsOf({})).toEqual([expect.stringContaining('hideUsers')]);
    expect(warningsOf({ clientSecret: SECRET })).toEqual([]);
    expect(warningsOf({ hideUsers: false })).toEqual([]);
  });

  it.each<[string, object, RegExp]>([
    ['a secret that is not set', { clientSecret: undefined }, /environment variable not set/],
    ['a short secret', { clientSecret: 'short' }, /24 to 64/],
    ['a name that there is not', { clientsecret: SECRET }, /did you mean clientSecret\?/],
    ['a flow that there is not', { flow: 'PLAIN' }, /'USER_SRP_AUTH' or/],
    ['http: elsewhere', { endpoint: 'http://example.com' }, /https: URL/],
    ['a deadline that is too short', { requestTimeoutMs: 499 }, /500 to 60000/],
    ['a bound of none', { maxConcurrentCalls: 0 }, /1 to 10000/],
    ['a flag that is none', { hideUsers: 'false' }, /true or false/],
    ['a pool without a region', { userPoolId: 'local_1' }, /endpoint: is needed/],
    ['api beside endpoint', { api: () => 1, endpoint: 'https://a.example' }, /leave out one/],
    ['client tokens without a secret', { clientTokens: { clientId: 'one' } }, /is needed/],
  ])('refuses %s', (_case, options, mistake) => {
    expect(mistakesIn({ ...GOOD, ...options })).toEqual([expect.stringMatching(mistake)]);
  });

  it('names all mistakes at once, and shows no secret', () => {
    const secret = 'not a secret, but somebody thinks so';
    const mistakes = mistakesIn({ clientSecret: secret, endpoint: 'https://me:hunter2@a.example' });

    expect(mistakes.map((mistake) => mistake.split(':')[0])).toEqual([
      'CognitoUserPoolModule.userPoolId',
      'CognitoUserPoolModule.clientId',
      'CognitoUserPoolModule.clientSecret',
      'CognitoUserPoolModule.endpoint',
    ]);
    expect(mistakes.join()).not.toContain(secret);
    expect(mistakes.join()).not.toContain('hunter2');
  });
});
