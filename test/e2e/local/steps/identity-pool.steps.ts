import { EMAIL, IDENTITY_POOL, PASSWORD, passwordSignIn, PROVIDER } from './names.js';
import { api, guide, UNSOURCED } from './sources.js';
import type { Known, Scenario, Step } from './step.interface.js';

const BOB = 'bob@example.com';
const POOL_ID = { IdentityPoolId: IDENTITY_POOL };
const UNKNOWN_IDENTITY = 'eu-west-1:11111111-1111-1111-1111-111111111111';
const FLOW = guide('authentication-flow');

/** The page of an operation in AWS's reference of the API of identity pools. */
function identityApi(operation: string): string {
  return `https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_${operation}.html`;
}

const signIn = (username: string, prefix = ''): Step => ({
  name: `signs in as ${username}`,
  source: api('InitiateAuth'),
  operation: 'InitiateAuth',
  input: passwordSignIn(username, PASSWORD),
  expected: { answer: { AuthenticationResult: {} } },
  keeps: {
    [`${prefix}idToken`]: 'AuthenticationResult.IdToken',
    [`${prefix}accessToken`]: 'AuthenticationResult.AccessToken',
  },
});

const logins = (known: Known, token = 'idToken', provider = PROVIDER): object => ({
  Logins: { [provider]: known.value(token) },
});

const getId = (
  name: string,
  input: Step['input'],
  expected: Step['expected'],
  more: Partial<Step> = {},
): Step => ({
  name,
  source: identityApi('GetId'),
  operation: 'GetId',
  input,
  expected,
  ...more,
});

const ask = (
  name: string,
  operation: string,
  input: (known: Known) => object,
  expected: Step['expected'],
): Step => ({ name, source: identityApi(operation), operation, input, expected });

const refused = (message: unknown): Step['expected'] => ({
  error: 'NotAuthorizedException',
  message: message as string,
});
const invalidLogin = (why: string) => refused(`Invalid login token. ${why}`);

export const identityPoolScenarios: readonly Scenario[] = [
  {
    name: 'an identity pool for users',
    options: {
      clients: [{ clientId: 'client' }],
      users: [
        { email: EMAIL, password: PASSWORD },
        { email: BOB, password: PASSWORD },
      ],
      identityPool: {},
    },
    steps: [
      signIn(EMAIL),
      signIn(BOB, 'other '),
      getId(
        'gives a user an identity',
        (known) => ({ ...POOL_ID, ...logins(known) }),
        {
          answer: {
            IdentityId: expect.stringMatching(/^[\w-]+:[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/),
          },
        },
        { keeps: { identityId: 'IdentityId' } },
      ),
      getId('gives the same each time', (known) => ({ ...POOL_ID, ...logins(known) }), {
        check: ({ IdentityId }, known) => expect(IdentityId).toBe(known.value('identityId')),
      }),
      getId(
        'gives another user another',
        (known) => ({ ...POOL_ID, ...logins(known, 'other idToken') }),
        {
          check: ({ IdentityId }, known) => expect(IdentityId).not.toBe(known.value('identityId')),
        },
      ),
      ask(
        'describes an identity',
        'DescribeIdentity',
        (known) => ({ IdentityId: known.value('identityId') }),
        { answer: { Logins: [PROVIDER], CreationDate: expect.any(Number) } },
      ),
      ask(
        'gives credentials for an hour',
        'GetCredentialsForIdentity',
        (known) => ({ IdentityId: known.value('identityId'), ...logins(known) }),
        {
          check: ({ IdentityId, Credentials }, known) => {
            expect(IdentityId).toBe(known.value('identityId'));
            expect(Credentials).toEqual({
              AccessKeyId: expect.stringMatching(/^ASIA[A-Z\d]{16}$/),
              SecretKey: expect.stringMatching(/^[A-Za-z\d+/]{40}$/),
              SessionToken: expect.stringMatching(/^.{500,}$/),
              Expiration: expect.any(Number),
            });
          },
        },
      ),
      ask(
        'gives a token that says who signed in',
        'GetOpenIdToken',
        (known) => ({ IdentityId: known.value('identityId'), ...logins(known) }),
        {
          check: ({ Token }, known) => {
            const { iat, ...claims } = known.claimsOf(Token);
            const { sub } = known.claimsOf(known.value('idToken'));
            expect(claims).toMatchObject({
              sub: known.value('identityId'),
              aud: IDENTITY_POOL,
              iss: 'https://cognito-identity.amazonaws.com',
              amr: ['authenticated', PROVIDER, `${PROVIDER}:CognitoSignIn:${String(sub)}`],
              exp: Number(iat) + 600,
            });
          },
        },
      ),
      getId(
        'has no guests',
        POOL_ID,
        refused('Unauthenticated access is not supported for this identity pool.'),
      ),
      ask(
        'does not give the identity of a user to a guest',
        'GetCredentialsForIdentity',
        (known) => ({ IdentityId: known.value('identityId') }),
        refused(expect.stringMatching(/^Access to Identity '[^']+' is forbidden\.$/)),
      ),
      ask(
        'does not give it to another user',
        'GetOpenIdToken',
        (known) => ({ IdentityId: known.value('identityId'), ...logins(known, 'other idToken') }),
        refused(
          "Logins don't match. Please include at least one valid login for this identity or identity pool.",
        ),
      ),
      getId(
        'is not another pool',
        { IdentityPoolId: UNKNOWN_IDENTITY },
        {
          error: 'ResourceNotFoundException',
          message: `IdentityPool '${UNKNOWN_IDENTITY}' not found.`,
        },
      ),
      ...['GetCredentialsForIdentity', 'GetOpenIdToken', 'DescribeIdentity'].map((operation) =>
        ask(
          'does not know an identity that there is not',
          operation,
          () => ({ IdentityId: UNKNOWN_IDENTITY }),
          {
            error: 'ResourceNotFoundException',
            message: `Identity '${UNKNOWN_IDENTITY}' not found.`,
          },
        ),
      ),
      getId('has to be named', {}, { error: 'InvalidParameterException' }),
      getId(
        'wants the token under the name of its issuer',
        (known) => ({ ...POOL_ID, ...logins(known, 'idToken', `${PROVIDER}x`) }),
        invalidLogin("Issuer doesn't match providerName"),
        { source: FLOW },
      ),
      getId(
        'wants a token',
        { ...POOL_ID, Logins: { [PROVIDER]: 'x' } },
        invalidLogin("Couldn't verify signed token."),
        { source: UNSOURCED },
      ),
      getId(
        'wants a signature',
        (known) => ({
          ...POOL_ID,
          Logins: { [PROVIDER]: known.value('idToken').replace(/[^.]*$/, '') },
        }),
        invalidLogin("Couldn't verify signed token."),
        { source: UNSOURCED },
      ),
      getId(
        'wants no access token',
        (known) => ({ ...POOL_ID, ...logins(known, 'accessToken') }),
        invalidLogin("Couldn't verify signed token."),
        { source: UNSOURCED },
      ),
      {
        name: 'signs out everywhere',
        source: api('GlobalSignOut'),
        operation: 'GlobalSignOut',
        input: (known) => ({ AccessToken: known.value('other accessToken') }),
        expected: { answer: {} },
      },
      getId(
        'does not ask whether the user has signed out',
        (known) => ({ ...POOL_ID, ...logins(known, 'other idToken') }),
        { answer: {} },
        { source: guide('token-revocation') },
      ),
      getId(
        'wants a token that has not expired',
        (known) => ({ ...POOL_ID, ...logins(known) }),
        refused(expect.stringMatching(/^Invalid login token\. Token expired: \d+ >= \d+$/)),
        { source: FLOW, afterMs: 3_600_000 },
      ),
    ],
  },
  {
    name: 'an identity pool that asks the user pool',
    options: {
      clients: [{ clientId: 'client' }],
      users: [{ email: EMAIL, password: PASSWORD }],
      identityPool: { serverSideTokenCheck: true },
    },
    steps: [
      signIn(EMAIL),
      getId('knows the user', (known) => ({ ...POOL_ID, ...logins(known) }), { answer: {} }),
      {
        name: 'signs out everywhere',
        source: api('GlobalSignOut'),
        operation: 'GlobalSignOut',
        input: (known) => ({ AccessToken: known.value('accessToken') }),
        expected: { answer: {} },
      },
      getId(
        'knows that the user has signed out',
        (known) => ({ ...POOL_ID, ...logins(known) }),
        refused('Invalid login token. Token has been revoked.'),
        { source: guide('token-revocation') },
      ),
    ],
  },
  {
    name: 'an identity pool with guests',
    options: {
      clients: [{ clientId: 'client' }],
      identityPool: { allowUnauthenticated: true },
    },
    steps: [
      getId(
        'gives a guest an identity',
        POOL_ID,
        { answer: {} },
        { keeps: { identityId: 'IdentityId' } },
      ),
      getId(
        'gives the next guest another',
        { ...POOL_ID, Logins: {} },
        {
          check: ({ IdentityId }, known) => expect(IdentityId).not.toBe(known.value('identityId')),
        },
      ),
      ask(
        'gives a guest credentials',
        'GetCredentialsForIdentity',
        (known) => ({ IdentityId: known.value('identityId') }),
        { answer: { Credentials: {} } },
      ),
      ask(
        'says that a guest has not signed in',
        'GetOpenIdToken',
        (known) => ({ IdentityId: known.value('identityId') }),
        {
          check: ({ Token }, known) =>
            expect(known.claimsOf(Token)['amr']).toEqual(['unauthenticated']),
        },
      ),
      ask(
        'describes a guest without logins',
        'DescribeIdentity',
        (known) => ({ IdentityId: known.value('identityId') }),
        { check: (answer) => expect(answer).not.toHaveProperty('Logins') },
      ),
    ],
  },
];
