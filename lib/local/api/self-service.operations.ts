import { checkWritable, type ContactAttribute } from '../pool/user-attributes.js';
import { defineOperation, type OperationTable } from '../wire/define-operation.js';
import { invalidParameter } from '../wire/service-exception.js';
import { listOf, MAP, TEXT } from '../wire/shape.js';
import { type ApiContext, member } from './api-context.js';
import { ATTRIBUTE_LIST, attributesIn, listAttributes } from './attribute-list.js';
import { describeMfa } from './describe-user.js';
import { deleteAttributes, updateAttributes } from './update-attributes.js';

/** What users do with their own account, by their access token. */
export function selfServiceOperations(context: ApiContext): OperationTable {
  const { pool } = context;
  return {
    GetUser: defineOperation({
      input: { AccessToken: TEXT },
      run({ AccessToken }) {
        const user = context.bearer(AccessToken);
        return {
          Username: user.username,
          UserAttributes: listAttributes(user),
          ...describeMfa(user),
        };
      },
    }),
    UpdateUserAttributes: defineOperation({
      input: { AccessToken: TEXT, UserAttributes: ATTRIBUTE_LIST, ClientMetadata: MAP },
      run({ AccessToken, UserAttributes }) {
        const user = context.bearer(AccessToken);
        const changes = attributesIn(member(UserAttributes, 'userAttributes'));
        if (!('sub' in changes)) checkWritable(changes);
        return { CodeDeliveryDetailsList: updateAttributes(context, user, changes) };
      },
    }),
    DeleteUserAttributes: defineOperation({
      input: { AccessToken: TEXT, UserAttributeNames: listOf(TEXT) },
      run({ AccessToken, UserAttributeNames }) {
        const user = context.bearer(AccessToken);
        deleteAttributes(context, user, member(UserAttributeNames, 'userAttributeNames'));
        return {};
      },
    }),
    GetUserAttributeVerificationCode: defineOperation({
      input: { AccessToken: TEXT, AttributeName: TEXT, ClientMetadata: MAP },
      run({ AccessToken, AttributeName }) {
        const user = context.bearer(AccessToken);
        const attribute = contactNamed(AttributeName);
        if (user.attributes[attribute] === undefined) {
          throw invalidParameter(`User does not have a ${attribute}`);
        }
        return { CodeDeliveryDetails: pool.codes.send(user, `verify-${attribute}`, attribute) };
      },
    }),
    VerifyUserAttribute: defineOperation({
      input: { AccessToken: TEXT, AttributeName: TEXT, Code: TEXT },
      run({ AccessToken, AttributeName, Code }) {
        const user = context.bearer(AccessToken);
        const attribute = contactNamed(AttributeName);
        pool.codes.check(user, `verify-${attribute}`, member(Code, 'code'));
        user.attributes[`${attribute}_verified`] = 'true';
        pool.users.touch(user);
        return {};
      },
    }),
    ChangePassword: defineOperation({
      input: { AccessToken: TEXT, PreviousPassword: TEXT, ProposedPassword: TEXT },
      run({ AccessToken, PreviousPassword, ProposedPassword }) {
        const user = context.bearer(AccessToken);
        const password = member(ProposedPassword, 'proposedPassword');
        // Who has signed in by a code has none yet.
        if (user.password !== undefined) {
          pool.passwords.check(user, member(PreviousPassword, 'previousPassword'));
        }
        pool.passwords.checkPolicy(password);
        pool.passwords.set(user, password);
        return {};
      },
    }),
    DeleteUser: defineOperation({
      input: { AccessToken: TEXT },
      run({ AccessToken }) {
        pool.deleteUser(context.bearer(AccessToken));
        return {};
      },
    }),
  };
}

/** @throws {ServiceException} InvalidParameterException for an attribute that no code can be sent to */
function contactNamed(name: string | undefined): ContactAttribute {
  if (name === 'email' || name === 'phone_number') return name;
  throw invalidParameter(`Invalid attribute name ${member(name, 'attributeName')}`);
}
