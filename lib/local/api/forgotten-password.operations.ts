import { simulatedDelivery } from '../pool/code-delivery.js';
import type { PoolUser } from '../pool/pool-user.interface.js';
import { type ContactAttribute, isVerified } from '../pool/user-attributes.js';
import { migrateUser } from '../sign-in/migrate-user.js';
import { defineOperation, type OperationTable } from '../wire/define-operation.js';
import { invalidParameter, notAuthorized } from '../wire/service-exception.js';
import { MAP, TEXT } from '../wire/shape.js';
import { runPostConfirmation } from './post-confirmation.js';
import { type ApiContext, member, userNotFound } from './api-context.js';

const WHO = { ClientId: TEXT, Username: TEXT, SecretHash: TEXT, ClientMetadata: MAP };

/** How somebody gets in again. */
export function forgottenPasswordOperations(context: ApiContext): OperationTable {
  const { pool } = context;
  return {
    ForgotPassword: defineOperation({
      input: WHO,
      async run(input) {
        const { client, login, user: known } = context.caller(input);
        const attempt = { client, clientMetadata: input.ClientMetadata };
        const user = known ?? (await migrateUser(pool, attempt, { login }));
        const isHidden =
          client.preventUserExistenceErrors &&
          (user === undefined || (!isAwaited(user) && !canReset(user)));
        if (isHidden) {
          pool.codes.pretend(login, 'forgot-password');
          return { CodeDeliveryDetails: simulatedDelivery(login) };
        }
        if (user === undefined) throw userNotFound('Username/client id combination not found.');
        if (!user.isEnabled) throw notAuthorized('User is disabled.');
        if (isAwaited(user)) {
          throw notAuthorized('User password cannot be reset in the current state.');
        }
        return { CodeDeliveryDetails: sendResetCode(context, user) };
      },
    }),
    ConfirmForgotPassword: defineOperation({
      input: { ...WHO, ConfirmationCode: TEXT, Password: TEXT },
      async run(input) {
        const { client, login, user } = context.caller(input);
        const code = member(input.ConfirmationCode, 'confirmationCode');
        const password = member(input.Password, 'password');
        if (user === undefined && !client.preventUserExistenceErrors) {
          throw userNotFound('Username/client id combination not found.');
        }
        pool.passwords.checkPolicy(password);
        pool.codes.check(user, 'forgot-password', code, login);
        if (user === undefined) throw userNotFound();
        user.status = 'CONFIRMED';
        pool.passwords.set(user, password);
        pool.passwords.liftLock(user);
        await runPostConfirmation(pool, 'PostConfirmation_ConfirmForgotPassword', user, {
          clientId: client.clientId,
          clientMetadata: input.ClientMetadata,
        });
        return {};
      },
    }),
  };
}

/** @throws {ServiceException} InvalidParameterException where there is nowhere to send it */
export function sendResetCode({ pool }: ApiContext, user: PoolUser): object {
  const attribute = verifiedContact(user);
  if (attribute === undefined) {
    throw invalidParameter(
      'Cannot reset password for the user as there is no registered/verified email or phone_number',
    );
  }
  return pool.codes.send(user, 'forgot-password', attribute);
}

/** Whether an administrator has made the user, who has not come yet. */
function isAwaited({ status, isEnabled }: PoolUser): boolean {
  return isEnabled && status === 'FORCE_CHANGE_PASSWORD';
}

function canReset(user: PoolUser): boolean {
  return user.isEnabled && verifiedContact(user) !== undefined;
}

function verifiedContact(user: PoolUser): ContactAttribute | undefined {
  return (['email', 'phone_number'] as const).find((attribute) => isVerified(user, attribute));
}
