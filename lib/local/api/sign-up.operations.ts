import type { LocalClient } from '../options/resolved-local-cognito-options.interface.js';
import { simulatedDelivery } from '../pool/code-delivery.js';
import type { PoolUser } from '../pool/pool-user.interface.js';
import { checkWritable, type ContactAttribute } from '../pool/user-attributes.js';
import { openSession } from '../sign-in/open-challenge.js';
import { defineOperation, type OperationTable } from '../wire/define-operation.js';
import type { Output } from '../wire/operation.interface.js';
import { invalidParameter, notAuthorized, ServiceException } from '../wire/service-exception.js';
import { FLAG, MAP, TEXT } from '../wire/shape.js';
import { type ApiContext, member, userNotFound } from './api-context.js';
import { ATTRIBUTE_LIST, attributesIn } from './attribute-list.js';
import { runPostConfirmation } from './post-confirmation.js';
import { runPreSignUp } from './pre-sign-up.js';

const WHO = { ClientId: TEXT, Username: TEXT, SecretHash: TEXT, ClientMetadata: MAP };

/** How somebody becomes a user. */
export function signUpOperations(context: ApiContext): OperationTable {
  const { pool } = context;
  return {
    SignUp: defineOperation({
      input: {
        ...WHO,
        Password: TEXT,
        UserAttributes: ATTRIBUTE_LIST,
        ValidationData: ATTRIBUTE_LIST,
      },
      async run(input) {
        const { client, login } = context.caller(input);
        if (!pool.options.selfSignUp) {
          throw notAuthorized('SignUp is not permitted for this user pool');
        }
        checkFirstPassword(context, input.Password);
        const attributes = attributesIn(input.UserAttributes);
        checkWritable(attributes);
        const taken = takenMessage(context);
        pool.users.check({ login, attributes, status: 'UNCONFIRMED' }, taken);
        const added = await runPreSignUp(pool, 'PreSignUp_SignUp', {
          clientId: client.clientId,
          login,
          attributes,
          clientMetadata: input.ClientMetadata,
        });
        const user = pool.users.create(
          {
            login,
            attributes: { ...attributes, ...added.attributes },
            status: added.isConfirmed ? 'CONFIRMED' : 'UNCONFIRMED',
          },
          taken,
        );
        if (input.Password !== undefined) pool.passwords.set(user, input.Password);
        if (added.isConfirmed) await tellConfirmed(context, client, user, input.ClientMetadata);
        return answerToSignUp(context, client, user);
      },
    }),
    ConfirmSignUp: defineOperation({
      input: { ...WHO, ConfirmationCode: TEXT, ForceAliasCreation: FLAG, Session: TEXT },
      async run(input) {
        const { client, user } = context.caller(input);
        const code = member(input.ConfirmationCode, 'confirmationCode');
        if (user === undefined && !client.preventUserExistenceErrors) throw userNotFound();
        checkUnconfirmed(user);
        const session =
          input.Session === undefined
            ? undefined
            : pool.sessions.get(input.Session, client.clientId, 'CONFIRM_SIGN_UP');
        if (session !== undefined && session.username !== user?.username) {
          throw notAuthorized('Invalid session for the user.');
        }
        pool.codes.check(user, 'sign-up', code);
        if (user === undefined) throw userNotFound();
        takeAlias(context, user, input.ForceAliasCreation ?? false);
        if (session !== undefined) pool.sessions.spend(session);
        confirm(context, user);
        await tellConfirmed(context, client, user, input.ClientMetadata);
        return sessionAfterSignUp(context, client, user);
      },
    }),
    ResendConfirmationCode: defineOperation({
      input: WHO,
      run(input) {
        const { client, login, user } = context.caller(input);
        if (user === undefined) {
          if (client.preventUserExistenceErrors) {
            return { CodeDeliveryDetails: simulatedDelivery(login) };
          }
          throw userNotFound('Username/client id combination not found.');
        }
        if (user.status !== 'UNCONFIRMED') {
          throw invalidParameter('User is already confirmed.');
        }
        return { CodeDeliveryDetails: pool.codes.send(user, 'sign-up', contactOf(user)) };
      },
    }),
  };
}

/** Without a password people may sign up where a code is enough to sign in. */
function checkFirstPassword({ pool }: ApiContext, password: string | undefined): void {
  const isNeeded = !pool.options.firstFactors.some((factor) => factor !== 'PASSWORD');
  if (password !== undefined || isNeeded) pool.passwords.checkPolicy(password ?? '');
}

function takenMessage({ pool }: ApiContext): string {
  return pool.options.signIn === 'email'
    ? 'An account with the given email already exists.'
    : 'User already exists';
}

function answerToSignUp(context: ApiContext, client: LocalClient, user: PoolUser): Output {
  const { pool } = context;
  const isConfirmed = user.status === 'CONFIRMED';
  const canBeReached = contactOf(user) in user.attributes;
  return {
    UserConfirmed: isConfirmed,
    UserSub: user.attributes['sub'],
    CodeDeliveryDetails:
      isConfirmed || !canBeReached ? undefined : pool.codes.send(user, 'sign-up', contactOf(user)),
    ...(isConfirmed
      ? sessionAfterSignUp(context, client, user)
      : sessionFor(context, client, user, 'CONFIRM_SIGN_UP')),
  };
}

/** Amplify sends no session with ConfirmSignUp, and signs in with the one that it gets. */
function sessionAfterSignUp(context: ApiContext, client: LocalClient, user: PoolUser): Output {
  return sessionFor(context, client, user, 'SIGN_IN_AFTER_SIGN_UP');
}

function sessionFor(
  { pool }: ApiContext,
  client: LocalClient,
  { username }: PoolUser,
  name: 'CONFIRM_SIGN_UP' | 'SIGN_IN_AFTER_SIGN_UP',
): Output {
  if (!client.authFlows.includes('ALLOW_USER_AUTH')) return {};
  const amr = name === 'SIGN_IN_AFTER_SIGN_UP' ? ['email_otp'] : [];
  return { Session: openSession(pool, { client }, { username, step: { name }, amr }).id };
}

function checkUnconfirmed(user: PoolUser | undefined): void {
  if (user !== undefined && user.status !== 'UNCONFIRMED') {
    throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
  }
}

/** An address is the name of one user only, of who has confirmed it. */
function takeAlias({ pool }: ApiContext, user: PoolUser, isForced: boolean): void {
  const { email } = user.attributes;
  const other = email === undefined ? undefined : pool.users.findByEmail(email);
  if (other === undefined || other === user) return;
  if (!isForced) {
    throw new ServiceException('AliasExistsException', 'An account with the email already exists.');
  }
  other.attributes['email_verified'] = 'false';
}

function tellConfirmed(
  { pool }: ApiContext,
  { clientId }: LocalClient,
  user: PoolUser,
  clientMetadata: Readonly<Record<string, string>> | undefined,
): Promise<void> {
  const call = { clientId, clientMetadata };
  return runPostConfirmation(pool, 'PostConfirmation_ConfirmSignUp', user, call);
}

function confirm({ pool }: ApiContext, user: PoolUser): void {
  const contact = contactOf(user);
  if (contact in user.attributes) user.attributes[`${contact}_verified`] = 'true';
  user.status = 'CONFIRMED';
  pool.users.touch(user);
}

/** Where codes for a sign-up go. */
function contactOf({ attributes }: PoolUser): ContactAttribute {
  return attributes['email'] === undefined && attributes['phone_number'] !== undefined
    ? 'phone_number'
    : 'email';
}
