import type { AnswerChanges } from '../../../support/authenticator.js';
import { CLIENT, EMAIL, PASSWORD, passwordSignIn, POOL } from './names.js';
import { api, guide, UNSOURCED } from './sources.js';
import type { Known, Scenario, Step } from './step.interface.js';

const FLOWS = guide('amazon-cognito-user-pools-authentication-flow-methods');
const MFA = guide('user-pool-settings-mfa');
const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const OTHER_CLIENT = { ClientId: 'other' };

function signIn(client: object = CLIENT): Step {
  return {
    name: 'come after another sign-in',
    source: FLOWS,
    operation: 'InitiateAuth',
    input: passwordSignIn(EMAIL, PASSWORD, client),
    expected: { answer: { AuthenticationResult: {} } },
    keeps: { accessToken: 'AuthenticationResult.AccessToken' },
  };
}

const byToken = (known: Known): object => ({ AccessToken: known.value('accessToken') });

function start(name = 'start'): Step {
  return {
    name,
    source: api('StartWebAuthnRegistration'),
    operation: 'StartWebAuthnRegistration',
    input: byToken,
    expected: {
      answer: {
        CredentialCreationOptions: {
          rp: { id: 'localhost', name: 'localhost' },
          user: { id: expect.any(String), name: EMAIL, displayName: '' },
          challenge: expect.stringMatching(/^[\w-]{22}$/),
          pubKeyCredParams: [
            { type: 'public-key', alg: -7 },
            { type: 'public-key', alg: -257 },
          ],
          timeout: 60_000,
          authenticatorSelection: { requireResidentKey: true, residentKey: 'required' },
        },
      },
    },
  };
}

function complete(
  name: string,
  changes: AnswerChanges = {},
  error?: string,
  source = api('CompleteWebAuthnRegistration'),
): Step {
  return {
    name,
    source,
    operation: 'CompleteWebAuthnRegistration',
    input: (known) => ({
      ...byToken(known),
      Credential: known.authenticator.register(known.last['CredentialCreationOptions'], changes),
    }),
    expected: error === undefined ? { answer: {} } : { error },
  };
}

/** A registration that fails takes its challenge with it. */
function refuses(
  name: string,
  changes: AnswerChanges,
  error: string,
  source?: string,
): readonly Step[] {
  return [start(`start again, since it ${name}`), complete(name, changes, error, source)];
}

function choose(parameters: object = {}): object {
  return { ...CLIENT, AuthFlow: 'USER_AUTH', AuthParameters: { USERNAME: EMAIL, ...parameters } };
}

const PREFER = choose({ PREFERRED_CHALLENGE: 'WEB_AUTHN' });

/** An answer to the challenge of the step before. */
function answer(
  challenge: string,
  changes: AnswerChanges = {},
  more: object = {},
): (known: Known) => object {
  return (known) => {
    const { CREDENTIAL_REQUEST_OPTIONS = '' } = known.last['ChallengeParameters'] as Record<
      string,
      string
    >;
    return {
      ...CLIENT,
      ChallengeName: challenge,
      Session: known.last['Session'],
      ChallengeResponses: {
        USERNAME: EMAIL,
        CREDENTIAL: known.authenticator.signIn(CREDENTIAL_REQUEST_OPTIONS, changes),
        ...more,
      },
    };
  };
}

const ask: Step = {
  name: 'are asked for',
  source: FLOWS,
  operation: 'InitiateAuth',
  input: PREFER,
  expected: {
    check({ ChallengeName, AvailableChallenges, ChallengeParameters }) {
      expect(ChallengeName).toBe('WEB_AUTHN');
      expect(AvailableChallenges).toContain('WEB_AUTHN');
      const { CREDENTIAL_REQUEST_OPTIONS } = ChallengeParameters as Record<string, string>;
      expect(JSON.parse(CREDENTIAL_REQUEST_OPTIONS ?? '')).toEqual({
        challenge: expect.stringMatching(/^[\w-]{22}$/),
        timeout: 180_000,
        rpId: 'localhost',
        allowCredentials: [{ type: 'public-key', id: expect.any(String) }],
        userVerification: expect.stringMatching(/^(?:preferred|required)$/),
      });
    },
  },
};

const signsIn = (method: string): Step['expected'] => ({
  check({ AuthenticationResult }, known) {
    const { IdToken } = AuthenticationResult as Record<string, unknown>;
    expect(known.claimsOf(IdToken)).toMatchObject({ acr: 'urn:cognito:loa:3', amr: [method] });
  },
});

function preferPasskeyMfa(name: string, isEnabled: boolean, expected: Step['expected']): Step {
  return {
    name,
    source: api('SetUserMFAPreference'),
    operation: 'AdminSetUserMFAPreference',
    input: { ...POOL, Username: EMAIL, WebAuthnMfaSettings: { Enabled: isEnabled } },
    expected,
  };
}

function available(name: string, challenges: readonly string[], source = MFA): Step {
  return {
    name,
    source,
    operation: 'InitiateAuth',
    input: choose(),
    expected: {
      check: ({ AvailableChallenges }) => expect(AvailableChallenges).toEqual(challenges),
    },
  };
}

const ALICE = { email: EMAIL, password: PASSWORD };

export const passkeyScenarios: readonly Scenario[] = [
  {
    name: 'passkeys',
    options: {
      clients: [{ clientId: 'client' }, { clientId: 'other' }],
      firstFactors: ['PASSWORD', 'WEB_AUTHN'],
      users: [ALICE],
    },
    steps: [
      signIn(),
      available('are not offered to whoever has none', ['PASSWORD', 'PASSWORD_SRP'], FLOWS),
      start(),
      {
        ...complete('are registered with an answer to the challenge that was asked last', {
          challenge: 'AAAAAAAAAAAAAAAAAAAAAA',
        }),
        expected: { error: 'WebAuthnChallengeNotFoundException' },
      },
      start(),
      {
        ...complete('are registered within a minute', {}, 'WebAuthnChallengeNotFoundException'),
        afterMs: 60_000,
      },
      ...refuses(
        'refuses pages of others',
        { origin: 'https://localhost.example.com' },
        'WebAuthnOriginNotAllowedException',
      ),
      ...refuses(
        'refuses pages that others can change on their way',
        { origin: 'http://localhost.example.com:4200' },
        'WebAuthnOriginNotAllowedException',
      ),
      ...refuses(
        'refuses another relying party',
        { relyingPartyId: 'example.com' },
        'WebAuthnRelyingPartyMismatchException',
      ),
      ...refuses(
        'refuses a key that was not asked for',
        { algorithm: -8 },
        'WebAuthnCredentialNotSupportedException',
      ),
      ...refuses(
        'refuses what nobody has touched',
        { isUserPresent: false },
        'WebAuthnCredentialNotSupportedException',
        UNSOURCED,
      ),
      ...refuses(
        'refuses the answer to a sign-in',
        { type: 'webauthn.get' },
        'InvalidParameterException',
        UNSOURCED,
      ),
      {
        name: 'are documents of a certain form',
        source: api('CompleteWebAuthnRegistration'),
        operation: 'CompleteWebAuthnRegistration',
        input: (known) => ({ ...byToken(known), Credential: { id: 'AA', type: 'public-key' } }),
        expected: { error: 'InvalidParameterException' },
      },
      start(),
      {
        ...signIn(OTHER_CLIENT),
        name: 'know the client',
        keeps: { otherToken: 'AuthenticationResult.AccessToken' },
      },
      {
        name: 'are registered with the client that has begun',
        source: api('CompleteWebAuthnRegistration'),
        operation: 'StartWebAuthnRegistration',
        input: (known) => ({ AccessToken: known.value('otherToken') }),
        expected: { answer: { CredentialCreationOptions: { rp: { id: 'localhost' } } } },
      },
      complete('are refused with another', {}, 'WebAuthnClientMismatchException'),
      start(),
      complete('are registered'),
      {
        name: 'are listed',
        source: api('ListWebAuthnCredentials'),
        operation: 'ListWebAuthnCredentials',
        input: (known) => ({ ...byToken(known), MaxResults: 20 }),
        expected: {
          answer: {
            Credentials: [
              {
                CredentialId: expect.stringMatching(/^[\w-]{43}$/),
                FriendlyCredentialName: 'Passkey',
                RelyingPartyId: 'localhost',
                AuthenticatorAttachment: 'platform',
                AuthenticatorTransports: ['internal'],
                CreatedAt: expect.any(Number),
              },
            ],
          },
        },
      },
      {
        name: 'are listed in pages of 20',
        source: api('ListWebAuthnCredentials'),
        operation: 'ListWebAuthnCredentials',
        input: (known) => ({ ...byToken(known), MaxResults: 21 }),
        expected: { error: 'InvalidParameterException' },
      },
      {
        name: 'are factors of the user',
        source: api('GetUserAuthFactors'),
        operation: 'GetUserAuthFactors',
        input: byToken,
        expected: {
          answer: {
            Username: expect.any(String),
            ConfiguredUserAuthFactors: ['PASSWORD', 'WEB_AUTHN'],
          },
        },
      },
      ask,
      {
        name: 'sign in',
        source: FLOWS,
        operation: 'RespondToAuthChallenge',
        input: answer('WEB_AUTHN'),
        expected: signsIn('swk'),
      },
      ...(
        [
          ['refuses pages of others', { origin: 'https://example.com' }],
          ['refuses another relying party', { relyingPartyId: 'example.com' }],
          ['refuses another challenge', { challenge: 'AAAAAAAAAAAAAAAAAAAAAA' }],
          ['refuses a counter that goes back', { counter: 1 }],
          ['refuses what nobody has touched', { isUserPresent: false, counter: 100 }],
          ['refuses a passkey of nobody', { credentialId: 'AAAA', counter: 100 }],
          ['refuses a passkey of another user', { userHandle: 'AAAA', counter: 100 }],
          ['refuses the answer to a registration', { type: 'webauthn.create', counter: 100 }],
        ] as const
      ).flatMap(([name, changes]): readonly Step[] => [
        ask,
        {
          name,
          source: UNSOURCED,
          operation: 'RespondToAuthChallenge',
          input: answer('WEB_AUTHN', changes),
          expected: { error: 'NotAuthorizedException', message: 'Invalid passkey.' },
        },
      ]),
      {
        ...ask,
        name: 'may sign in without user verification',
        keeps: { session: 'Session' },
      },
      {
        name: 'is signed in',
        source: FLOWS,
        operation: 'RespondToAuthChallenge',
        input: answer('WEB_AUTHN', { isUserVerified: false, counter: 200 }),
        expected: signsIn('swk'),
      },
      {
        name: 'is asked again where it answers twice',
        source: guide('authentication'),
        operation: 'RespondToAuthChallenge',
        input: (known) => ({
          ...CLIENT,
          ChallengeName: 'WEB_AUTHN',
          Session: known.value('session'),
          ChallengeResponses: {
            USERNAME: EMAIL,
            CREDENTIAL: known.authenticator.signIn('{"challenge":"AAAA","rpId":"localhost"}'),
          },
        }),
        expected: {
          error: 'NotAuthorizedException',
          message: 'Invalid session for the user, session can only be used once.',
        },
      },
      available('are offered', ['PASSWORD', 'PASSWORD_SRP', 'WEB_AUTHN'], FLOWS),
      {
        name: 'are taken with the choice',
        source: api('RespondToAuthChallenge'),
        operation: 'RespondToAuthChallenge',
        input: answer('SELECT_CHALLENGE', { counter: 300 }, { ANSWER: 'WEB_AUTHN' }),
        expected: signsIn('swk'),
      },
      {
        ...available('are offered again', ['PASSWORD', 'PASSWORD_SRP', 'WEB_AUTHN'], FLOWS),
        keeps: { session: 'Session' },
      },
      {
        name: 'are asked for after the choice',
        source: api('RespondToAuthChallenge'),
        operation: 'RespondToAuthChallenge',
        input: (known) => ({
          ...CLIENT,
          ChallengeName: 'SELECT_CHALLENGE',
          Session: known.value('session'),
          ChallengeResponses: { USERNAME: EMAIL, ANSWER: 'WEB_AUTHN' },
        }),
        expected: {
          answer: {
            ChallengeName: 'WEB_AUTHN',
            ChallengeParameters: { CREDENTIAL_REQUEST_OPTIONS: expect.any(String) },
          },
        },
      },
      {
        name: 'are more than nothing',
        source: UNSOURCED,
        operation: 'RespondToAuthChallenge',
        input: answer('WEB_AUTHN', {}, { CREDENTIAL: '{}' }),
        expected: { error: 'InvalidParameterException' },
      },
      preferPasskeyMfa('are no second factor in this pool', true, {
        error: 'InvalidParameterException',
      }),
      {
        name: 'have names',
        source: api('DeleteWebAuthnCredential'),
        operation: 'DeleteWebAuthnCredential',
        input: (known) => ({ ...byToken(known), CredentialId: 'AAAA' }),
        expected: { error: 'ResourceNotFoundException' },
      },
      {
        name: 'are deleted',
        source: api('DeleteWebAuthnCredential'),
        operation: 'DeleteWebAuthnCredential',
        input: (known) => ({ ...byToken(known), CredentialId: known.authenticator.id }),
        expected: { answer: {} },
      },
      {
        name: 'are gone',
        source: api('ListWebAuthnCredentials'),
        operation: 'ListWebAuthnCredentials',
        input: byToken,
        expected: { answer: { Credentials: [] } },
      },
    ],
  },
  {
    name: 'a passkey that is two factors',
    options: {
      clients: [{ clientId: 'client' }],
      mfa: 'OPTIONAL',
      firstFactors: ['PASSWORD', 'EMAIL_OTP', 'WEB_AUTHN'],
      webAuthn: { factorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION' },
      users: [{ ...ALICE, totpSecret: SECRET }],
    },
    steps: [
      {
        name: 'is configured',
        source: api('GetUserPoolMfaConfig'),
        operation: 'GetUserPoolMfaConfig',
        input: POOL,
        expected: {
          answer: {
            MfaConfiguration: 'OPTIONAL',
            SoftwareTokenMfaConfiguration: { Enabled: true },
            WebAuthnConfiguration: {
              RelyingPartyId: 'localhost',
              UserVerification: 'preferred',
              FactorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION',
            },
          },
        },
      },
      {
        name: 'begins with a password',
        source: FLOWS,
        operation: 'InitiateAuth',
        input: passwordSignIn(EMAIL, PASSWORD),
        expected: { answer: { ChallengeName: 'SOFTWARE_TOKEN_MFA' } },
        keeps: { session: 'Session' },
      },
      {
        name: 'comes after a second factor',
        source: FLOWS,
        operation: 'RespondToAuthChallenge',
        input: (known) => ({
          ...CLIENT,
          ChallengeName: 'SOFTWARE_TOKEN_MFA',
          Session: known.value('session'),
          ChallengeResponses: { USERNAME: EMAIL, SOFTWARE_TOKEN_MFA_CODE: known.totp(SECRET) },
        }),
        expected: {
          check({ AuthenticationResult }, known) {
            const { IdToken } = AuthenticationResult as Record<string, unknown>;
            expect(known.claimsOf(IdToken)).toMatchObject({
              acr: 'urn:cognito:loa:4',
              amr: ['pwd', 'otp', 'mfa'],
            });
          },
        },
        keeps: { accessToken: 'AuthenticationResult.AccessToken' },
      },
      start(),
      complete(
        'has to know its user',
        { isUserVerified: false },
        'WebAuthnCredentialNotSupportedException',
      ),
      start(),
      complete('is registered', { attachment: 'cross-platform' }),
      available('is no way around the second factor, nor is a code', ['PASSWORD', 'PASSWORD_SRP']),
      preferPasskeyMfa('is turned on', true, { answer: {} }),
      {
        name: 'is a factor beside others',
        source: api('AdminGetUserAuthFactors'),
        operation: 'AdminGetUserAuthFactors',
        input: { ...POOL, Username: EMAIL },
        expected: {
          answer: {
            PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA',
            UserMFASettingList: ['SOFTWARE_TOKEN_MFA'],
            ConfiguredUserAuthFactors: ['PASSWORD', 'WEB_AUTHN', 'SOFTWARE_TOKEN'],
          },
        },
      },
      ask,
      {
        name: 'has to know its user at every sign-in',
        source: api('WebAuthnConfigurationType'),
        operation: 'RespondToAuthChallenge',
        input: answer('WEB_AUTHN', { isUserVerified: false }),
        expected: { error: 'NotAuthorizedException' },
      },
      ask,
      {
        name: 'signs in without anything else',
        source: api('WebAuthnConfigurationType'),
        operation: 'RespondToAuthChallenge',
        input: answer('WEB_AUTHN', { attachment: 'cross-platform' }),
        expected: signsIn('hwk'),
      },
      {
        name: 'needs another second factor beside it',
        source: api('WebAuthnMfaSettingsType'),
        operation: 'SetUserMFAPreference',
        input: (known) => ({ ...byToken(known), SoftwareTokenMfaSettings: { Enabled: false } }),
        expected: { error: 'InvalidParameterException' },
      },
      preferPasskeyMfa('is turned off', false, { answer: {} }),
      available('is no way around the second factor again', ['PASSWORD', 'PASSWORD_SRP']),
    ],
  },
  {
    name: 'a pool without passkeys',
    options: { clients: [{ clientId: 'client' }], users: [ALICE] },
    steps: [
      signIn(),
      {
        name: 'starts no registration',
        source: api('StartWebAuthnRegistration'),
        operation: 'StartWebAuthnRegistration',
        input: byToken,
        expected: { error: 'WebAuthnNotEnabledException' },
      },
      {
        name: 'completes none',
        source: api('CompleteWebAuthnRegistration'),
        operation: 'CompleteWebAuthnRegistration',
        input: (known) => ({ ...byToken(known), Credential: {} }),
        expected: { error: 'WebAuthnNotEnabledException' },
      },
    ],
  },
];
