import { CLIENT, EMAIL, PASSWORD, passwordSignIn, POOL } from './names.js';
import { api, REPORTED, UNSOURCED } from './sources.js';
import type { Scenario, Step } from './step.interface.js';

const NEW_USER = { ...CLIENT, Username: 'new@example.com', Password: 'simple' };
const TOTP_SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

const update = (name: string, more: object, expected: Step['expected']): Step => ({
  name,
  source: api('UpdateUserPool'),
  operation: 'UpdateUserPool',
  input: { ...POOL, ...more },
  expected,
});

const addAttribute = (
  name: string,
  attribute: object,
  expected: Step['expected'],
  source = api('AddCustomAttributes'),
): Step => ({
  name,
  source,
  operation: 'AddCustomAttributes',
  input: { ...POOL, CustomAttributes: [attribute] },
  expected,
});

export const poolSettingsScenarios: readonly Scenario[] = [
  {
    name: 'a pool that is changed',
    options: {
      clients: [{ clientId: 'client' }],
      users: [{ email: EMAIL, password: PASSWORD, totpSecret: TOTP_SECRET }],
      customAttributes: ['tenant'],
    },
    steps: [
      {
        name: 'is the only one',
        source: api('ListUserPools'),
        operation: 'ListUserPools',
        input: { MaxResults: 60 },
        expected: {
          check: ({ UserPools }) =>
            expect(UserPools).toEqual([{ Id: POOL.UserPoolId, Name: expect.any(String) }]),
        },
      },
      {
        name: 'wants to know how many are asked for',
        source: api('ListUserPools'),
        operation: 'ListUserPools',
        input: {},
        expected: { error: 'InvalidParameterException' },
      },
      update(
        'has the settings that are given',
        {
          Policies: { PasswordPolicy: { MinimumLength: 6 } },
          AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
          DeviceConfiguration: { DeviceOnlyRememberedOnUserPrompt: true },
          MfaConfiguration: 'OPTIONAL',
        },
        { answer: {} },
      ),
      {
        name: 'shows them',
        source: api('DescribeUserPool'),
        operation: 'DescribeUserPool',
        input: POOL,
        expected: {
          answer: {
            UserPool: {
              MfaConfiguration: 'OPTIONAL',
              Policies: { PasswordPolicy: { MinimumLength: 6, RequireSymbols: false } },
              DeviceConfiguration: { DeviceOnlyRememberedOnUserPrompt: true },
              SchemaAttributes: [{ Name: 'custom:tenant' }],
            },
          },
        },
      },
      {
        name: 'goes by its new password policy',
        source: api('UpdateUserPool'),
        operation: 'SignUp',
        input: NEW_USER,
        expected: { answer: { UserConfirmed: false } },
      },
      {
        name: 'asks for the second factor',
        source: api('UpdateUserPool'),
        operation: 'InitiateAuth',
        input: passwordSignIn(EMAIL, PASSWORD),
        expected: { answer: { ChallengeName: 'SOFTWARE_TOKEN_MFA' } },
      },
      {
        name: 'takes away an authenticator app',
        source: api('AdminDeleteSoftwareToken'),
        operation: 'AdminDeleteSoftwareToken',
        input: { ...POOL, Username: EMAIL },
        expected: { answer: {} },
      },
      {
        name: 'tells a new device its key, and asks for nothing more',
        source: api('AdminDeleteSoftwareToken'),
        operation: 'InitiateAuth',
        input: passwordSignIn(EMAIL, PASSWORD),
        expected: { answer: { AuthenticationResult: { NewDeviceMetadata: {} } } },
      },
      update(
        'goes back to the defaults',
        { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } },
        { answer: {} },
      ),
      {
        name: 'shows the defaults',
        source: api('UpdateUserPool'),
        operation: 'DescribeUserPool',
        input: POOL,
        expected: {
          check: ({ UserPool }) => {
            expect(UserPool).toMatchObject({
              MfaConfiguration: 'OFF',
              Policies: { PasswordPolicy: { MinimumLength: 8, RequireSymbols: true } },
              AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
            });
            expect(UserPool).not.toHaveProperty('DeviceConfiguration');
          },
        },
      },
      {
        name: 'lets nobody sign up',
        source: api('UpdateUserPool'),
        operation: 'SignUp',
        input: { ...NEW_USER, Username: 'late@example.com' },
        expected: { error: 'NotAuthorizedException' },
      },
      update(
        'has no policy that cannot be',
        { Policies: { PasswordPolicy: { MinimumLength: 5 } } },
        { error: 'InvalidParameterException' },
      ),
      update(
        'has no unknown factor',
        { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'MAGIC'] } } },
        { error: 'InvalidParameterException' },
      ),
    ],
  },
  {
    name: 'second factors of a pool',
    options: { clients: [{ clientId: 'client' }], users: [{ email: EMAIL, password: PASSWORD }] },
    steps: [
      {
        name: 'are off at first',
        source: api('GetUserPoolMfaConfig'),
        operation: 'GetUserPoolMfaConfig',
        input: POOL,
        expected: {
          answer: { MfaConfiguration: 'OFF', SoftwareTokenMfaConfiguration: { Enabled: false } },
        },
      },
      {
        name: 'have to be there where they are asked for',
        source: UNSOURCED,
        operation: 'SetUserPoolMfaConfig',
        input: { ...POOL, MfaConfiguration: 'ON' },
        expected: { error: 'InvalidParameterException' },
      },
      {
        name: 'are asked for',
        source: api('SetUserPoolMfaConfig'),
        operation: 'SetUserPoolMfaConfig',
        input: {
          ...POOL,
          MfaConfiguration: 'ON',
          SoftwareTokenMfaConfiguration: { Enabled: true },
        },
        expected: {
          answer: { MfaConfiguration: 'ON', SoftwareTokenMfaConfiguration: { Enabled: true } },
        },
      },
      {
        name: 'are to be set up',
        source: api('SetUserPoolMfaConfig'),
        operation: 'InitiateAuth',
        input: passwordSignIn(EMAIL, PASSWORD),
        expected: { answer: { ChallengeName: 'MFA_SETUP' } },
      },
    ],
  },
  {
    name: 'custom attributes',
    options: {
      clients: [{ clientId: 'client' }],
      users: [{ email: EMAIL, password: PASSWORD }],
      customAttributes: ['tenant'],
    },
    steps: [
      addAttribute(
        'are added',
        { Name: 'team', AttributeDataType: 'String', Mutable: true },
        { answer: {} },
      ),
      ...['team', 'tenant'].map((name) => ({
        name: `are written: ${name}`,
        source: api('AddCustomAttributes'),
        operation: 'AdminUpdateUserAttributes',
        input: {
          ...POOL,
          Username: EMAIL,
          UserAttributes: [{ Name: `custom:${name}`, Value: 'one' }],
        },
        expected: { answer: {} },
      })),
      addAttribute('are added once', { Name: 'team' }, { error: 'InvalidParameterException' }),
      addAttribute(
        'are not required',
        { Name: 'needed', Required: true },
        { error: 'InvalidParameterException' },
        REPORTED,
      ),
      addAttribute(
        'have names of 20 characters',
        { Name: 'x'.repeat(21) },
        { error: 'InvalidParameterException' },
      ),
      addAttribute(
        'are not for developers only',
        { Name: 'internal', DeveloperOnlyAttribute: true },
        { error: 'InvalidParameterException' },
        UNSOURCED,
      ),
    ],
  },
];
