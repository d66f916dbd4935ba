import type { LocalCognitoOptions } from '../../../../lib/local/options/local-cognito-options.interface.js';

/** Why a pool with these options can be made in this process only; `undefined` where it can be made by calls. */
export function whyUnprovisionable(options: LocalCognitoOptions): string | undefined {
  const { users = [], firstFactors = [], identityProviders = [] } = options;
  if (Object.values(options).some((value) => typeof value === 'function')) {
    return 'triggers are functions of this process';
  }
  if (users.some(({ totpSecret }) => totpSecret !== undefined)) {
    return 'the secret of an authenticator app cannot be given';
  }
  if (users.some(({ confirmed }) => confirmed === false)) {
    return 'users that are made are confirmed';
  }
  if (firstFactors.includes('SMS_OTP')) return 'text messages need a telephone';
  if (identityProviders.length > 0) return 'there is no identity provider';
  return options.clientRegistration === true ? 'clients cannot register themselves' : undefined;
}
