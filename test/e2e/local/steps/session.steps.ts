import { CLIENT, EMAIL, PASSWORD, passwordSignIn, POOL } from './names.js';
import { api, guide, UNSOURCED } from './sources.js';
import type { Known, Scenario, Step } from './step.interface.js';

const SESSIONS = guide('managing-user-sessions');
const OTHER = 'bob@example.com';
const USERS = [
  { email: EMAIL, password: PASSWORD },
  { email: OTHER, password: PASSWORD },
];
const BY_ADMIN = { ...POOL, Username: EMAIL };
const TOKEN_SESSION = /^tkn[a-z0-9]{25}$/;
const UNKNOWN_SESSION = `tkn${'0'.repeat(25)}`;

/** Signs in, and keeps the tokens under a name. */
const signIn = (who: string, username = EMAIL): Step => ({
  name: `signs in: ${who}`,
  source: api('InitiateAuth'),
  afterMs: 1000,
  operation: 'InitiateAuth',
  input: passwordSignIn(username, PASSWORD),
  expected: { answer: { AuthenticationResult: {} } },
  keeps: {
    [`${who} access`]: 'AuthenticationResult.AccessToken',
    [`${who} refresh`]: 'AuthenticationResult.RefreshToken',
  },
});

const refresh = (who: string, expected: Step['expected']): Step => ({
  name: `refreshes: ${who}`,
  source: SESSIONS,
  afterMs: 1000,
  operation: 'GetTokensFromRefreshToken',
  input: (known: Known) => ({ ...CLIENT, RefreshToken: known.value(`${who} refresh`) }),
  expected,
});

const getUser = (who: string, expected: Step['expected']): Step => ({
  name: `knows or refuses the access token: ${who}`,
  source: SESSIONS,
  operation: 'GetUser',
  input: (known: Known) => ({ AccessToken: known.value(`${who} access`) }),
  expected,
});

const REVOKED = { error: 'NotAuthorizedException', message: 'Access Token has been revoked' };

const listOwn = (who: string, name: string, expected: Step['expected']): Step => ({
  name,
  source: api('ListUserSessions'),
  operation: 'ListUserSessions',
  input: (known: Known) => ({ AccessToken: known.value(`${who} access`) }),
  expected,
});

const revokeOwn = (
  who: string,
  name: string,
  more: (known: Known) => object,
  expected: Step['expected'],
  source = api('RevokeUserSession'),
): Step => ({
  name,
  source,
  operation: 'RevokeUserSession',
  input: (known: Known) => ({ AccessToken: known.value(`${who} access`), ...more(known) }),
  expected,
});

export const sessionScenarios: readonly Scenario[] = [
  {
    name: 'sessions that are tracked',
    options: {
      clients: [{ clientId: 'client' }],
      users: USERS,
      sessionTracking: { maxPerUser: 2 },
    },
    steps: [
      signIn('first'),
      signIn('second'),
      {
        ...listOwn('second', 'shows the latest first, and which one asks', {
          check: ({ Sessions }) => {
            expect(Sessions).toEqual([
              expect.objectContaining({
                SessionId: expect.stringMatching(TOKEN_SESSION),
                SessionType: 'TOKEN',
                ClientId: 'client',
                CreateDate: expect.any(Number),
                LastActiveDate: expect.any(Number),
                DeviceType: expect.any(String),
                LastLocation: { Country: 'unknown' },
                IsCurrentSession: true,
              }),
              expect.objectContaining({ IsCurrentSession: false }),
            ]);
            expect(JSON.stringify(Sessions)).not.toContain('OriginSessionId');
          },
        }),
        keeps: { newer: 'Sessions.0.SessionId', older: 'Sessions.1.SessionId' },
      },
      revokeOwn(
        'second',
        'does not end the session that asks',
        (known) => ({ SessionId: known.value('newer') }),
        { error: 'InvalidParameterException' },
        UNSOURCED,
      ),
      revokeOwn('second', 'wants an id that can be', () => ({ SessionId: 'tkn1' }), {
        error: 'InvalidParameterException',
      }),
      revokeOwn(
        'second',
        'wants NONE or LINKED',
        (known) => ({ SessionId: known.value('older'), RevokeAssociatedSessions: 'ALL' }),
        { error: 'InvalidParameterException' },
      ),
      revokeOwn('second', 'wants a session that there is', () => ({ SessionId: UNKNOWN_SESSION }), {
        error: 'ResourceNotFoundException',
      }),
      signIn('bob', OTHER),
      revokeOwn(
        'bob',
        'does not end that of somebody else',
        (known) => ({ SessionId: known.value('older') }),
        { error: 'ResourceNotFoundException' },
        UNSOURCED,
      ),
      revokeOwn('second', 'ends another one', (known) => ({ SessionId: known.value('older') }), {
        answer: {},
      }),
      getUser('first', REVOKED),
      refresh('first', { error: 'NotAuthorizedException' }),
      getUser('second', { answer: {} }),
      {
        name: 'shows no revoked session, and none that asks',
        source: api('AdminListUserSessions'),
        operation: 'AdminListUserSessions',
        input: BY_ADMIN,
        expected: {
          check: ({ Sessions }, known) =>
            expect(Sessions).toEqual([
              expect.objectContaining({
                SessionId: known.value('newer'),
                IsCurrentSession: false,
              }),
            ]),
        },
      },
      signIn('third'),
      refresh('second', { answer: { AuthenticationResult: {} } }),
      {
        ...listOwn('third', 'notes a refresh', {
          check: ({ Sessions }, known) =>
            expect(Sessions).toEqual([
              expect.objectContaining({ SessionId: known.value('newer') }),
              expect.objectContaining({ IsCurrentSession: true }),
            ]),
        }),
      },
      signIn('fourth'),
      getUser('third', REVOKED),
      getUser('second', { answer: {} }),
      {
        name: 'wants the user whose session it is',
        source: api('AdminRevokeUserSession'),
        operation: 'AdminRevokeUserSession',
        input: (known) => ({ ...POOL, Username: OTHER, SessionId: known.value('newer') }),
        expected: { error: 'ResourceNotFoundException' },
      },
      {
        name: 'ends any session of the user',
        source: api('AdminRevokeUserSession'),
        operation: 'AdminRevokeUserSession',
        input: (known) => ({ ...BY_ADMIN, SessionId: known.value('newer') }),
        expected: { answer: {} },
      },
      getUser('second', REVOKED),
      getUser('fourth', { answer: {} }),
    ],
  },
  {
    name: 'session tracking',
    options: { clients: [{ clientId: 'client' }], users: USERS },
    steps: [
      {
        name: 'is off at first',
        source: api('GetUserPoolSessionConfiguration'),
        operation: 'GetUserPoolSessionConfiguration',
        input: POOL,
        expected: {
          answer: {
            ...POOL,
            UserSessionTracking: 'DISABLED',
            TokenSession: { MaxPerUser: 20 },
          },
        },
      },
      signIn('first'),
      listOwn('first', 'has nothing to show while it is off', {
        error: 'OperationNotEnabledException',
      }),
      {
        name: 'is not set for a client while it is off',
        source: UNSOURCED,
        operation: 'SetUserPoolClientSessionConfiguration',
        input: { ...POOL, ...CLIENT, SSOSession: { MaxValidityMinutes: 5 } },
        expected: { error: 'OperationNotEnabledException' },
      },
      ...[0, 101].map((MaxPerUser) => ({
        name: `has limits: ${MaxPerUser}`,
        source: api('UserPoolTokenSessionConfigType'),
        operation: 'SetUserPoolSessionConfiguration',
        input: { ...POOL, UserSessionTracking: 'ENABLED', TokenSession: { MaxPerUser } },
        expected: { error: 'InvalidParameterException' },
      })),
      {
        name: 'is set as a whole',
        source: api('SetUserPoolSessionConfiguration'),
        operation: 'SetUserPoolSessionConfiguration',
        input: { ...POOL, UserSessionTracking: 'ENABLED' },
        expected: { error: 'InvalidParameterException' },
      },
      {
        name: 'is turned on',
        source: api('SetUserPoolSessionConfiguration'),
        operation: 'SetUserPoolSessionConfiguration',
        input: { ...POOL, UserSessionTracking: 'ENABLED', TokenSession: { MaxPerUser: 1 } },
        expected: {
          answer: { ...POOL, UserSessionTracking: 'ENABLED', TokenSession: { MaxPerUser: 1 } },
        },
      },
      listOwn('first', 'knows nothing of the time before', { answer: { Sessions: [] } }),
      signIn('second'),
      listOwn('first', 'knows who signs in from now on', {
        answer: { Sessions: [{ SessionType: 'TOKEN', IsCurrentSession: false }] },
      }),
      getUser('first', { answer: {} }),
      {
        name: 'lets a client take a browser session for an hour',
        source: api('GetUserPoolClientSessionConfiguration'),
        operation: 'GetUserPoolClientSessionConfiguration',
        input: { ...POOL, ...CLIENT },
        expected: { answer: { ...POOL, ...CLIENT, SSOSession: { MaxValidityMinutes: 60 } } },
      },
      {
        name: 'is set for a client',
        source: api('SetUserPoolClientSessionConfiguration'),
        operation: 'SetUserPoolClientSessionConfiguration',
        input: { ...POOL, ...CLIENT, SSOSession: { MaxValidityMinutes: 129_600 } },
        expected: { answer: { SSOSession: { MaxValidityMinutes: 129_600 } } },
      },
      {
        name: 'has limits for clients',
        source: api('ClientSSOSessionConfigType'),
        operation: 'SetUserPoolClientSessionConfiguration',
        input: { ...POOL, ...CLIENT, SSOSession: { MaxValidityMinutes: 129_601 } },
        expected: { error: 'InvalidParameterException' },
      },
    ],
  },
];
