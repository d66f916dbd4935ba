import type { LocalClient } from '../options/resolved-local-cognito-options.interface.js';
import type { IssuedTokens } from '../pool/tokens.js';
import type { SignedIn, SignInAttempt, SignInOutcome } from '../sign-in/sign-in.interface.js';
import { API_SCOPE } from '../tokens/token-issuer.js';
import type { Output } from '../wire/operation.interface.js';
import type { ApiContext } from './api-context.js';

/** The answer to a step of a sign-in: the next challenge, or tokens. */
export async function answerWith(
  context: ApiContext,
  attempt: SignInAttempt,
  outcome: SignInOutcome,
): Promise<Output> {
  if ('user' in outcome) return answerWithTokens(context, attempt, outcome);
  const { name, session, parameters, available } = outcome.challenge;
  return {
    ChallengeName: name,
    Session: session,
    ChallengeParameters: parameters,
    AvailableChallenges: available,
  };
}

/** `AuthenticationResultType` */
export function authenticationResult(tokens: IssuedTokens): Output {
  return {
    AccessToken: tokens.accessToken,
    ExpiresIn: tokens.expiresInSeconds,
    IdToken: tokens.idToken,
    RefreshToken: tokens.refreshToken,
    TokenType: 'Bearer',
  };
}

async function answerWithTokens(
  context: ApiContext,
  { client, clientMetadata, caller }: SignInAttempt,
  signedIn: SignedIn,
): Promise<Output> {
  const { pool } = context;
  const { user, amr } = signedIn;
  const newDevice =
    pool.devices.isTracking && signedIn.deviceKey === undefined
      ? pool.devices.add(user)
      : undefined;
  const deviceKey = signedIn.deviceKey ?? newDevice?.key;
  const family = pool.userSessions.begin(
    { user, client, scope: API_SCOPE, isOAuth: false, amr, deviceKey },
    { caller },
  );
  const tokens = await pool.tokens.issue(family, {
    triggerSource: signedIn.hasNewPassword
      ? 'TokenGeneration_NewPasswordChallenge'
      : 'TokenGeneration_Authentication',
    clientMetadata,
  });
  const metadata =
    newDevice === undefined
      ? undefined
      : { DeviceKey: newDevice.key, DeviceGroupKey: newDevice.groupKey };
  return {
    ChallengeParameters: {},
    AuthenticationResult: { ...authenticationResult(tokens), NewDeviceMetadata: metadata },
  };
}

/** Whether tokens go on with the device that they began with. */
export function isAtSameDevice(
  { pool }: ApiContext,
  client: LocalClient,
  refreshToken: string,
  deviceKey: string | undefined,
): boolean {
  const family = pool.tokens.familyOf(refreshToken, client);
  return family.deviceKey === undefined || family.deviceKey === deviceKey;
}
