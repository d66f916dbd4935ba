import type { UserPool } from '../pool/user-pool.js';
import type { SignIn } from '../sign-in/sign-in.js';
import type { Service } from '../wire/operation.interface.js';
import { adminUserOperations } from './admin-user.operations.js';
import { ApiContext } from './api-context.js';
import { authFactorOperations } from './auth-factor.operations.js';
import { clientSecretOperations } from './client-secret.operations.js';
import { clientOperations } from './client.operations.js';
import { deviceOperations } from './device.operations.js';
import { federationOperations } from './federation.operations.js';
import { forgottenPasswordOperations } from './forgotten-password.operations.js';
import { groupOperations } from './group.operations.js';
import { listUsersOperations } from './list-users.operations.js';
import { mfaOperations } from './mfa.operations.js';
import { passkeyOperations } from './passkey.operations.js';
import { poolOperations } from './pool.operations.js';
import { selfServiceOperations } from './self-service.operations.js';
import { sessionConfigurationOperations } from './session-configuration.operations.js';
import { sessionOperations } from './session.operations.js';
import { signInOperations } from './sign-in.operations.js';
import { signUpOperations } from './sign-up.operations.js';
import { tokenOperations } from './token.operations.js';

/** The JSON API of a user pool. */
export function userPoolService(pool: UserPool, signIn: SignIn): Service {
  const context = new ApiContext(pool, signIn);
  return {
    target: 'AWSCognitoIdentityProviderService',
    operations: new Map(
      Object.entries({
        ...signUpOperations(context),
        ...signInOperations(context),
        ...forgottenPasswordOperations(context),
        ...mfaOperations(context),
        ...tokenOperations(context),
        ...sessionOperations(context),
        ...sessionConfigurationOperations(context),
        ...selfServiceOperations(context),
        ...deviceOperations(context),
        ...passkeyOperations(context),
        ...authFactorOperations(context),
        ...adminUserOperations(context),
        ...listUsersOperations(context),
        ...groupOperations(context),
        ...federationOperations(context),
        ...poolOperations(context),
        ...clientOperations(context),
        ...clientSecretOperations(context),
      }),
    ),
  };
}
