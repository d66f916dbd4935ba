import type { MfaName, PoolUser } from '../pool/pool-user.interface.js';
import type { SignInSession } from '../pool/sign-in-session.interface.js';
import { isVerified } from '../pool/user-attributes.js';
import type { UserPool } from '../pool/user-pool.js';
import { openSession } from '../sign-in/open-challenge.js';
import {
  associateSoftwareToken,
  userInSetup,
  verifySoftwareToken,
} from '../sign-in/software-token.js';
import { defineOperation, type OperationTable } from '../wire/define-operation.js';
import type { Output } from '../wire/operation.interface.js';
import { invalidParameter } from '../wire/service-exception.js';
import { FLAG, type MembersOf, structure, TEXT } from '../wire/shape.js';
import { type ApiContext, member } from './api-context.js';

const SETTINGS = structure({ Enabled: FLAG, PreferredMfa: FLAG });
const PREFERENCE = {
  SMSMfaSettings: SETTINGS,
  SoftwareTokenMfaSettings: SETTINGS,
  EmailMfaSettings: SETTINGS,
  WebAuthnMfaSettings: structure({ Enabled: FLAG }),
};

type Preference = MembersOf<typeof PREFERENCE>;

/** Second factors: setting them up, and choosing among them. */
export function mfaOperations(context: ApiContext): OperationTable {
  const { pool } = context;
  return {
    AssociateSoftwareToken: defineOperation({
      input: { AccessToken: TEXT, Session: TEXT },
      run({ AccessToken, Session }) {
        if (AccessToken !== undefined) {
          return { SecretCode: associateSoftwareToken(pool, context.bearer(AccessToken)) };
        }
        const { session, user } = setupOf(context, Session);
        pool.sessions.spend(session);
        const secret = associateSoftwareToken(pool, user);
        return { SecretCode: secret, Session: nextSession(context, session, false) };
      },
    }),
    VerifySoftwareToken: defineOperation({
      input: { AccessToken: TEXT, Session: TEXT, UserCode: TEXT, FriendlyDeviceName: TEXT },
      run({ AccessToken, Session, UserCode }) {
        const code = member(UserCode, 'userCode');
        if (AccessToken !== undefined) {
          verifySoftwareToken(pool, context.bearer(AccessToken), code);
          return { Status: 'SUCCESS' };
        }
        const { session, user } = setupOf(context, Session);
        verifySoftwareToken(pool, user, code);
        pool.sessions.spend(session);
        user.mfa = { enabled: ['SOFTWARE_TOKEN_MFA'], preferred: 'SOFTWARE_TOKEN_MFA' };
        return { Status: 'SUCCESS', Session: nextSession(context, session, true) };
      },
    }),
    SetUserMFAPreference: defineOperation({
      input: { ...PREFERENCE, AccessToken: TEXT },
      run: (input) => prefer(context, context.bearer(input.AccessToken), input),
    }),
    AdminSetUserMFAPreference: defineOperation({
      input: { ...PREFERENCE, UserPoolId: TEXT, Username: TEXT },
      isSigned: true,
      run: (input) => prefer(context, context.named(input), input),
    }),
    AdminDeleteSoftwareToken: defineOperation({
      input: { UserPoolId: TEXT, Username: TEXT },
      isSigned: true,
      run(input) {
        const user = context.named(input);
        user.totp = undefined;
        return prefer(context, user, { SoftwareTokenMfaSettings: { Enabled: false } });
      },
    }),
  };
}

/** A sign-in that waits for an authenticator app. It knows its client, which these calls do not name. */
function setupOf(
  { pool }: ApiContext,
  id: string | undefined,
): { readonly session: SignInSession; readonly user: PoolUser } {
  const session = pool.sessions.get(id, undefined, 'MFA_SETUP');
  return { session, user: userInSetup(pool, session) };
}

function nextSession({ pool }: ApiContext, session: SignInSession, isVerifiedNow: boolean): string {
  const { clientId, username, amr, deviceKey } = session;
  const attempt = { client: pool.clients.get(clientId), deviceKey };
  const step = { name: 'MFA_SETUP', isVerified: isVerifiedNow } as const;
  return openSession(pool, attempt, { username, step, amr }).id;
}

function prefer({ pool }: ApiContext, user: PoolUser, preference: Preference): Output {
  const settings = new Map<MfaName, Preference['SMSMfaSettings']>([
    ['SMS_MFA', preference.SMSMfaSettings],
    ['SOFTWARE_TOKEN_MFA', preference.SoftwareTokenMfaSettings],
    ['EMAIL_OTP', preference.EmailMfaSettings],
  ]);
  const enabled = new Set(user.mfa.enabled);
  let { preferred } = user.mfa;
  for (const [name, setting] of settings) {
    if (setting === undefined) continue;
    if (setting.Enabled === true) {
      checkReady(user, name);
      enabled.add(name);
    } else {
      enabled.delete(name);
    }
    if (setting.PreferredMfa === true && enabled.has(name)) preferred = name;
    else if (preferred === name) preferred = undefined;
  }
  const isPasskeyEnough = preference.WebAuthnMfaSettings?.Enabled ?? user.mfa.isPasskeyEnough;
  if (isPasskeyEnough === true) checkPasskeyMfa(pool, enabled.size);
  user.mfa = { enabled: [...enabled], preferred, isPasskeyEnough };
  pool.users.touch(user);
  return {};
}

/** @throws {ServiceException} InvalidParameterException where the pool does not have it, or nothing else is there */
function checkPasskeyMfa({ options, passkeyCheck }: UserPool, enabledCount: number): void {
  const { factorConfiguration } = options.webAuthn;
  if (passkeyCheck === undefined || factorConfiguration !== 'MULTI_FACTOR_WITH_USER_VERIFICATION') {
    throw invalidParameter('Passkey MFA is not enabled for this user pool.');
  }
  if (enabledCount === 0) {
    throw invalidParameter('Passkey MFA needs another MFA method, so that nobody is locked out.');
  }
}

/** @throws {ServiceException} InvalidParameterException when the user cannot use it */
function checkReady(user: PoolUser, name: MfaName): void {
  if (name === 'SOFTWARE_TOKEN_MFA' && user.totp === undefined) {
    throw invalidParameter('User has not verified software token mfa');
  }
  if (name === 'SMS_MFA' && !isVerified(user, 'phone_number')) {
    throw invalidParameter('User does not have a verified phone number');
  }
  if (name === 'EMAIL_OTP' && !isVerified(user, 'email')) {
    throw invalidParameter('User does not have a verified email');
  }
}
