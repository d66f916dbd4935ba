import type { PoolUser } from '../pool/pool-user.interface.js';
import { defineOperation, type OperationTable } from '../wire/define-operation.js';
import { notAuthorized } from '../wire/service-exception.js';
import { FLAG, listOf, MAP, TEXT } from '../wire/shape.js';
import { type ApiContext, member } from './api-context.js';
import { ATTRIBUTE_LIST, attributesIn, listAttributes } from './attribute-list.js';
import { createUser, resendInvitation } from './create-user.js';
import { describeMfa, describeState, describeUser } from './describe-user.js';
import { sendResetCode } from './forgotten-password.operations.js';
import { runPostConfirmation } from './post-confirmation.js';
import { deleteAttributes, updateAttributes } from './update-attributes.js';

const WHO = { UserPoolId: TEXT, Username: TEXT };

/** What administrators do with users. */
export function adminUserOperations(context: ApiContext): OperationTable {
  const { pool } = context;
  /** An operation that changes one user, and answers nothing. */
  const change = (act: (user: PoolUser) => void | Promise<void>) =>
    defineOperation({
      input: WHO,
      isSigned: true,
      async run(input) {
        await act(context.named(input));
        return {};
      },
    });
  return {
    AdminCreateUser: defineOperation({
      input: {
        ...WHO,
        TemporaryPassword: TEXT,
        UserAttributes: ATTRIBUTE_LIST,
        ValidationData: ATTRIBUTE_LIST,
        MessageAction: TEXT,
        DesiredDeliveryMediums: listOf(TEXT),
        ForceAliasCreation: FLAG,
        ClientMetadata: MAP,
      },
      isSigned: true,
      async run(input) {
        if (input.MessageAction === 'RESEND') {
          const user = context.named(input);
          resendInvitation(context, user, input.TemporaryPassword);
          return { User: describeUser(user) };
        }
        context.own(input.UserPoolId);
        const user = await createUser(context, {
          login: member(input.Username, 'username'),
          attributes: attributesIn(input.UserAttributes),
          temporaryPassword: input.TemporaryPassword,
          isQuiet: input.MessageAction === 'SUPPRESS',
          clientMetadata: input.ClientMetadata,
        });
        return { User: describeUser(user) };
      },
    }),
    AdminGetUser: defineOperation({
      input: WHO,
      isSigned: true,
      run(input) {
        const user = context.named(input);
        return {
          ...describeState(user),
          UserAttributes: listAttributes(user),
          ...describeMfa(user),
        };
      },
    }),
    AdminSetUserPassword: defineOperation({
      input: { ...WHO, Password: TEXT, Permanent: FLAG },
      isSigned: true,
      run(input) {
        const user = context.named(input);
        const password = member(input.Password, 'password');
        pool.passwords.checkPolicy(password);
        user.status = input.Permanent === true ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD';
        pool.passwords.set(user, password);
        pool.passwords.liftLock(user);
        return {};
      },
    }),
    AdminUpdateUserAttributes: defineOperation({
      input: { ...WHO, UserAttributes: ATTRIBUTE_LIST, ClientMetadata: MAP },
      isSigned: true,
      run(input) {
        const changes = attributesIn(member(input.UserAttributes, 'userAttributes'));
        updateAttributes(context, context.named(input), changes);
        return {};
      },
    }),
    AdminDeleteUserAttributes: defineOperation({
      input: { ...WHO, UserAttributeNames: listOf(TEXT) },
      isSigned: true,
      run(input) {
        const names = member(input.UserAttributeNames, 'userAttributeNames');
        deleteAttributes(context, context.named(input), names);
        return {};
      },
    }),
    AdminConfirmSignUp: change((user) => {
      if (user.status !== 'UNCONFIRMED') {
        throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
      }
      user.status = 'CONFIRMED';
      pool.codes.withdraw(user, 'sign-up');
      pool.users.touch(user);
      return runPostConfirmation(pool, 'PostConfirmation_ConfirmSignUp', user);
    }),
    AdminDeleteUser: change((user) => pool.deleteUser(user)),
    AdminDisableUser: change((user) => {
      pool.tokens.signOut(user);
      user.isEnabled = false;
      pool.users.touch(user);
    }),
    AdminEnableUser: change((user) => {
      user.isEnabled = true;
      pool.users.touch(user);
    }),
    AdminResetUserPassword: change((user) => {
      sendResetCode(context, user);
      user.status = 'RESET_REQUIRED';
      pool.users.touch(user);
    }),
    AdminUserGlobalSignOut: change((user) => pool.tokens.signOut(user)),
  };
}
