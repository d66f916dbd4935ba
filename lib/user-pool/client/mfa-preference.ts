/** One second factor: on, on and asked for first, or off. One that is not named stays as it is. */
export type MfaSetting = 'on' | 'preferred' | 'off';

/** Which second factors a user has. */
export interface MfaPreference {
  /** The authenticator app. It has to be verified first. */
  readonly totp?: MfaSetting;
  readonly sms?: MfaSetting;
  readonly email?: MfaSetting;
}

/** The input of SetUserMFAPreference. */
export function mfaSettings({ totp, sms, email }: MfaPreference): object {
  return {
    ...settingAs('SoftwareTokenMfaSettings', totp),
    ...settingAs('SMSMfaSettings', sms),
    ...settingAs('EmailMfaSettings', email),
  };
}

function settingAs(name: string, setting: MfaSetting | undefined): object {
  if (setting === undefined) return {};
  return { [name]: { Enabled: setting !== 'off', PreferredMfa: setting === 'preferred' } };
}
