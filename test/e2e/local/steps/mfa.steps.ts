import { CLIENT, EMAIL, PASSWORD, passwordSignIn, POOL } from './names.js';
import { api, guide, OBSERVED, UNSOURCED } from './sources.js';
import type { Known, Scenario, Step } from './step.interface.js';

const MFA = guide('user-pool-settings-mfa');
const PHONE = { phone_number: '+441632960000', phone_number_verified: 'true' };

function answer(challenge: string, responses: (known: Known) => object): Step['input'] {
  return (known: Known) => ({
    ...CLIENT,
    ChallengeName: challenge,
    Session: known.value('session'),
    ChallengeResponses: { USERNAME: EMAIL, ...responses(known) },
  });
}

const signIn = (name: string, expected: object): Step => ({
  name,
  source: MFA,
  operation: 'InitiateAuth',
  input: passwordSignIn(EMAIL, PASSWORD),
  expected: { answer: expected },
});

export const mfaScenarios: readonly Scenario[] = [
  {
    name: 'a pool that wants a second factor of everybody',
    options: {
      clients: [{ clientId: 'client' }],
      mfa: 'ON',
      users: [{ email: EMAIL, password: PASSWORD }],
    },
    steps: [
      {
        ...signIn('asks to set one up', {
          ChallengeName: 'MFA_SETUP',
          ChallengeParameters: { MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA"]' },
        }),
        keeps: { session: 'Session' },
      },
      {
        name: 'wants the app first',
        source: api('RespondToAuthChallenge'),
        operation: 'RespondToAuthChallenge',
        input: answer('MFA_SETUP', () => ({})),
        expected: { error: 'NotAuthorizedException', message: 'Invalid session for the user.' },
      },
      {
        name: 'gives a secret of 52 characters, and the next session',
        source: api('AssociateSoftwareToken'),
        operation: 'AssociateSoftwareToken',
        input: (known) => ({ Session: known.value('session') }),
        expected: { answer: { SecretCode: expect.stringMatching(/^[A-Z2-7]{52}$/) } },
        keeps: { session: 'Session', secret: 'SecretCode' },
      },
      {
        name: 'refuses a wrong code',
        source: api('VerifySoftwareToken'),
        operation: 'VerifySoftwareToken',
        input: (known) => ({ Session: known.value('session'), UserCode: '000000x' }),
        expected: { error: 'EnableSoftwareTokenMFAException', message: 'Code mismatch' },
      },
      {
        name: 'accepts a right one',
        source: api('VerifySoftwareToken'),
        operation: 'VerifySoftwareToken',
        input: (known) => ({
          Session: known.value('session'),
          UserCode: known.totp(known.value('secret')),
        }),
        expected: { answer: { Status: 'SUCCESS' } },
        keeps: { session: 'Session' },
      },
      {
        name: 'ends the sign-in',
        source: api('RespondToAuthChallenge'),
        operation: 'RespondToAuthChallenge',
        input: answer('MFA_SETUP', () => ({})),
        expected: { answer: { AuthenticationResult: {} } },
      },
      {
        ...signIn('asks for a code from then on', {
          ChallengeName: 'SOFTWARE_TOKEN_MFA',
          ChallengeParameters: { FRIENDLY_DEVICE_NAME: 'TOTP device' },
        }),
        keeps: { session: 'Session' },
      },
      {
        name: 'refuses a wrong code, and keeps the session',
        source: UNSOURCED,
        operation: 'RespondToAuthChallenge',
        input: answer('SOFTWARE_TOKEN_MFA', () => ({ SOFTWARE_TOKEN_MFA_CODE: '00000x' })),
        expected: { error: 'CodeMismatchException' },
      },
      {
        name: 'refuses the code that was used before',
        source: UNSOURCED,
        operation: 'RespondToAuthChallenge',
        input: answer('SOFTWARE_TOKEN_MFA', (known) => ({
          SOFTWARE_TOKEN_MFA_CODE: known.totp(known.value('secret')),
        })),
        expected: {
          error: 'ExpiredCodeException',
          message: 'Your software token has already been used once.',
        },
      },
      {
        name: 'accepts the next',
        source: MFA,
        afterMs: 30_000,
        operation: 'RespondToAuthChallenge',
        input: answer('SOFTWARE_TOKEN_MFA', (known) => ({
          SOFTWARE_TOKEN_MFA_CODE: known.totp(known.value('secret')),
        })),
        expected: { answer: { AuthenticationResult: {} } },
      },
    ],
  },
  {
    name: 'a user who chooses second factors',
    options: {
      clients: [{ clientId: 'client' }],
      mfa: 'OPTIONAL',
      users: [{ email: EMAIL, password: PASSWORD, attributes: PHONE }],
    },
    steps: [
      {
        ...signIn('signs in without one', { AuthenticationResult: {} }),
        keeps: { accessToken: 'AuthenticationResult.AccessToken' },
      },
      {
        name: 'cannot prefer an app that was not verified',
        source: UNSOURCED,
        operation: 'SetUserMFAPreference',
        input: (known) => ({
          AccessToken: known.value('accessToken'),
          SoftwareTokenMfaSettings: { Enabled: true },
        }),
        expected: {
          error: 'InvalidParameterException',
          message: 'User has not verified software token mfa',
        },
      },
      {
        name: 'gets a secret',
        source: api('AssociateSoftwareToken'),
        operation: 'AssociateSoftwareToken',
        input: (known) => ({ AccessToken: known.value('accessToken') }),
        expected: { answer: {} },
        keeps: { secret: 'SecretCode' },
      },
      {
        name: 'verifies the app',
        source: api('VerifySoftwareToken'),
        operation: 'VerifySoftwareToken',
        input: (known) => ({
          AccessToken: known.value('accessToken'),
          UserCode: known.totp(known.value('secret')),
        }),
        expected: { check: (answered) => expect(answered).toEqual({ Status: 'SUCCESS' }) },
      },
      {
        name: 'takes text messages and the app',
        source: api('SetUserMFAPreference'),
        operation: 'SetUserMFAPreference',
        input: (known) => ({
          AccessToken: known.value('accessToken'),
          SoftwareTokenMfaSettings: { Enabled: true },
          SMSMfaSettings: { Enabled: true },
        }),
        expected: { answer: {} },
      },
      {
        name: 'sees both',
        source: api('GetUser'),
        operation: 'GetUser',
        input: (known) => ({ AccessToken: known.value('accessToken') }),
        expected: { answer: { UserMFASettingList: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'] } },
      },
      {
        ...signIn('is asked which', {
          ChallengeName: 'SELECT_MFA_TYPE',
          ChallengeParameters: { MFAS_CAN_CHOOSE: '["SMS_MFA","SOFTWARE_TOKEN_MFA"]' },
        }),
        keeps: { session: 'Session' },
      },
      {
        name: 'cannot choose another',
        source: api('RespondToAuthChallenge'),
        operation: 'RespondToAuthChallenge',
        input: answer('SELECT_MFA_TYPE', () => ({ ANSWER: 'EMAIL_OTP' })),
        expected: { error: 'InvalidParameterException' },
      },
      {
        name: 'chooses a text message',
        source: api('RespondToAuthChallenge'),
        operation: 'RespondToAuthChallenge',
        input: answer('SELECT_MFA_TYPE', () => ({ ANSWER: 'SMS_MFA' })),
        expected: {
          answer: {
            ChallengeName: 'SMS_MFA',
            ChallengeParameters: {
              CODE_DELIVERY_DELIVERY_MEDIUM: 'SMS',
              CODE_DELIVERY_DESTINATION: '+*******0000',
            },
          },
        },
        keeps: { session: 'Session' },
      },
      {
        name: 'sends a wrong code',
        source: OBSERVED,
        operation: 'RespondToAuthChallenge',
        input: answer('SMS_MFA', () => ({ SMS_MFA_CODE: 'wrong' })),
        expected: { error: 'CodeMismatchException' },
      },
      {
        name: 'sends the right one',
        source: api('RespondToAuthChallenge'),
        operation: 'RespondToAuthChallenge',
        input: answer('SMS_MFA', (known) => ({ SMS_MFA_CODE: known.sentCode() })),
        expected: { answer: { AuthenticationResult: {} } },
      },
      {
        name: 'is given e-mail by an administrator, and prefers it',
        source: api('AdminSetUserMFAPreference'),
        operation: 'AdminSetUserMFAPreference',
        input: {
          ...POOL,
          Username: EMAIL,
          EmailMfaSettings: { Enabled: true, PreferredMfa: true },
          SMSMfaSettings: { Enabled: false },
        },
        expected: { answer: {} },
      },
      {
        name: 'has that preference',
        source: api('AdminGetUser'),
        operation: 'AdminGetUser',
        input: { ...POOL, Username: EMAIL },
        expected: {
          answer: {
            UserMFASettingList: ['SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'],
            PreferredMfaSetting: 'EMAIL_OTP',
          },
        },
      },
      {
        ...signIn('is asked for a code by e-mail', {
          ChallengeName: 'EMAIL_OTP',
          ChallengeParameters: { CODE_DELIVERY_DESTINATION: 'a***@e***' },
        }),
        keeps: { session: 'Session' },
      },
      {
        name: 'sends it',
        source: api('RespondToAuthChallenge'),
        operation: 'RespondToAuthChallenge',
        input: answer('EMAIL_OTP', (known) => ({ EMAIL_OTP_CODE: known.sentCode() })),
        expected: { answer: { AuthenticationResult: {} } },
      },
    ],
  },
];
