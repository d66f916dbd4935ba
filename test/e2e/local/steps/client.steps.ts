import { EMAIL, PASSWORD, passwordSignIn, POOL, SECRET } from './names.js';
import { api, UNSOURCED } from './sources.js';
import type { Known, Scenario, Step } from './step.interface.js';

const WHICH = { ...POOL, ClientId: 'client' };
const CONFIDENTIAL = { ...POOL, ClientId: 'confidential' };
const OWN_SECRET = 'a_secret_of_my_own_choice_1';
const USERS = [{ email: EMAIL, password: PASSWORD }];

const signInWith = (
  name: string,
  secret: (known: Known) => string,
  expected: Step['expected'],
): Step => ({
  name,
  source: api('AddUserPoolClientSecret'),
  operation: 'InitiateAuth',
  input: (known: Known) => ({
    ClientId: 'confidential',
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: {
      USERNAME: EMAIL,
      PASSWORD,
      SECRET_HASH: known.secretHash('confidential', EMAIL, secret(known)),
    },
  }),
  expected,
});

const secrets = (
  action: 'Add' | 'Delete',
  name: string,
  more: object | ((known: Known) => object),
  expected: Step['expected'],
): Step => ({
  name,
  source: api(`${action}UserPoolClientSecret`),
  operation: `${action}UserPoolClientSecret`,
  input: (known: Known) => ({
    ...CONFIDENTIAL,
    ...(typeof more === 'function' ? (more as (known: Known) => object)(known) : more),
  }),
  expected,
});

export const clientScenarios: readonly Scenario[] = [
  {
    name: 'an app client',
    options: {
      clients: [
        {
          clientId: 'client',
          name: 'web',
          callbackUrls: ['http://localhost/callback'],
          accessTokenSeconds: 600,
          ssoMinutes: 5,
        },
      ],
      users: USERS,
    },
    steps: [
      {
        name: 'signs somebody in',
        source: api('InitiateAuth'),
        operation: 'InitiateAuth',
        input: passwordSignIn(EMAIL, PASSWORD),
        expected: { answer: {} },
        keeps: { access: 'AuthenticationResult.AccessToken' },
      },
      {
        name: 'goes back to the defaults of the API, but for its name',
        source: api('UpdateUserPoolClient'),
        operation: 'UpdateUserPoolClient',
        input: { ...WHICH, LogoutURLs: ['http://localhost/'] },
        expected: {
          answer: {
            UserPoolClient: {
              ClientId: 'client',
              ClientName: 'web',
              CallbackURLs: [],
              LogoutURLs: ['http://localhost/'],
              AccessTokenValidity: 3600,
              ExplicitAuthFlows: expect.arrayContaining([
                'ALLOW_USER_SRP_AUTH',
                'ALLOW_CUSTOM_AUTH',
                'ALLOW_REFRESH_TOKEN_AUTH',
              ]),
              AllowedOAuthFlows: [],
              AllowedOAuthScopes: [],
              AllowedOAuthFlowsUserPoolClient: false,
              PreventUserExistenceErrors: 'LEGACY',
            },
          },
        },
      },
      {
        name: 'does not allow a flow that was left out',
        source: api('UpdateUserPoolClient'),
        operation: 'InitiateAuth',
        input: passwordSignIn(EMAIL, PASSWORD),
        expected: { error: 'InvalidParameterException' },
      },
      {
        name: 'keeps its session configuration, which is set elsewhere',
        source: api('SetUserPoolClientSessionConfiguration'),
        operation: 'GetUserPoolClientSessionConfiguration',
        input: WHICH,
        expected: { answer: { SSOSession: { MaxValidityMinutes: 5 } } },
      },
      {
        name: 'has no grants without AllowedOAuthFlowsUserPoolClient',
        source: api('UpdateUserPoolClient'),
        operation: 'UpdateUserPoolClient',
        input: { ...WHICH, AllowedOAuthFlows: ['code'], AllowedOAuthScopes: ['openid'] },
        expected: { answer: { UserPoolClient: { AllowedOAuthFlows: [] } } },
      },
      {
        name: 'needs grants with it',
        source: api('UpdateUserPoolClient'),
        operation: 'UpdateUserPoolClient',
        input: {
          ...WHICH,
          AllowedOAuthFlowsUserPoolClient: true,
          AllowedOAuthScopes: ['openid'],
        },
        expected: { error: 'InvalidOAuthFlowException' },
      },
      {
        name: 'is changed as a whole',
        source: api('UpdateUserPoolClient'),
        operation: 'UpdateUserPoolClient',
        input: {
          ...WHICH,
          ClientName: 'other',
          ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
          AllowedOAuthFlowsUserPoolClient: true,
          AllowedOAuthFlows: ['code'],
          AllowedOAuthScopes: ['openid'],
        },
        expected: {
          answer: {
            UserPoolClient: {
              ClientName: 'other',
              ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
              AllowedOAuthFlows: ['code'],
              AllowedOAuthFlowsUserPoolClient: true,
            },
          },
        },
      },
      {
        name: 'has no wrong flow',
        source: api('UpdateUserPoolClient'),
        operation: 'UpdateUserPoolClient',
        input: { ...WHICH, ExplicitAuthFlows: ['ALLOW_ALL'] },
        expected: { error: 'InvalidParameterException' },
      },
      {
        name: 'has no secret to add to',
        source: api('AddUserPoolClientSecret'),
        operation: 'AddUserPoolClientSecret',
        input: WHICH,
        expected: { error: 'InvalidParameterException' },
      },
      {
        name: 'is deleted',
        source: api('DeleteUserPoolClient'),
        operation: 'DeleteUserPoolClient',
        input: WHICH,
        expected: { answer: {} },
      },
      {
        name: 'is gone',
        source: api('DescribeUserPoolClient'),
        operation: 'DescribeUserPoolClient',
        input: WHICH,
        expected: { error: 'ResourceNotFoundException' },
      },
      {
        name: 'takes its tokens with it',
        source: UNSOURCED,
        operation: 'GetUser',
        input: (known) => ({ AccessToken: known.value('access') }),
        expected: { error: 'NotAuthorizedException', message: 'Access Token has been revoked' },
      },
    ],
  },
  {
    name: 'the secrets of a client',
    options: {
      clients: [{ clientId: 'confidential', secret: SECRET }],
      users: USERS,
    },
    steps: [
      {
        name: 'are listed without their values',
        source: api('ListUserPoolClientSecrets'),
        operation: 'ListUserPoolClientSecrets',
        input: CONFIDENTIAL,
        expected: {
          check: ({ ClientSecrets }) =>
            expect(ClientSecrets).toEqual([
              {
                ClientSecretId: expect.stringMatching(/^confidential--\d+$/),
                ClientSecretCreateDate: expect.any(Number),
              },
            ]),
        },
        keeps: { old: 'ClientSecrets.0.ClientSecretId' },
      },
      secrets(
        'Delete',
        'are one at least',
        (known: Known) => ({ ClientSecretId: known.value('old') }),
        { error: 'InvalidParameterException' },
      ),
      {
        ...secrets(
          'Add',
          'get another, which is shown once',
          {},
          {
            answer: {
              ClientSecretDescriptor: {
                ClientSecretId: expect.stringMatching(/^confidential--\d+$/),
                ClientSecretValue: expect.stringMatching(/^[a-z\d]{51}$/),
              },
            },
          },
        ),
        keeps: {
          new: 'ClientSecretDescriptor.ClientSecretId',
          value: 'ClientSecretDescriptor.ClientSecretValue',
        },
      },
      signInWith('are good: the old one', () => SECRET, { answer: {} }),
      signInWith('are good: the new one', (known) => known.value('value'), { answer: {} }),
      signInWith('are good, and no other', () => OWN_SECRET, { error: 'NotAuthorizedException' }),
      secrets('Add', 'are two at most', {}, { error: 'LimitExceededException' }),
      secrets(
        'Delete',
        'lose one that is there',
        { ClientSecretId: 'confidential--0' },
        { error: 'ResourceNotFoundException' },
      ),
      secrets(
        'Delete',
        'lose the old one',
        (known: Known) => ({ ClientSecretId: known.value('old') }),
        { answer: {} },
      ),
      signInWith('are no longer good', () => SECRET, { error: 'NotAuthorizedException' }),
      ...['short', `${OWN_SECRET}-`, 'x'.repeat(65)].map((ClientSecret) =>
        secrets(
          'Add',
          `have a form: not ${ClientSecret}`,
          { ClientSecret },
          {
            error: 'InvalidParameterException',
          },
        ),
      ),
      secrets(
        'Add',
        'are not shown to who brings one',
        { ClientSecret: OWN_SECRET },
        {
          check: ({ ClientSecretDescriptor: shown }) =>
            expect(Object.keys(shown as object)).toEqual([
              'ClientSecretId',
              'ClientSecretCreateDate',
            ]),
        },
      ),
      signInWith('are good when somebody brings one', () => OWN_SECRET, { answer: {} }),
      signInWith('are good beside it', (known) => known.value('value'), { answer: {} }),
    ],
  },
];
