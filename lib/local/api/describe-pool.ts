import type { UserPool } from '../pool/user-pool.js';
import type { Output } from '../wire/operation.interface.js';

const NAME = 'local';

/** `UserPoolDescriptionType` */
export function describePoolBriefly({ options }: UserPool): Output {
  return { Id: options.userPoolId, Name: NAME };
}

/** `UserPoolType` */
export function describePool(pool: UserPool): Output {
  const { userPoolId, region, mfa, signIn, passwordPolicy, selfSignUp } = pool.options;
  return {
    ...describePoolBriefly(pool),
    Arn: `arn:aws:cognito-idp:${region}:000000000000:userpool/${userPoolId}`,
    MfaConfiguration: mfa,
    UsernameAttributes: signIn === 'email' ? ['email'] : [],
    AutoVerifiedAttributes: ['email'],
    EstimatedNumberOfUsers: pool.users.all().length,
    Policies: {
      PasswordPolicy: {
        MinimumLength: passwordPolicy.minimumLength,
        RequireUppercase: passwordPolicy.requireUppercase,
        RequireLowercase: passwordPolicy.requireLowercase,
        RequireNumbers: passwordPolicy.requireNumbers,
        RequireSymbols: passwordPolicy.requireSymbols,
      },
      SignInPolicy: { AllowedFirstAuthFactors: pool.options.firstFactors },
    },
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: !selfSignUp },
    SchemaAttributes: pool.options.customAttributes.map((Name) => ({
      Name,
      AttributeDataType: 'String',
      Mutable: true,
      Required: false,
    })),
    DeviceConfiguration: describeDevices(pool),
  };
}

function describeDevices({ options: { deviceTracking } }: UserPool): Output | undefined {
  if (deviceTracking === 'OFF') return undefined;
  return {
    ChallengeRequiredOnNewDevice: true,
    DeviceOnlyRememberedOnUserPrompt: deviceTracking === 'OPT_IN',
  };
}
