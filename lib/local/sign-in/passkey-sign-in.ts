import { randomBytes } from 'node:crypto';
import { isOriginOf } from '../passkeys/is-origin-of.js';
import { neededCheck } from '../passkeys/needed-check.js';
import { readClientData, readSignIn, type SignInCredential } from '../passkeys/read-credential.js';
import { userHandleOf } from '../passkeys/user-handle.js';
import { userVerificationOf } from '../passkeys/user-verification.js';
import type { PoolPasskey, PoolUser } from '../pool/pool-user.interface.js';
import type { SignInSession } from '../pool/sign-in-session.interface.js';
import type { UserPool } from '../pool/user-pool.js';
import { notAuthorized, type ServiceException } from '../wire/service-exception.js';
import type { AnswerTo } from './answer.interface.js';
import { needed } from './needed.js';
import { openChallenge } from './open-challenge.js';
import type { SignInAttempt, SignInOutcome, SignInParameters } from './sign-in.interface.js';

/** What an authenticator is asked to sign. */
export interface PasskeyRequest {
  /** In base64url. */
  readonly challenge: string;
  /** For the browser. */
  readonly parameters: { readonly CREDENTIAL_REQUEST_OPTIONS: string };
}

/** @returns a new challenge for the passkeys of the user, as `PublicKeyCredentialRequestOptionsJSON` */
export function requestPasskey(
  { passkeys, options }: UserPool,
  { client, sessionMinutes = client.sessionMinutes }: SignInAttempt,
  user: PoolUser,
): PasskeyRequest {
  const challenge = randomBytes(16).toString('base64url');
  const requestOptions = {
    challenge,
    timeout: sessionMinutes * 60_000,
    rpId: options.webAuthn.relyingPartyId,
    allowCredentials: passkeys.usable(user).map(({ id }) => ({ type: 'public-key', id })),
    userVerification: userVerificationOf(options),
  };
  return {
    challenge,
    parameters: { CREDENTIAL_REQUEST_OPTIONS: JSON.stringify(requestOptions) },
  };
}

/** WEB_AUTHN */
export function askPasskey(pool: UserPool, attempt: SignInAttempt, user: PoolUser): SignInOutcome {
  const { challenge, parameters } = requestPasskey(pool, attempt, user);
  const step = { name: 'WEB_AUTHN', challenge } as const;
  return openChallenge(pool, attempt, { username: user.username, step }, parameters);
}

/** It ends the sign-in, without a second factor: who would be asked for one gets here only if a passkey stands for two. */
export function answerPasskey(
  pool: UserPool,
  { session, user, responses }: AnswerTo<'WEB_AUTHN'>,
): Promise<SignInOutcome> {
  return checkPasskey(pool, session, user, session.step.challenge, responses);
}

/**
 * Checks CREDENTIAL against a challenge. Right or wrong, the challenge was good once.
 *
 * @throws {ServiceException} (rejects) InvalidParameterException when it is none; NotAuthorizedException
 */
export async function checkPasskey(
  pool: UserPool,
  session: SignInSession,
  user: PoolUser | undefined,
  challenge: string,
  responses: SignInParameters,
): Promise<SignInOutcome> {
  const check = neededCheck(pool);
  const credential = readSignIn(needed(responses, 'CREDENTIAL'));
  const { origin } = readClientData(credential);
  pool.sessions.spend(session);
  const { relyingPartyId } = pool.options.webAuthn;
  const passkey = user && passkeyIn(pool, user, credential);
  if (user === undefined || passkey === undefined || !isOriginOf(origin, relyingPartyId)) {
    throw wrongPasskey();
  }
  const key = await check.ofSignIn(
    credential,
    {
      challenge,
      relyingPartyId,
      origin,
      needsUserVerification: userVerificationOf(pool.options) === 'required',
    },
    passkey,
  );
  if ('refusal' in key || !pool.passkeys.use(user, passkey, key.counter)) throw wrongPasskey();
  return { user, amr: [methodOf(passkey)], hasNewPassword: false };
}

/** The passkey that the credential names, if it is one of the user and the authenticator says so too. */
function passkeyIn(
  { passkeys }: UserPool,
  user: PoolUser,
  { id, response: { userHandle } }: SignInCredential,
): PoolPasskey | undefined {
  if (userHandle !== undefined && userHandle !== userHandleOf(user)) return undefined;
  return passkeys.usable(user).find((passkey) => passkey.id === id);
}

/**
 * The value of `amr`.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-step-up-authentication.html
 */
function methodOf({ attachment }: PoolPasskey): string {
  return attachment === 'cross-platform' ? 'hwk' : 'swk';
}

function wrongPasskey(): ServiceException {
  return notAuthorized('Invalid passkey.');
}
