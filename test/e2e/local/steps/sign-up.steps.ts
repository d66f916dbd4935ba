import { CLIENT, EMAIL, PASSWORD, passwordSignIn, POOL } from './names.js';
import { api, guide, OBSERVED, REPORTED, UNSOURCED } from './sources.js';
import type { Scenario } from './step.interface.js';

const DAY_MS = 86_400_000;
const WHO = { ...CLIENT, Username: EMAIL };
const APPLICATION = {
  ...WHO,
  Password: PASSWORD,
  UserAttributes: [{ Name: 'name', Value: 'Ada' }],
};

export const signUpScenarios: readonly Scenario[] = [
  {
    name: 'somebody signs up by e-mail',
    options: { clients: [{ clientId: 'client' }] },
    steps: [
      {
        name: 'looks at the password first',
        source: guide('managing-users-passwords'),
        operation: 'SignUp',
        input: { ...APPLICATION, Password: 'short' },
        expected: {
          error: 'InvalidPasswordException',
          message: 'Password did not conform with policy: Password not long enough',
        },
      },
      {
        name: 'wants an address as the name',
        source: UNSOURCED,
        operation: 'SignUp',
        input: { ...APPLICATION, Username: 'ada' },
        expected: { error: 'InvalidParameterException', message: 'Username should be an email.' },
      },
      {
        name: 'does not let people say that an address is verified',
        source: guide('user-pool-settings-attributes'),
        operation: 'SignUp',
        input: { ...APPLICATION, UserAttributes: [{ Name: 'email_verified', Value: 'true' }] },
        expected: { error: 'NotAuthorizedException' },
      },
      {
        name: 'does not let people choose their sub',
        source: guide('user-pool-settings-attributes'),
        operation: 'SignUp',
        input: { ...APPLICATION, UserAttributes: [{ Name: 'sub', Value: 'mine' }] },
        expected: { error: 'NotAuthorizedException' },
      },
      {
        name: 'refuses an attribute that is not in the schema',
        source: UNSOURCED,
        operation: 'SignUp',
        input: { ...APPLICATION, UserAttributes: [{ Name: 'custom:tenant', Value: 'a' }] },
        expected: {
          error: 'InvalidParameterException',
          message:
            'Attributes did not conform to the schema: custom:tenant: Attribute does not exist in the schema.\n',
        },
      },
      {
        name: 'signs up, and says where the code went without saying it all',
        source: api('SignUp'),
        operation: 'SignUp',
        input: APPLICATION,
        expected: {
          answer: {
            UserConfirmed: false,
            CodeDeliveryDetails: {
              Destination: 'a***@e***',
              DeliveryMedium: 'EMAIL',
              AttributeName: 'email',
            },
          },
        },
        keeps: { session: 'Session', sub: 'UserSub' },
      },
      {
        name: 'says that a name is taken, in another case and before it is confirmed too',
        source: REPORTED,
        operation: 'SignUp',
        input: { ...APPLICATION, Username: EMAIL.toUpperCase() },
        expected: {
          error: 'UsernameExistsException',
          message: 'An account with the given email already exists.',
        },
      },
      {
        name: 'says that the user is not confirmed, before it looks at the password',
        source: REPORTED,
        operation: 'InitiateAuth',
        input: passwordSignIn(EMAIL, 'wrong'),
        expected: { error: 'UserNotConfirmedException', message: 'User is not confirmed.' },
      },
      {
        name: 'refuses a wrong code',
        source: api('ConfirmSignUp'),
        operation: 'ConfirmSignUp',
        input: { ...WHO, ConfirmationCode: 'wrong' },
        expected: {
          error: 'CodeMismatchException',
          message: 'Invalid verification code provided, please try again.',
        },
      },
      {
        name: 'refuses a code after a day',
        source: guide('limits'),
        afterMs: DAY_MS,
        operation: 'ConfirmSignUp',
        input: (known) => ({ ...WHO, ConfirmationCode: known.sentCode() }),
        expected: {
          error: 'ExpiredCodeException',
          message: 'Invalid code provided, please request a code again.',
        },
      },
      {
        name: 'sends another code',
        source: api('ResendConfirmationCode'),
        operation: 'ResendConfirmationCode',
        input: WHO,
        expected: { answer: { CodeDeliveryDetails: { Destination: 'a***@e***' } } },
      },
      {
        name: 'refuses a session that has expired',
        source: guide('amazon-cognito-user-pools-authentication-flow-methods'),
        operation: 'ConfirmSignUp',
        input: (known) => ({
          ...WHO,
          ConfirmationCode: known.sentCode(),
          Session: known.value('session'),
        }),
        expected: {
          error: 'NotAuthorizedException',
          message: 'Invalid session for the user.',
        },
      },
      {
        name: 'confirms, and gives a session although none was sent',
        source: guide('amazon-cognito-user-pools-authentication-flow-methods'),
        operation: 'ConfirmSignUp',
        input: (known) => ({ ...WHO, ConfirmationCode: known.sentCode() }),
        expected: { answer: { Session: expect.stringMatching(/^.{1500}$/) } },
        keeps: { session: 'Session' },
      },
      {
        name: 'says that there is nothing to confirm',
        source: UNSOURCED,
        operation: 'ConfirmSignUp',
        input: { ...WHO, ConfirmationCode: '123456' },
        expected: {
          error: 'NotAuthorizedException',
          message: 'User cannot be confirmed. Current status is CONFIRMED',
        },
      },
      {
        name: 'sends no code to a confirmed user',
        source: UNSOURCED,
        operation: 'ResendConfirmationCode',
        input: WHO,
        expected: { error: 'InvalidParameterException', message: 'User is already confirmed.' },
      },
      {
        name: 'signs in with that session, without a password',
        source: guide('amazon-cognito-user-pools-authentication-flow-methods'),
        operation: 'InitiateAuth',
        input: (known) => ({
          ...CLIENT,
          AuthFlow: 'USER_AUTH',
          AuthParameters: { USERNAME: EMAIL },
          Session: known.value('session'),
        }),
        expected: { answer: { AuthenticationResult: { TokenType: 'Bearer', ExpiresIn: 3600 } } },
        keeps: { accessToken: 'AuthenticationResult.AccessToken' },
      },
      {
        name: 'does so once',
        source: OBSERVED,
        operation: 'InitiateAuth',
        input: (known) => ({
          ...CLIENT,
          AuthFlow: 'USER_AUTH',
          AuthParameters: { USERNAME: EMAIL },
          Session: known.value('session'),
        }),
        expected: {
          error: 'NotAuthorizedException',
          message: 'Invalid session for the user, session can only be used once.',
        },
      },
      {
        name: 'has verified the address, and calls the user by the sub',
        source: guide('user-pool-settings-attributes'),
        operation: 'GetUser',
        input: (known) => ({ AccessToken: known.value('accessToken') }),
        expected: {
          check: (answer, known) =>
            expect(answer).toMatchObject({
              Username: known.value('sub'),
              UserAttributes: expect.arrayContaining([
                { Name: 'email', Value: EMAIL },
                { Name: 'email_verified', Value: 'true' },
                { Name: 'name', Value: 'Ada' },
                { Name: 'sub', Value: known.value('sub') },
              ]),
            }),
        },
      },
      {
        name: 'pretends to send a code to a name that nobody has',
        source: guide('cognito-user-pool-managing-errors'),
        operation: 'ResendConfirmationCode',
        input: { ...CLIENT, Username: 'nobody@example.org' },
        expected: { answer: { CodeDeliveryDetails: { Destination: 'n***@e***' } } },
      },
      {
        name: 'says of a name that nobody has that the code is over',
        source: guide('cognito-user-pool-managing-errors'),
        operation: 'ConfirmSignUp',
        input: { ...CLIENT, Username: 'nobody@example.org', ConfirmationCode: '123456' },
        expected: { error: 'ExpiredCodeException' },
      },
    ],
  },
  {
    name: 'somebody signs up by username, and an administrator confirms',
    options: {
      signIn: 'username',
      clients: [{ clientId: 'client', authFlows: ['ALLOW_USER_PASSWORD_AUTH'] }],
    },
    steps: [
      {
        name: 'signs up without an address, so without a code, and without a session',
        source: api('SignUp'),
        operation: 'SignUp',
        input: { ...CLIENT, Username: 'Ada', Password: PASSWORD },
        expected: {
          check: (answer) =>
            expect(answer).toEqual({ UserConfirmed: false, UserSub: expect.any(String) }),
        },
      },
      {
        name: 'says that the name is taken',
        source: UNSOURCED,
        operation: 'SignUp',
        input: { ...CLIENT, Username: 'ada', Password: PASSWORD },
        expected: { error: 'UsernameExistsException', message: 'User already exists' },
      },
      {
        name: 'is confirmed',
        source: api('AdminConfirmSignUp'),
        operation: 'AdminConfirmSignUp',
        input: { ...POOL, Username: 'ada' },
        expected: { answer: {} },
      },
      {
        name: 'is confirmed once',
        source: UNSOURCED,
        operation: 'AdminConfirmSignUp',
        input: { ...POOL, Username: 'ada' },
        expected: { error: 'NotAuthorizedException' },
      },
      {
        name: 'signs in',
        source: api('InitiateAuth'),
        operation: 'InitiateAuth',
        input: passwordSignIn('ADA', PASSWORD),
        expected: { answer: { AuthenticationResult: { TokenType: 'Bearer' } } },
      },
    ],
  },
  {
    name: 'two users want one address',
    options: {
      signIn: 'username',
      clients: [{ clientId: 'client' }],
      users: [{ username: 'first', email: EMAIL }],
    },
    steps: [
      {
        name: 'lets the second sign up',
        source: guide('user-pool-settings-attributes'),
        operation: 'SignUp',
        input: {
          ...CLIENT,
          Username: 'second',
          Password: PASSWORD,
          UserAttributes: [{ Name: 'email', Value: EMAIL }],
        },
        expected: { answer: { UserConfirmed: false } },
      },
      {
        name: 'does not confirm the second',
        source: api('ConfirmSignUp'),
        operation: 'ConfirmSignUp',
        input: (known) => ({ ...CLIENT, Username: 'second', ConfirmationCode: known.sentCode() }),
        expected: {
          error: 'AliasExistsException',
          message: 'An account with the email already exists.',
        },
      },
      {
        name: 'sends another code',
        source: api('ResendConfirmationCode'),
        operation: 'ResendConfirmationCode',
        input: { ...CLIENT, Username: 'second' },
        expected: { answer: {} },
      },
      {
        name: 'moves the address by force',
        source: api('ConfirmSignUp'),
        operation: 'ConfirmSignUp',
        input: (known) => ({
          ...CLIENT,
          Username: 'second',
          ConfirmationCode: known.sentCode(),
          ForceAliasCreation: true,
        }),
        expected: { answer: {} },
      },
      {
        name: 'finds the second by it',
        source: guide('user-pool-settings-attributes'),
        operation: 'AdminGetUser',
        input: { ...POOL, Username: EMAIL },
        expected: { answer: { Username: 'second', UserStatus: 'CONFIRMED', Enabled: true } },
      },
    ],
  },
  {
    name: 'nobody may sign up',
    options: { clients: [{ clientId: 'client' }], selfSignUp: false },
    steps: [
      {
        name: 'refuses',
        source: api('SignUp'),
        operation: 'SignUp',
        input: APPLICATION,
        expected: {
          error: 'NotAuthorizedException',
          message: 'SignUp is not permitted for this user pool',
        },
      },
    ],
  },
];
