import { CLIENT, EMAIL, OTHER_PASSWORD, PASSWORD, passwordSignIn, POOL, SECRET } from './names.js';
import { api, guide, OBSERVED, REPORTED, UNSOURCED } from './sources.js';
import type { Known, Scenario, Step } from './step.interface.js';

const FLOWS = 'amazon-cognito-user-pools-authentication-flow-methods';
const NOBODY = 'nobody@example.com';
const WRONG = { error: 'NotAuthorizedException', message: 'Incorrect username or password.' };
const LOCKED = { error: 'NotAuthorizedException', message: 'Password attempts exceeded' };

function wrongPassword(name: string, afterMs = 0): Step {
  return {
    name,
    source: guide('authentication'),
    afterMs,
    operation: 'InitiateAuth',
    input: passwordSignIn(EMAIL, 'wrong'),
    expected: WRONG,
  };
}

function beginSrp(username: string): Step['input'] {
  return (known: Known) => ({
    ...CLIENT,
    AuthFlow: 'USER_SRP_AUTH',
    AuthParameters: { USERNAME: username, SRP_A: known.srp.publicValue },
  });
}

function proveSrp(password: string, id = 'id'): Step['input'] {
  return (known: Known) => ({
    ...CLIENT,
    ChallengeName: 'PASSWORD_VERIFIER',
    Session: known.value('session'),
    ChallengeResponses: {
      USERNAME: known.value(id),
      ...known.proof(known.poolName, known.value(id), password),
    },
  });
}

const SRP_KEEPS = { session: 'Session', id: 'ChallengeParameters.USER_ID_FOR_SRP' };

function choice(username: string, parameters: object = {}): object {
  return {
    ...CLIENT,
    AuthFlow: 'USER_AUTH',
    AuthParameters: { USERNAME: username, ...parameters },
  };
}

function answer(
  challenge: string,
  username: string,
  responses: (known: Known) => object,
): Step['input'] {
  return (known: Known) => ({
    ...CLIENT,
    ChallengeName: challenge,
    Session: known.value('session'),
    ChallengeResponses: { USERNAME: username, ...responses(known) },
  });
}

export const signInScenarios: readonly Scenario[] = [
  {
    name: 'a sign-in with a password',
    options: {
      clients: [
        { clientId: 'client' },
        { clientId: 'legacy', preventUserExistenceErrors: false },
        { clientId: 'srponly', authFlows: ['ALLOW_USER_SRP_AUTH'] },
      ],
      users: [
        { email: EMAIL, password: PASSWORD },
        { email: 'off@example.com', password: PASSWORD, enabled: false },
      ],
    },
    steps: [
      {
        name: 'gives tokens',
        source: api('InitiateAuth'),
        operation: 'InitiateAuth',
        input: passwordSignIn(EMAIL, PASSWORD),
        expected: {
          answer: {
            ChallengeParameters: {},
            AuthenticationResult: {
              AccessToken: expect.any(String),
              IdToken: expect.any(String),
              // The length of Cognito's: it does not fit into one cookie with the others.
              RefreshToken: expect.stringMatching(/^(?:[\w-]+\.){4}[\w-]+$/),
              ExpiresIn: 3600,
              TokenType: 'Bearer',
            },
          },
        },
      },
      {
        name: 'names a client that there is not',
        source: api('InitiateAuth'),
        operation: 'InitiateAuth',
        input: passwordSignIn(EMAIL, PASSWORD, { ClientId: 'other' }),
        expected: {
          error: 'ResourceNotFoundException',
          message: 'User pool client other does not exist.',
        },
      },
      {
        name: 'looks at the flow before the user',
        source: UNSOURCED,
        operation: 'InitiateAuth',
        input: passwordSignIn(NOBODY, PASSWORD, { ClientId: 'srponly' }),
        expected: {
          error: 'InvalidParameterException',
          message: 'USER_PASSWORD_AUTH flow not enabled for this client',
        },
      },
      {
        name: 'refuses the flow of administrators',
        source: api('InitiateAuth'),
        operation: 'InitiateAuth',
        input: {
          ...CLIENT,
          AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME: EMAIL, PASSWORD },
        },
        expected: {
          error: 'InvalidParameterException',
          message: 'Initiate Auth method not supported.',
        },
      },
      {
        name: 'misses a parameter',
        source: UNSOURCED,
        operation: 'InitiateAuth',
        input: { ...CLIENT, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME: EMAIL } },
        expected: {
          error: 'InvalidParameterException',
          message: 'Missing required parameter PASSWORD',
        },
      },
      {
        name: 'hides that nobody has the name',
        source: guide('cognito-user-pool-managing-errors'),
        operation: 'InitiateAuth',
        input: passwordSignIn(NOBODY, PASSWORD),
        expected: WRONG,
      },
      {
        name: 'says so where the client wants it',
        source: guide('cognito-user-pool-managing-errors'),
        operation: 'InitiateAuth',
        input: passwordSignIn(NOBODY, PASSWORD, { ClientId: 'legacy' }),
        expected: { error: 'UserNotFoundException', message: 'User does not exist.' },
      },
      {
        name: 'says that a user is disabled after the right password',
        source: UNSOURCED,
        operation: 'InitiateAuth',
        input: passwordSignIn('off@example.com', PASSWORD),
        expected: { error: 'NotAuthorizedException', message: 'User is disabled.' },
      },
      {
        name: 'does not say so after a wrong one',
        source: UNSOURCED,
        operation: 'InitiateAuth',
        input: passwordSignIn('off@example.com', 'wrong'),
        expected: WRONG,
      },
      ...['first', 'second', 'third', 'fourth', 'fifth'].map((nth) =>
        wrongPassword(`refuses a wrong password, the ${nth}`),
      ),
      {
        name: 'locks out after five, even with the right one',
        source: guide('authentication'),
        operation: 'InitiateAuth',
        input: passwordSignIn(EMAIL, PASSWORD),
        expected: LOCKED,
      },
      wrongPassword('tries again after a second', 1001),
      {
        name: 'locks out twice as long after six',
        source: guide('authentication'),
        afterMs: 1500,
        operation: 'InitiateAuth',
        input: passwordSignIn(EMAIL, PASSWORD),
        expected: LOCKED,
      },
      {
        name: 'does not count what is tried in between',
        source: guide('authentication'),
        afterMs: 600,
        operation: 'InitiateAuth',
        input: passwordSignIn(EMAIL, PASSWORD),
        expected: { answer: { AuthenticationResult: {} } },
      },
      wrongPassword('has forgotten the failures after a success'),
    ],
  },
  {
    name: 'a client with a secret',
    options: {
      clients: [{ clientId: 'client', secret: SECRET }, { clientId: 'public' }],
      users: [{ email: EMAIL, password: PASSWORD }],
    },
    steps: [
      {
        name: 'misses the hash',
        source: UNSOURCED,
        operation: 'InitiateAuth',
        input: passwordSignIn(EMAIL, PASSWORD),
        expected: {
          error: 'NotAuthorizedException',
          message: 'Client client is configured with secret but SECRET_HASH was not received',
        },
      },
      {
        name: 'refuses a wrong hash',
        source: UNSOURCED,
        operation: 'InitiateAuth',
        input: {
          ...CLIENT,
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME: EMAIL, PASSWORD, SECRET_HASH: 'wrong' },
        },
        expected: {
          error: 'NotAuthorizedException',
          message: 'Unable to verify secret hash for client client',
        },
      },
      {
        name: 'refuses a hash where there is no secret',
        source: UNSOURCED,
        operation: 'InitiateAuth',
        input: {
          ClientId: 'public',
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME: EMAIL, PASSWORD, SECRET_HASH: 'superfluous' },
        },
        expected: { error: 'NotAuthorizedException' },
      },
      {
        name: 'accepts the hash over what was typed in',
        source: guide('signing-up-users-in-your-app'),
        operation: 'InitiateAuth',
        input: (known) => ({
          ...CLIENT,
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: {
            USERNAME: EMAIL,
            PASSWORD,
            SECRET_HASH: known.secretHash('client', EMAIL),
          },
        }),
        expected: { answer: { AuthenticationResult: {} } },
        keeps: {
          refreshToken: 'AuthenticationResult.RefreshToken',
          accessToken: 'AuthenticationResult.AccessToken',
        },
      },
      {
        name: 'finds the username, which is the sub',
        source: guide('user-pool-settings-attributes'),
        operation: 'GetUser',
        input: (known) => ({ AccessToken: known.value('accessToken') }),
        expected: { answer: { Username: expect.any(String) } },
        keeps: { username: 'Username' },
      },
      {
        name: 'refreshes with the hash over the username only',
        source: UNSOURCED,
        operation: 'InitiateAuth',
        input: (known) => ({
          ...CLIENT,
          AuthFlow: 'REFRESH_TOKEN_AUTH',
          AuthParameters: {
            REFRESH_TOKEN: known.value('refreshToken'),
            SECRET_HASH: known.secretHash('client', EMAIL),
          },
        }),
        expected: { error: 'NotAuthorizedException' },
      },
      {
        name: 'refreshes',
        source: api('InitiateAuth'),
        operation: 'InitiateAuth',
        input: (known) => ({
          ...CLIENT,
          AuthFlow: 'REFRESH_TOKEN_AUTH',
          AuthParameters: {
            REFRESH_TOKEN: known.value('refreshToken'),
            SECRET_HASH: known.secretHash('client', known.value('username')),
          },
        }),
        expected: {
          check: ({ AuthenticationResult: result }) =>
            expect(result).toEqual({
              AccessToken: expect.any(String),
              IdToken: expect.any(String),
              ExpiresIn: 3600,
              TokenType: 'Bearer',
            }),
        },
      },
    ],
  },
  {
    name: 'a sign-in by SRP',
    options: {
      clients: [{ clientId: 'client' }],
      users: [{ email: EMAIL, password: PASSWORD }],
    },
    steps: [
      {
        name: 'refuses a public value that would make every password right',
        source: 'https://www.rfc-editor.org/rfc/rfc5054#section-2.5.4',
        operation: 'InitiateAuth',
        input: {
          ...CLIENT,
          AuthFlow: 'USER_SRP_AUTH',
          AuthParameters: { USERNAME: EMAIL, SRP_A: '0' },
        },
        expected: { error: 'InvalidParameterException' },
      },
      {
        name: 'asks for the proof',
        source: guide(FLOWS),
        operation: 'InitiateAuth',
        input: beginSrp(EMAIL),
        expected: {
          answer: {
            ChallengeName: 'PASSWORD_VERIFIER',
            ChallengeParameters: {
              SALT: expect.stringMatching(/^[\da-f]+$/),
              SECRET_BLOCK: expect.any(String),
              SRP_B: expect.stringMatching(/^[\da-f]+$/),
            },
          },
        },
        keeps: SRP_KEEPS,
      },
      {
        name: 'accepts it',
        source: guide(FLOWS),
        operation: 'RespondToAuthChallenge',
        input: proveSrp(PASSWORD),
        expected: { answer: { AuthenticationResult: {} } },
      },
      {
        name: 'asks again',
        source: guide(FLOWS),
        operation: 'InitiateAuth',
        input: beginSrp(EMAIL.toUpperCase()),
        expected: { answer: { ChallengeName: 'PASSWORD_VERIFIER' } },
        keeps: SRP_KEEPS,
      },
      {
        name: 'refuses the proof of a wrong password',
        source: guide(FLOWS),
        operation: 'RespondToAuthChallenge',
        input: proveSrp('wrong'),
        expected: WRONG,
      },
      {
        name: 'gives one try',
        source: OBSERVED,
        operation: 'RespondToAuthChallenge',
        input: answer('PASSWORD_VERIFIER', EMAIL, () => ({
          PASSWORD_CLAIM_SIGNATURE: 'x',
          PASSWORD_CLAIM_SECRET_BLOCK: 'x',
          TIMESTAMP: 'x',
        })),
        expected: {
          error: 'NotAuthorizedException',
          message: 'Invalid session for the user, session can only be used once.',
        },
      },
      {
        name: 'asks for the proof of a name that nobody has',
        source: guide('cognito-user-pool-managing-errors'),
        operation: 'InitiateAuth',
        input: beginSrp(NOBODY),
        expected: { answer: { ChallengeName: 'PASSWORD_VERIFIER' } },
        keeps: {
          ...SRP_KEEPS,
          firstId: 'ChallengeParameters.USER_ID_FOR_SRP',
          firstSalt: 'ChallengeParameters.SALT',
        },
      },
      {
        name: 'refuses it like a wrong one',
        source: guide('cognito-user-pool-managing-errors'),
        operation: 'RespondToAuthChallenge',
        input: proveSrp(PASSWORD),
        expected: WRONG,
      },
      {
        name: 'makes up the same id and salt again',
        source: guide('cognito-user-pool-managing-errors'),
        operation: 'InitiateAuth',
        input: beginSrp(NOBODY),
        expected: {
          check: ({ ChallengeParameters: parameters }, known) =>
            expect(parameters).toMatchObject({
              SALT: known.value('firstSalt'),
              USER_ID_FOR_SRP: known.value('firstId'),
            }),
        },
      },
    ],
  },
  {
    name: 'a sign-in by choice',
    options: {
      clients: [{ clientId: 'client', sessionMinutes: 5 }],
      firstFactors: ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP'],
      users: [
        { email: EMAIL, password: PASSWORD },
        { email: 'new@example.com', temporaryPassword: PASSWORD },
        {
          email: 'phone@example.com',
          attributes: { phone_number: '+441632960000', phone_number_verified: 'true' },
        },
      ],
    },
    steps: [
      {
        name: 'asks what to begin with',
        source: guide(FLOWS),
        operation: 'InitiateAuth',
        input: choice(EMAIL),
        expected: {
          answer: {
            ChallengeName: 'SELECT_CHALLENGE',
            AvailableChallenges: ['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP'],
          },
        },
        keeps: { session: 'Session' },
      },
      {
        name: 'refuses what is not among it',
        source: guide(FLOWS),
        operation: 'RespondToAuthChallenge',
        input: answer('SELECT_CHALLENGE', EMAIL, () => ({ ANSWER: 'WEB_AUTHN' })),
        expected: { error: 'InvalidParameterException' },
      },
      {
        name: 'refuses the session of another user',
        source: UNSOURCED,
        operation: 'RespondToAuthChallenge',
        input: answer('SELECT_CHALLENGE', 'new@example.com', () => ({
          ANSWER: 'PASSWORD',
          PASSWORD,
        })),
        expected: { error: 'NotAuthorizedException', message: 'Invalid session for the user.' },
      },
      {
        name: 'signs in with the password',
        source: guide(FLOWS),
        operation: 'RespondToAuthChallenge',
        input: answer('SELECT_CHALLENGE', EMAIL, () => ({ ANSWER: 'PASSWORD', PASSWORD })),
        expected: { answer: { AuthenticationResult: {} } },
      },
      {
        name: 'begins with SRP at once',
        source: guide(FLOWS),
        operation: 'InitiateAuth',
        input: (known) =>
          choice(EMAIL, {
            PREFERRED_CHALLENGE: 'PASSWORD_SRP',
            SRP_A: known.srp.publicValue,
          }),
        expected: { answer: { ChallengeName: 'PASSWORD_VERIFIER' } },
        keeps: SRP_KEEPS,
      },
      {
        name: 'accepts the proof',
        source: guide(FLOWS),
        operation: 'RespondToAuthChallenge',
        input: proveSrp(PASSWORD),
        expected: { answer: { AuthenticationResult: {} } },
      },
      {
        name: 'begins with a code at once, and still says what else there is',
        source: OBSERVED,
        operation: 'InitiateAuth',
        input: choice(EMAIL, { PREFERRED_CHALLENGE: 'EMAIL_OTP' }),
        expected: {
          answer: {
            ChallengeName: 'EMAIL_OTP',
            AvailableChallenges: ['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP'],
            ChallengeParameters: {
              CODE_DELIVERY_DELIVERY_MEDIUM: 'EMAIL',
              CODE_DELIVERY_DESTINATION: 'a***@e***',
            },
          },
        },
        keeps: { session: 'Session' },
      },
      ...['once', 'twice', 'six times'].map((often): Step => ({
        name: `refuses a wrong code ${often}, and keeps the session`,
        source: OBSERVED,
        operation: 'RespondToAuthChallenge',
        input: answer('EMAIL_OTP', EMAIL, () => ({ EMAIL_OTP_CODE: 'wrong' })),
        expected: { error: 'CodeMismatchException' },
      })),
      {
        name: 'accepts the code of eight digits',
        source: OBSERVED,
        operation: 'RespondToAuthChallenge',
        input: answer('EMAIL_OTP', EMAIL, (known) => {
          expect(known.sentCode()).toMatch(/^\d{8}$/);
          return { EMAIL_OTP_CODE: known.sentCode() };
        }),
        expected: { answer: { AuthenticationResult: {} } },
      },
      {
        name: 'asks somebody without a password',
        source: guide(FLOWS),
        operation: 'InitiateAuth',
        input: choice('phone@example.com'),
        expected: { answer: { AvailableChallenges: ['EMAIL_OTP', 'SMS_OTP'] } },
        keeps: { session: 'Session' },
      },
      {
        name: 'sends a text message',
        source: guide(FLOWS),
        operation: 'RespondToAuthChallenge',
        input: answer('SELECT_CHALLENGE', 'phone@example.com', () => ({ ANSWER: 'SMS_OTP' })),
        expected: {
          answer: {
            ChallengeName: 'SMS_OTP',
            ChallengeParameters: { CODE_DELIVERY_DESTINATION: '+*******0000' },
          },
        },
        keeps: { session: 'Session' },
      },
      {
        name: 'refuses it after the time of the client',
        source: guide(FLOWS),
        afterMs: 5 * 60_000,
        operation: 'RespondToAuthChallenge',
        input: answer('SMS_OTP', 'phone@example.com', (known) => ({
          SMS_OTP_CODE: known.sentCode(),
        })),
        expected: {
          error: 'NotAuthorizedException',
          message: 'Invalid session for the user, session is expired.',
        },
      },
      {
        name: 'does not offer a code to who has a temporary password',
        source: OBSERVED,
        operation: 'InitiateAuth',
        input: choice('new@example.com'),
        expected: { answer: { AvailableChallenges: ['PASSWORD', 'PASSWORD_SRP'] } },
      },
      {
        name: 'asks a name that nobody has for a code, which it does not send',
        source: OBSERVED,
        operation: 'InitiateAuth',
        input: choice(NOBODY, { PREFERRED_CHALLENGE: 'EMAIL_OTP' }),
        expected: {
          check: (answered, known) => {
            expect(answered).toMatchObject({
              ChallengeName: 'EMAIL_OTP',
              ChallengeParameters: { CODE_DELIVERY_DESTINATION: 'n***@e***' },
            });
            expect(known.sentCount()).toBe(2);
          },
        },
      },
    ],
  },
  {
    name: 'a first sign-in with a temporary password',
    options: {
      clients: [{ clientId: 'client' }],
      customAttributes: ['tenant'],
      users: [{ email: EMAIL, temporaryPassword: PASSWORD }],
    },
    steps: [
      {
        name: 'asks for a new one',
        source: guide(FLOWS),
        operation: 'AdminInitiateAuth',
        input: {
          ...POOL,
          ...CLIENT,
          AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME: EMAIL, PASSWORD },
        },
        expected: {
          answer: {
            ChallengeName: 'NEW_PASSWORD_REQUIRED',
            ChallengeParameters: {
              requiredAttributes: '[]',
              userAttributes: JSON.stringify({ email: EMAIL, email_verified: 'true' }),
            },
          },
        },
        keeps: { session: 'Session' },
      },
      {
        name: 'refuses one that the policy does not allow, and keeps the session',
        source: guide('managing-users-passwords'),
        operation: 'AdminRespondToAuthChallenge',
        input: (known) => ({
          ...POOL,
          ...CLIENT,
          ChallengeName: 'NEW_PASSWORD_REQUIRED',
          Session: known.value('session'),
          ChallengeResponses: { USERNAME: EMAIL, NEW_PASSWORD: 'short' },
        }),
        expected: { error: 'InvalidPasswordException' },
      },
      {
        name: 'refuses to change an attribute that is there',
        source: api('RespondToAuthChallenge'),
        operation: 'RespondToAuthChallenge',
        input: answer('NEW_PASSWORD_REQUIRED', EMAIL, () => ({
          NEW_PASSWORD: OTHER_PASSWORD,
          'userAttributes.email': 'other@example.com',
        })),
        expected: { error: 'InvalidParameterException' },
      },
      {
        name: 'takes it, with attributes',
        source: api('AdminRespondToAuthChallenge'),
        operation: 'AdminRespondToAuthChallenge',
        input: (known) => ({
          ...POOL,
          ...CLIENT,
          ChallengeName: 'NEW_PASSWORD_REQUIRED',
          Session: known.value('session'),
          ChallengeResponses: {
            USERNAME: EMAIL,
            NEW_PASSWORD: OTHER_PASSWORD,
            'userAttributes.custom:tenant': 'one',
          },
        }),
        expected: { answer: { AuthenticationResult: {} } },
      },
      {
        name: 'has confirmed the user',
        source: guide('signing-up-users-in-your-app'),
        operation: 'AdminGetUser',
        input: { ...POOL, Username: EMAIL },
        expected: {
          answer: {
            UserStatus: 'CONFIRMED',
            UserAttributes: expect.arrayContaining([{ Name: 'custom:tenant', Value: 'one' }]),
          },
        },
      },
    ],
  },
  {
    name: 'a password that has to be reset',
    options: { clients: [{ clientId: 'client' }], users: [{ email: EMAIL, password: PASSWORD }] },
    steps: [
      {
        name: 'is reset by an administrator, and a code is sent',
        source: api('AdminResetUserPassword'),
        operation: 'AdminResetUserPassword',
        input: { ...POOL, Username: EMAIL },
        expected: {
          check: (answered, known) => {
            expect(answered).toEqual({});
            expect(known.sentCode()).toMatch(/^\d{6}$/);
          },
        },
      },
      {
        name: 'stops the sign-in',
        source: REPORTED,
        operation: 'InitiateAuth',
        input: passwordSignIn(EMAIL, PASSWORD),
        expected: { error: 'PasswordResetRequiredException' },
      },
      {
        name: 'is set anew by the code',
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
      {
        name: 'signs in',
        source: api('InitiateAuth'),
        operation: 'InitiateAuth',
        input: passwordSignIn(EMAIL, OTHER_PASSWORD),
        expected: { answer: { AuthenticationResult: {} } },
      },
    ],
  },
];
