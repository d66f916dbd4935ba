import type { UserPool } from '../pool/user-pool.js';

/** Who signs up, or is created. */
interface Applicant {
  readonly clientId: string;
  readonly login: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly clientMetadata: Readonly<Record<string, string>> | undefined;
}

/**
 * Asks the pre sign-up trigger.
 *
 * @throws {ServiceException} when it refuses
 */
export async function runPreSignUp(
  pool: UserPool,
  triggerSource: 'PreSignUp_SignUp' | 'PreSignUp_AdminCreateUser',
  { clientId, login, attributes, clientMetadata }: Applicant,
): Promise<{
  readonly isConfirmed: boolean;
  readonly attributes: Readonly<Record<string, string>>;
}> {
  const { autoConfirmUser, autoVerifyEmail, autoVerifyPhone } = await pool.triggers.run(
    'preSignUp',
    { clientId, userName: login },
    {
      triggerSource,
      request: { userAttributes: { ...attributes }, clientMetadata },
      response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
    },
  );
  return {
    isConfirmed: autoConfirmUser,
    attributes: {
      ...(autoVerifyEmail ? { email_verified: 'true' } : {}),
      ...(autoVerifyPhone ? { phone_number_verified: 'true' } : {}),
    },
  };
}
