import type { PoolUser } from '../pool/pool-user.interface.js';
import { beginExchange } from '../pool/srp.js';
import type { UserPool } from '../pool/user-pool.js';
import { invalidParameter } from '../wire/service-exception.js';
import type { AnswerTo } from './answer.interface.js';
import { needed } from './needed.js';
import { openChallenge } from './open-challenge.js';
import { isProof, proofIn } from './srp-proof.js';
import { wrongPassword } from './refusals.js';
import type { SignInAttempt, SignInOutcome } from './sign-in.interface.js';

/**
 * Asks a remembered device to show that it is that device, in place of a second factor.
 *
 * @returns `undefined` where the user names no such device
 * @throws {ServiceException} ResourceNotFoundException for a device that the user does not have
 */
export function askDevice(
  pool: UserPool,
  attempt: SignInAttempt,
  user: PoolUser,
  amr: readonly string[],
): SignInOutcome | undefined {
  if (!pool.devices.isTracking || attempt.deviceKey === undefined) return undefined;
  const device = pool.devices.get(user, attempt.deviceKey);
  if (device.verifier === undefined || !device.isRemembered) return undefined;
  return openChallenge(pool, attempt, {
    username: user.username,
    step: { name: 'DEVICE_SRP_AUTH' },
    amr,
  });
}

/** DEVICE_SRP_AUTH: asks for the proof of the device's own password. */
export function answerDeviceSrp(
  pool: UserPool,
  { attempt, session, user, responses }: AnswerTo<'DEVICE_SRP_AUTH'>,
): SignInOutcome {
  const clientPublic = needed(responses, 'SRP_A');
  const { verifier, key } = deviceOf(pool, user, session.deviceKey, responses['DEVICE_KEY']);
  const exchange = beginExchange(clientPublic, verifier);
  if (exchange === undefined) throw invalidParameter('SRP_A is not a valid value');
  pool.sessions.spend(session);
  return openChallenge(
    pool,
    { ...attempt, deviceKey: key },
    {
      username: session.username,
      step: { name: 'DEVICE_PASSWORD_VERIFIER', exchange },
      amr: session.amr,
    },
    {
      DEVICE_KEY: key,
      SALT: verifier.salt,
      SECRET_BLOCK: exchange.secretBlock,
      SRP_B: exchange.serverPublic,
      USERNAME: session.username,
    },
  );
}

/** DEVICE_PASSWORD_VERIFIER: the proof, for which there is one try. */
export function answerDevicePassword(
  pool: UserPool,
  { session, user, responses }: AnswerTo<'DEVICE_PASSWORD_VERIFIER'>,
): SignInOutcome {
  const proof = proofIn(responses);
  pool.sessions.spend(session);
  const { verifier, device, owner, key } = deviceOf(
    pool,
    user,
    session.deviceKey,
    responses['DEVICE_KEY'],
  );
  const identity = { group: device.groupKey, name: key };
  if (!isProof(proof, identity, verifier, session.step.exchange)) throw wrongPassword();
  pool.devices.noteSignIn(owner, device);
  return { user: owner, amr: session.amr, deviceKey: key, hasNewPassword: false };
}

/** The device that the session is about, as long as it is still confirmed. */
function deviceOf(
  pool: UserPool,
  user: PoolUser | undefined,
  key: string | undefined,
  named: string | undefined,
) {
  const device = user && pool.devices.findConfirmed(user, key);
  if (user === undefined || device?.verifier === undefined || named !== device.key) {
    throw wrongPassword();
  }
  return { device, verifier: device.verifier, owner: user, key: device.key };
}
