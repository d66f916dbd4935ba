import { CLIENT, EMAIL, OTHER_PASSWORD, PASSWORD, passwordSignIn, POOL } from './names.js';
import { api, guide, UNSOURCED } from './sources.js';
import type { Known, Scenario, Step } from './step.interface.js';

const NEW_EMAIL = 'lovelace@example.com';

const own =
  (more: object = {}) =>
  (known: Known): object => ({ AccessToken: known.value('accessToken'), ...more });

const signIn = (username: string, password: string): Step => ({
  name: `signs in as ${username}`,
  source: api('InitiateAuth'),
  operation: 'InitiateAuth',
  input: passwordSignIn(username, password),
  expected: { answer: { AuthenticationResult: {} } },
  keeps: { accessToken: 'AuthenticationResult.AccessToken' },
});

export const accountScenarios: readonly Scenario[] = [
  {
    name: 'users and their own account',
    options: {
      clients: [{ clientId: 'client' }],
      customAttributes: ['tenant'],
      users: [
        { email: EMAIL, password: PASSWORD, attributes: { 'custom:tenant': 'one' } },
        { email: 'bob@example.com', password: PASSWORD },
      ],
    },
    steps: [
      signIn(EMAIL, PASSWORD),
      {
        name: 'changes a name, and sends nothing',
        source: api('UpdateUserAttributes'),
        operation: 'UpdateUserAttributes',
        input: own({ UserAttributes: [{ Name: 'name', Value: 'Ada' }] }),
        expected: { check: (answer) => expect(answer).toEqual({ CodeDeliveryDetailsList: [] }) },
      },
      {
        name: 'cannot verify by saying so',
        source: guide('user-pool-settings-attributes'),
        operation: 'UpdateUserAttributes',
        input: own({ UserAttributes: [{ Name: 'email_verified', Value: 'true' }] }),
        expected: { error: 'NotAuthorizedException' },
      },
      {
        name: 'cannot become somebody else',
        source: UNSOURCED,
        operation: 'UpdateUserAttributes',
        input: own({ UserAttributes: [{ Name: 'sub', Value: 'x' }] }),
        expected: { error: 'InvalidParameterException' },
      },
      {
        name: 'cannot take the address of somebody else',
        source: api('UpdateUserAttributes'),
        operation: 'UpdateUserAttributes',
        input: own({ UserAttributes: [{ Name: 'email', Value: 'BOB@example.com' }] }),
        expected: { error: 'AliasExistsException' },
      },
      {
        name: 'takes a new address, which a code goes to',
        source: guide('user-pool-settings-email-phone-verification'),
        operation: 'UpdateUserAttributes',
        input: own({ UserAttributes: [{ Name: 'email', Value: NEW_EMAIL }] }),
        expected: {
          answer: {
            CodeDeliveryDetailsList: [
              { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'l***@e***' },
            ],
          },
        },
      },
      {
        name: 'has not verified it yet',
        source: guide('user-pool-settings-email-phone-verification'),
        operation: 'GetUser',
        input: own(),
        expected: {
          answer: {
            UserAttributes: expect.arrayContaining([
              { Name: 'email', Value: NEW_EMAIL },
              { Name: 'email_verified', Value: 'false' },
            ]),
          },
        },
      },
      {
        name: 'asks for another code',
        source: api('GetUserAttributeVerificationCode'),
        operation: 'GetUserAttributeVerificationCode',
        input: own({ AttributeName: 'email' }),
        expected: { answer: { CodeDeliveryDetails: { Destination: 'l***@e***' } } },
      },
      {
        name: 'cannot ask for one for what is not there',
        source: api('GetUserAttributeVerificationCode'),
        operation: 'GetUserAttributeVerificationCode',
        input: own({ AttributeName: 'phone_number' }),
        expected: { error: 'InvalidParameterException' },
      },
      ...['first', 'second', 'third', 'fourth', 'fifth'].map((nth): Step => ({
        name: `sends a wrong code, the ${nth}`,
        source: api('VerifyUserAttribute'),
        operation: 'VerifyUserAttribute',
        input: own({ AttributeName: 'email', Code: 'wrong' }),
        expected: { error: 'CodeMismatchException' },
      })),
      {
        name: 'has had enough tries',
        source: api('VerifyUserAttribute'),
        operation: 'VerifyUserAttribute',
        input: (known) => own({ AttributeName: 'email', Code: known.sentCode() })(known),
        expected: { error: 'LimitExceededException' },
      },
      {
        name: 'asks for another code then',
        source: api('GetUserAttributeVerificationCode'),
        operation: 'GetUserAttributeVerificationCode',
        input: own({ AttributeName: 'email' }),
        expected: { answer: {} },
      },
      {
        name: 'verifies the address',
        source: api('VerifyUserAttribute'),
        operation: 'VerifyUserAttribute',
        input: (known) => own({ AttributeName: 'email', Code: known.sentCode() })(known),
        expected: { answer: {} },
      },
      {
        name: 'deletes an attribute',
        source: api('DeleteUserAttributes'),
        operation: 'DeleteUserAttributes',
        input: own({ UserAttributeNames: ['custom:tenant'] }),
        expected: { answer: {} },
      },
      {
        name: 'cannot delete the name to sign in with',
        source: UNSOURCED,
        operation: 'DeleteUserAttributes',
        input: own({ UserAttributeNames: ['email'] }),
        expected: { error: 'InvalidParameterException' },
      },
      {
        name: 'changes the password only by the old one',
        source: api('ChangePassword'),
        operation: 'ChangePassword',
        input: own({ PreviousPassword: 'wrong', ProposedPassword: OTHER_PASSWORD }),
        expected: { error: 'NotAuthorizedException', message: 'Incorrect username or password.' },
      },
      {
        name: 'changes it to what the policy allows',
        source: api('ChangePassword'),
        operation: 'ChangePassword',
        input: own({ PreviousPassword: PASSWORD, ProposedPassword: 'correct-horse-1' }),
        expected: {
          error: 'InvalidPasswordException',
          message: 'Password did not conform with policy: Password must have uppercase characters',
        },
      },
      {
        name: 'changes it',
        source: api('ChangePassword'),
        operation: 'ChangePassword',
        input: own({ PreviousPassword: PASSWORD, ProposedPassword: OTHER_PASSWORD }),
        expected: { answer: {} },
      },
      signIn(NEW_EMAIL, OTHER_PASSWORD),
      {
        name: 'leaves',
        source: api('DeleteUser'),
        operation: 'DeleteUser',
        input: own(),
        expected: { answer: {} },
      },
      {
        name: 'is gone',
        source: UNSOURCED,
        operation: 'GetUser',
        input: own(),
        expected: { error: 'UserNotFoundException', message: 'User does not exist.' },
      },
    ],
  },
  {
    name: 'a forgotten password',
    options: {
      clients: [{ clientId: 'client' }, { clientId: 'legacy', preventUserExistenceErrors: false }],
      users: [
        { email: EMAIL, password: PASSWORD },
        { email: 'off@example.com', password: PASSWORD, enabled: false },
        { email: 'new@example.com', temporaryPassword: PASSWORD },
        { email: 'bare@example.com', password: PASSWORD, attributes: { email_verified: 'false' } },
      ],
    },
    steps: [
      {
        name: 'was never reset',
        source: UNSOURCED,
        operation: 'ConfirmForgotPassword',
        input: { ...CLIENT, Username: EMAIL, ConfirmationCode: '123456', Password: OTHER_PASSWORD },
        expected: { error: 'ExpiredCodeException' },
      },
      ...['nobody@example.com', 'off@example.com', 'bare@example.com'].map((name): Step => ({
        name: `pretends to send a code to ${name}`,
        source: guide('cognito-user-pool-managing-errors'),
        operation: 'ForgotPassword',
        input: { ...CLIENT, Username: name },
        expected: {
          check: (answer, known) => {
            expect(answer).toMatchObject({
              CodeDeliveryDetails: { Destination: `${name.slice(0, 1)}***@e***` },
            });
            expect(known.sentCount()).toBe(0);
          },
        },
      })),
      {
        name: 'says that there is nobody, where the client wants it',
        source: guide('cognito-user-pool-managing-errors'),
        operation: 'ForgotPassword',
        input: { ClientId: 'legacy', Username: 'nobody@example.com' },
        expected: {
          error: 'UserNotFoundException',
          message: 'Username/client id combination not found.',
        },
      },
      {
        name: 'says that there is nowhere to send it, where the client wants it',
        source: api('ForgotPassword'),
        operation: 'ForgotPassword',
        input: { ClientId: 'legacy', Username: 'bare@example.com' },
        expected: { error: 'InvalidParameterException' },
      },
      {
        name: 'sends none to who has not come yet',
        source: UNSOURCED,
        operation: 'ForgotPassword',
        input: { ...CLIENT, Username: 'new@example.com' },
        expected: {
          error: 'NotAuthorizedException',
          message: 'User password cannot be reset in the current state.',
        },
      },
      {
        name: 'sends a code',
        source: api('ForgotPassword'),
        operation: 'ForgotPassword',
        input: { ...CLIENT, Username: EMAIL },
        expected: { answer: { CodeDeliveryDetails: { Destination: 'a***@e***' } } },
      },
      {
        name: 'looks at the password before the code',
        source: UNSOURCED,
        operation: 'ConfirmForgotPassword',
        input: { ...CLIENT, Username: EMAIL, ConfirmationCode: 'wrong', Password: 'short' },
        expected: { error: 'InvalidPasswordException' },
      },
      {
        name: 'refuses a wrong code',
        source: api('ConfirmForgotPassword'),
        operation: 'ConfirmForgotPassword',
        input: { ...CLIENT, Username: EMAIL, ConfirmationCode: 'wrong', Password: OTHER_PASSWORD },
        expected: { error: 'CodeMismatchException' },
      },
      {
        name: 'refuses it after an hour',
        source: guide('limits'),
        afterMs: 3_600_000,
        operation: 'ConfirmForgotPassword',
        input: (known) => ({
          ...CLIENT,
          Username: EMAIL,
          ConfirmationCode: known.sentCode(),
          Password: OTHER_PASSWORD,
        }),
        expected: { error: 'ExpiredCodeException' },
      },
      ...['a', 'b', 'c', 'd', 'e'].map((wrong): Step => ({
        name: `is guessed, as ${wrong}`,
        source: guide('authentication'),
        operation: 'InitiateAuth',
        input: passwordSignIn(EMAIL, wrong),
        expected: { error: 'NotAuthorizedException' },
      })),
      {
        name: 'sends another code, although the user is locked out',
        source: api('ForgotPassword'),
        operation: 'ForgotPassword',
        input: { ...CLIENT, Username: EMAIL },
        expected: { answer: {} },
      },
      {
        name: 'is set anew',
        source: api('ConfirmForgotPassword'),
        operation: 'ConfirmForgotPassword',
        input: (known) => ({
          ...CLIENT,
          Username: EMAIL,
          ConfirmationCode: known.sentCode(),
          Password: OTHER_PASSWORD,
        }),
        expected: { answer: {} },
      },
      { ...signIn(EMAIL, OTHER_PASSWORD), name: 'lets the user in at once' },
    ],
  },
  {
    name: 'an administrator and users',
    options: {
      clients: [{ clientId: 'client' }],
      firstFactors: ['PASSWORD', 'EMAIL_OTP'],
      users: [{ email: EMAIL, password: PASSWORD, attributes: { name: 'Ada' } }],
    },
    steps: [
      {
        name: 'names another pool',
        source: api('AdminGetUser'),
        operation: 'AdminGetUser',
        input: { UserPoolId: 'eu-west-1_Other', Username: EMAIL },
        expected: {
          error: 'ResourceNotFoundException',
          message: 'User pool eu-west-1_Other does not exist.',
        },
      },
      {
        name: 'names nobody',
        source: api('AdminGetUser'),
        operation: 'AdminGetUser',
        input: { ...POOL, Username: 'nobody@example.com' },
        expected: { error: 'UserNotFoundException', message: 'User does not exist.' },
      },
      {
        name: 'invites somebody',
        source: api('AdminCreateUser'),
        operation: 'AdminCreateUser',
        input: { ...POOL, Username: 'bob@example.com' },
        expected: {
          check: (answer, known) => {
            expect(answer).toMatchObject({
              User: {
                UserStatus: 'FORCE_CHANGE_PASSWORD',
                Enabled: true,
                UserCreateDate: expect.any(Number),
              },
            });
            expect(known.sentCode()).toMatch(/.{8,}/);
          },
        },
      },
      {
        name: 'invites nobody twice',
        source: api('AdminCreateUser'),
        operation: 'AdminCreateUser',
        input: { ...POOL, Username: 'bob@example.com' },
        expected: { error: 'UsernameExistsException', message: 'User account already exists' },
      },
      {
        name: 'sends the invitation again',
        source: api('AdminCreateUser'),
        operation: 'AdminCreateUser',
        input: { ...POOL, Username: 'bob@example.com', MessageAction: 'RESEND' },
        expected: { check: (_answer, known) => expect(known.sentCount()).toBe(2) },
      },
      {
        name: 'does not send it to who has come',
        source: api('AdminCreateUser'),
        operation: 'AdminCreateUser',
        input: { ...POOL, Username: EMAIL, MessageAction: 'RESEND' },
        expected: { error: 'UnsupportedUserStateException' },
      },
      {
        name: 'makes somebody quietly',
        source: api('AdminCreateUser'),
        operation: 'AdminCreateUser',
        input: {
          ...POOL,
          Username: 'eve@example.com',
          MessageAction: 'SUPPRESS',
          TemporaryPassword: PASSWORD,
        },
        expected: { check: (_answer, known) => expect(known.sentCount()).toBe(2) },
      },
      {
        name: 'makes somebody who needs no password',
        source: 'observed at a user pool',
        operation: 'AdminCreateUser',
        input: {
          ...POOL,
          Username: 'code@example.com',
          UserAttributes: [{ Name: 'email_verified', Value: 'true' }],
        },
        expected: { answer: { User: { UserStatus: 'CONFIRMED' } } },
      },
      {
        name: 'sets a password that has to be changed',
        source: api('AdminSetUserPassword'),
        operation: 'AdminSetUserPassword',
        input: { ...POOL, Username: EMAIL, Password: OTHER_PASSWORD },
        expected: { answer: {} },
      },
      {
        name: 'has to be changed',
        source: api('AdminSetUserPassword'),
        operation: 'InitiateAuth',
        input: passwordSignIn(EMAIL, OTHER_PASSWORD),
        expected: { answer: { ChallengeName: 'NEW_PASSWORD_REQUIRED' } },
      },
      {
        name: 'sets one for good',
        source: api('AdminSetUserPassword'),
        operation: 'AdminSetUserPassword',
        input: { ...POOL, Username: EMAIL, Password: PASSWORD, Permanent: true },
        expected: { answer: {} },
      },
      signIn(EMAIL, PASSWORD),
      {
        name: 'verifies an address by saying so',
        source: api('AdminUpdateUserAttributes'),
        operation: 'AdminUpdateUserAttributes',
        input: {
          ...POOL,
          Username: EMAIL,
          UserAttributes: [
            { Name: 'email', Value: 'countess@example.com' },
            { Name: 'email_verified', Value: 'true' },
          ],
        },
        expected: { check: (_answer, known) => expect(known.sentCount()).toBe(2) },
      },
      {
        name: 'deletes an attribute',
        source: api('AdminDeleteUserAttributes'),
        operation: 'AdminDeleteUserAttributes',
        input: { ...POOL, Username: 'countess@example.com', UserAttributeNames: ['name'] },
        expected: { answer: {} },
      },
      {
        name: 'lists users by the beginning of an address',
        source: api('ListUsers'),
        operation: 'ListUsers',
        input: { ...POOL, Filter: 'email ^= "co"', AttributesToGet: ['email'] },
        expected: {
          answer: {
            Users: [
              { Attributes: [{ Name: 'email', Value: 'countess@example.com' }] },
              { Attributes: [{ Name: 'email', Value: 'code@example.com' }] },
            ],
          },
        },
      },
      {
        name: 'lists users by their status',
        source: api('ListUsers'),
        operation: 'ListUsers',
        input: { ...POOL, Filter: '"cognito:user_status" = "FORCE_CHANGE_PASSWORD"', Limit: 1 },
        expected: {
          check: (answer) => {
            expect(answer['Users']).toHaveLength(1);
            expect(answer['PaginationToken']).toEqual(expect.any(String));
          },
        },
        keeps: { page: 'PaginationToken' },
      },
      {
        name: 'lists the next page, which is the last',
        source: api('ListUsers'),
        operation: 'ListUsers',
        input: (known) => ({
          ...POOL,
          Filter: '"cognito:user_status" = "FORCE_CHANGE_PASSWORD"',
          Limit: 1,
          PaginationToken: known.value('page'),
        }),
        expected: {
          check: (answer) => {
            expect(answer['Users']).toHaveLength(1);
            expect(answer).not.toHaveProperty('PaginationToken');
          },
        },
      },
      ...['email', 'email >= "a"', 'custom:tenant = "a"', 'email = "a" and name = "b"'].map(
        (filter): Step => ({
          name: `does not ignore the filter ${filter}`,
          source: api('ListUsers'),
          operation: 'ListUsers',
          input: { ...POOL, Filter: filter },
          expected: { error: 'InvalidParameterException' },
        }),
      ),
      {
        name: 'lists 60 at most',
        source: api('ListUsers'),
        operation: 'ListUsers',
        input: { ...POOL, Limit: 61 },
        expected: { error: 'InvalidParameterException' },
      },
      {
        name: 'deletes somebody',
        source: api('AdminDeleteUser'),
        operation: 'AdminDeleteUser',
        input: { ...POOL, Username: 'eve@example.com' },
        expected: { answer: {} },
      },
    ],
  },
];
