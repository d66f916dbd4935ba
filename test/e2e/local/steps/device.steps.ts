import { deviceVerifierOf } from '../../../support/srp-client.js';
import { CLIENT, EMAIL, PASSWORD, POOL } from './names.js';
import { api, guide, UNSOURCED } from './sources.js';
import type { Known, Scenario, Step } from './step.interface.js';

const DEVICES = guide('amazon-cognito-user-pools-device-tracking');
const TOTP_SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const DEVICE_PASSWORD = 'the device alone knows this';

const own =
  (more: (known: Known) => object = () => ({})) =>
  (known: Known): object => ({ AccessToken: known.value('accessToken'), ...more(known) });

const key = (known: Known): object => ({ DeviceKey: known.value('key') });
const byAdmin =
  (more: object = {}) =>
  (known: Known): object => ({ ...POOL, Username: EMAIL, ...key(known), ...more });

const signIn = (name: string, expected: object, parameters: (known: Known) => object): Step => ({
  name,
  source: DEVICES,
  operation: 'InitiateAuth',
  input: (known: Known) => ({
    ...CLIENT,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: EMAIL, PASSWORD, ...parameters(known) },
  }),
  expected: { answer: expected },
});

const answer = (name: string, challenge: string, responses: (known: Known) => object): Step => ({
  name,
  source: DEVICES,
  operation: 'RespondToAuthChallenge',
  input: (known: Known) => ({
    ...CLIENT,
    ChallengeName: challenge,
    Session: known.value('session'),
    ChallengeResponses: { USERNAME: EMAIL, ...responses(known) },
  }),
  expected: { answer: {} },
});

const sameDevice = (known: Known): object => ({ DEVICE_KEY: known.value('key') });
const beginDevice: Step = {
  ...answer('asks for the proof of the device', 'DEVICE_SRP_AUTH', (known) => ({
    ...sameDevice(known),
    SRP_A: known.srp.publicValue,
  })),
  expected: { answer: { ChallengeName: 'DEVICE_PASSWORD_VERIFIER' } },
  keeps: { session: 'Session' },
};
const proveDevice = (password: string) => (known: Known) => ({
  ...sameDevice(known),
  ...known.proof(known.value('groupKey'), known.value('key'), password),
});

export const deviceScenarios: readonly Scenario[] = [
  {
    name: 'a device of somebody with a second factor',
    options: {
      clients: [{ clientId: 'client' }],
      mfa: 'OPTIONAL',
      deviceTracking: 'OPT_IN',
      users: [{ email: EMAIL, password: PASSWORD, totpSecret: TOTP_SECRET }],
    },
    steps: [
      {
        ...signIn(
          'asks for the second factor',
          { ChallengeName: 'SOFTWARE_TOKEN_MFA' },
          () => ({}),
        ),
        keeps: { session: 'Session' },
      },
      {
        ...answer('tells a new device its key', 'SOFTWARE_TOKEN_MFA', (known) => ({
          SOFTWARE_TOKEN_MFA_CODE: known.totp(TOTP_SECRET),
        })),
        expected: {
          check: ({ AuthenticationResult: result }, known) => {
            const { AccessToken: token, NewDeviceMetadata: device } = result as {
              AccessToken: string;
              NewDeviceMetadata: { DeviceKey: string };
            };
            expect(device).toEqual({
              DeviceKey: expect.stringMatching(/^eu-west-1_/),
              DeviceGroupKey: expect.any(String),
            });
            expect(known.claimsOf(token)['device_key']).toBe(device.DeviceKey);
          },
        },
        keeps: {
          accessToken: 'AuthenticationResult.AccessToken',
          refreshToken: 'AuthenticationResult.RefreshToken',
          key: 'AuthenticationResult.NewDeviceMetadata.DeviceKey',
          groupKey: 'AuthenticationResult.NewDeviceMetadata.DeviceGroupKey',
        },
      },
      {
        name: 'is confirmed, and asks whether to remember it',
        source: api('ConfirmDevice'),
        operation: 'ConfirmDevice',
        input: own((known) => ({
          ...key(known),
          DeviceName: 'Firefox',
          DeviceSecretVerifierConfig: deviceVerifierOf(
            known.value('groupKey'),
            known.value('key'),
            DEVICE_PASSWORD,
          ),
        })),
        expected: { answer: { UserConfirmationNecessary: true } },
      },
      {
        name: 'needs a verifier',
        source: api('ConfirmDevice'),
        operation: 'ConfirmDevice',
        input: own((known) => ({ ...key(known), DeviceSecretVerifierConfig: {} })),
        expected: { error: 'InvalidParameterException' },
      },
      signIn('does not stand in yet', { ChallengeName: 'SOFTWARE_TOKEN_MFA' }, sameDevice),
      {
        name: 'is remembered',
        source: api('UpdateDeviceStatus'),
        operation: 'UpdateDeviceStatus',
        input: own((known) => ({ ...key(known), DeviceRememberedStatus: 'remembered' })),
        expected: { answer: {} },
      },
      {
        ...signIn(
          'stands in for the second factor',
          { ChallengeName: 'DEVICE_SRP_AUTH' },
          sameDevice,
        ),
        keeps: { session: 'Session' },
      },
      beginDevice,
      {
        ...answer('signs in', 'DEVICE_PASSWORD_VERIFIER', proveDevice(DEVICE_PASSWORD)),
        expected: {
          check: ({ AuthenticationResult: result }, known) => {
            const { AccessToken: token } = result as Record<string, string>;
            expect(known.claimsOf(token)['device_key']).toBe(known.value('key'));
            expect(result).not.toHaveProperty('NewDeviceMetadata');
          },
        },
      },
      {
        ...signIn('is asked again', { ChallengeName: 'DEVICE_SRP_AUTH' }, sameDevice),
        keeps: { session: 'Session' },
      },
      beginDevice,
      {
        ...answer(
          'does not sign in by a wrong proof',
          'DEVICE_PASSWORD_VERIFIER',
          proveDevice('wrong'),
        ),
        expected: { error: 'NotAuthorizedException' },
      },
      {
        ...signIn('is not one that the user does not have', {}, () => ({ DEVICE_KEY: 'other' })),
        expected: { error: 'ResourceNotFoundException', message: 'Device does not exist.' },
      },
      {
        name: 'has to be named to refresh',
        source: UNSOURCED,
        operation: 'GetTokensFromRefreshToken',
        input: (known) => ({ ...CLIENT, RefreshToken: known.value('refreshToken') }),
        expected: { error: 'NotAuthorizedException', message: 'Invalid Refresh Token' },
      },
      {
        name: 'refreshes',
        source: api('GetTokensFromRefreshToken'),
        operation: 'GetTokensFromRefreshToken',
        input: (known) => ({ ...CLIENT, ...key(known), RefreshToken: known.value('refreshToken') }),
        expected: { answer: { AuthenticationResult: {} } },
      },
      {
        name: 'is shown',
        source: api('GetDevice'),
        operation: 'GetDevice',
        input: own(key),
        expected: {
          check: (shown, known) =>
            expect(shown).toMatchObject({
              Device: {
                DeviceKey: known.value('key'),
                DeviceAttributes: expect.arrayContaining([
                  { Name: 'device_name', Value: 'Firefox' },
                  { Name: 'dev:device_remembered_status', Value: 'remembered' },
                ]),
              },
            }),
        },
      },
      {
        name: 'is shown to an administrator',
        source: api('AdminGetDevice'),
        operation: 'AdminGetDevice',
        input: byAdmin(),
        expected: { answer: { Device: { DeviceCreateDate: expect.any(Number) } } },
      },
      {
        name: 'is listed',
        source: api('ListDevices'),
        operation: 'ListDevices',
        input: own(),
        expected: { check: ({ Devices }) => expect(Devices).toHaveLength(1) },
      },
      {
        name: 'is listed to an administrator',
        source: api('AdminListDevices'),
        operation: 'AdminListDevices',
        input: { ...POOL, Username: EMAIL },
        expected: { check: ({ Devices }) => expect(Devices).toHaveLength(1) },
      },
      {
        name: 'is no longer remembered',
        source: api('AdminUpdateDeviceStatus'),
        operation: 'AdminUpdateDeviceStatus',
        input: byAdmin({ DeviceRememberedStatus: 'not_remembered' }),
        expected: { answer: {} },
      },
      {
        name: 'has one of two states',
        source: api('UpdateDeviceStatus'),
        operation: 'UpdateDeviceStatus',
        input: own((known) => ({ ...key(known), DeviceRememberedStatus: 'perhaps' })),
        expected: { error: 'InvalidParameterException' },
      },
      {
        name: 'is forgotten',
        source: api('ForgetDevice'),
        operation: 'ForgetDevice',
        input: own(key),
        expected: { answer: {} },
      },
      {
        name: 'is gone',
        source: api('AdminForgetDevice'),
        operation: 'AdminForgetDevice',
        input: byAdmin(),
        expected: { error: 'ResourceNotFoundException' },
      },
    ],
  },
  {
    name: 'devices that are always remembered',
    options: {
      clients: [{ clientId: 'client' }],
      deviceTracking: 'ALWAYS',
      users: [{ email: EMAIL, password: PASSWORD }],
    },
    steps: [
      {
        ...signIn('get a key', { AuthenticationResult: { NewDeviceMetadata: {} } }, () => ({})),
        keeps: {
          accessToken: 'AuthenticationResult.AccessToken',
          key: 'AuthenticationResult.NewDeviceMetadata.DeviceKey',
          groupKey: 'AuthenticationResult.NewDeviceMetadata.DeviceGroupKey',
        },
      },
      {
        name: 'are remembered as soon as they are confirmed',
        source: api('ConfirmDevice'),
        operation: 'ConfirmDevice',
        input: own((known) => ({
          ...key(known),
          DeviceSecretVerifierConfig: deviceVerifierOf(
            known.value('groupKey'),
            known.value('key'),
            DEVICE_PASSWORD,
          ),
        })),
        expected: { answer: { UserConfirmationNecessary: false } },
      },
      signIn('are asked for', { ChallengeName: 'DEVICE_SRP_AUTH' }, sameDevice),
      {
        name: 'are forgotten by an administrator',
        source: api('AdminForgetDevice'),
        operation: 'AdminForgetDevice',
        input: byAdmin(),
        expected: { answer: {} },
      },
    ],
  },
];
