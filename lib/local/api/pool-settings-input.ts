import { resolveLocalCognitoOptions } from '../options/resolve-local-cognito-options.js';
import type { PoolSettings } from '../pool/pool-settings.interface.js';
import { invalidParameter } from '../wire/service-exception.js';
import { FLAG, INTEGER, listOf, type MembersOf, structure, TEXT } from '../wire/shape.js';

/** What of a pool UpdateUserPool changes here. */
export const POOL_SETTINGS = {
  Policies: structure({
    PasswordPolicy: structure({
      MinimumLength: INTEGER,
      RequireUppercase: FLAG,
      RequireLowercase: FLAG,
      RequireNumbers: FLAG,
      RequireSymbols: FLAG,
    }),
    SignInPolicy: structure({ AllowedFirstAuthFactors: listOf(TEXT) }),
  }),
  MfaConfiguration: TEXT,
  AdminCreateUserConfig: structure({ AllowAdminCreateUserOnly: FLAG }),
  DeviceConfiguration: structure({ DeviceOnlyRememberedOnUserPrompt: FLAG }),
};

/**
 * What is left out goes back to its default, as AWS warns. A password policy that is there wants only what it says.
 *
 * @throws {ServiceException} InvalidParameterException
 */
export function settingsIn(
  input: MembersOf<typeof POOL_SETTINGS>,
  webAuthn: object,
): Omit<PoolSettings, 'customAttributes' | 'sessionTracking'> {
  const { PasswordPolicy: policy, SignInPolicy } = input.Policies ?? {};
  const { DeviceConfiguration: devices } = input;
  const trackedDevices = devices?.DeviceOnlyRememberedOnUserPrompt === true ? 'OPT_IN' : 'ALWAYS';
  const { passwordPolicy, firstFactors, mfa, selfSignUp, deviceTracking } = validSettings({
    passwordPolicy: policy && {
      minimumLength: policy.MinimumLength,
      requireUppercase: policy.RequireUppercase ?? false,
      requireLowercase: policy.RequireLowercase ?? false,
      requireNumbers: policy.RequireNumbers ?? false,
      requireSymbols: policy.RequireSymbols ?? false,
    },
    firstFactors: SignInPolicy?.AllowedFirstAuthFactors,
    mfa: input.MfaConfiguration,
    webAuthn: SignInPolicy?.AllowedFirstAuthFactors?.includes('WEB_AUTHN') ? webAuthn : undefined,
    selfSignUp: input.AdminCreateUserConfig?.AllowAdminCreateUserOnly !== true,
    deviceTracking: devices === undefined ? 'OFF' : trackedDevices,
  });
  return { passwordPolicy, firstFactors, mfa, selfSignUp, deviceTracking };
}

/** Settings, checked as the options of a local Cognito are. @throws {ServiceException} InvalidParameterException */
export function validSettings(
  given: Partial<Readonly<Record<keyof PoolSettings | 'webAuthn', unknown>>>,
): PoolSettings {
  try {
    return resolveLocalCognitoOptions(given);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw invalidParameter(error.message);
  }
}
