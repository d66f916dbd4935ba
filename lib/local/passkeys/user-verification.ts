import type { ResolvedLocalCognitoOptions } from '../options/resolved-local-cognito-options.interface.js';

/** Whether the authenticator has to find out who holds it: also where this is what makes it two factors. */
export function userVerificationOf({
  webAuthn: { userVerification, factorConfiguration },
}: ResolvedLocalCognitoOptions): 'preferred' | 'required' {
  return factorConfiguration === 'MULTI_FACTOR_WITH_USER_VERIFICATION'
    ? 'required'
    : userVerification;
}
