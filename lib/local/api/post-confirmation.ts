import type { PoolUser } from '../pool/pool-user.interface.js';
import type { UserPool } from '../pool/user-pool.js';
import type { LocalPostConfirmationEvent } from '../triggers/account-triggers.interface.js';

/** The call that has confirmed a user. */
interface Confirmation {
  /** @defaultValue none, for what an administrator does */
  readonly clientId?: string;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
}

/** Tells the post confirmation trigger. @throws {ServiceException} when it throws; the user stays confirmed */
export async function runPostConfirmation(
  pool: UserPool,
  triggerSource: LocalPostConfirmationEvent['triggerSource'],
  user: PoolUser,
  { clientId = 'CLIENT_ID_NOT_APPLICABLE', clientMetadata }: Confirmation = {},
): Promise<void> {
  await pool.triggers.run(
    'postConfirmation',
    { clientId, userName: user.username },
    {
      triggerSource,
      request: {
        userAttributes: { ...user.attributes, 'cognito:user_status': user.status },
        clientMetadata,
      },
      response: {},
    },
  );
}
