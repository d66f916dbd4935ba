import type { PoolUser } from '../pool/pool-user.interface.js';
import { isVerified } from '../pool/user-attributes.js';
import type { UserPool } from '../pool/user-pool.js';

/** What a sign-in by choice can begin with. To a name that nobody has, the same as to a user who has everything. */
export function availableFactors(pool: UserPool, user: PoolUser | undefined): readonly string[] {
  if (user === undefined) {
    const sent = pool.options.firstFactors.filter((factor) => factor === 'EMAIL_OTP');
    return ['PASSWORD', 'PASSWORD_SRP', ...sent];
  }
  return [
    ...(user.password === undefined ? [] : ['PASSWORD', 'PASSWORD_SRP']),
    ...passwordlessFactors(pool, user),
  ];
}

/**
 * None is there for somebody who is asked for a second factor, but a passkey that stands for two.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
 */
function passwordlessFactors({ options, passkeys }: UserPool, user: PoolUser): readonly string[] {
  if (user.status !== 'CONFIRMED') return [];
  const isOneEnough =
    options.mfa === 'OFF' || (options.mfa === 'OPTIONAL' && user.mfa.enabled.length === 0);
  const isReady = {
    PASSWORD: false,
    EMAIL_OTP: isOneEnough && isVerified(user, 'email'),
    SMS_OTP: isOneEnough && isVerified(user, 'phone_number'),
    WEB_AUTHN: passkeys.usable(user).length > 0 && (isOneEnough || isPasskeyEnough(options, user)),
  };
  return options.firstFactors.filter((factor) => isReady[factor]);
}

function isPasskeyEnough({ webAuthn }: UserPool['options'], { mfa }: PoolUser): boolean {
  return (
    webAuthn.factorConfiguration === 'MULTI_FACTOR_WITH_USER_VERIFICATION' &&
    mfa.isPasskeyEnough === true
  );
}
