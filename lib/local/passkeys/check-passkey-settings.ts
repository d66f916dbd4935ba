import type { ResolvedLocalCognitoOptions } from '../options/resolved-local-cognito-options.interface.js';
import { invalidParameter } from '../wire/service-exception.js';
import type { PasskeyCheck } from './passkey-check.interface.js';

/**
 * Whether a pool can have the settings that it is given while it is in use.
 *
 * @throws {ServiceException} InvalidParameterException
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
 */
export function checkPasskeySettings(
  { firstFactors, mfa, webAuthn }: ResolvedLocalCognitoOptions,
  check: PasskeyCheck | undefined,
): void {
  if (!firstFactors.includes('WEB_AUTHN')) return;
  if (check === undefined) {
    throw invalidParameter(
      'WEB_AUTHN can be turned on where the local Cognito was started with it in firstFactors.',
    );
  }
  if (mfa === 'ON' && webAuthn.factorConfiguration === 'SINGLE_FACTOR') {
    throw invalidParameter('WEB_AUTHN is not available while MFA is required in this user pool.');
  }
}
