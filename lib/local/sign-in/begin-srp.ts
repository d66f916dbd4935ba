import { createHmac } from 'node:crypto';
import type { PoolUser } from '../pool/pool-user.interface.js';
import type { SignInSession } from '../pool/sign-in-session.interface.js';
import { beginExchange, makeVerifier, type PasswordVerifier } from '../pool/srp.js';
import type { UserPool } from '../pool/user-pool.js';
import { derivedSub } from '../pool/users.js';
import { invalidParameter } from '../wire/service-exception.js';
import { openChallenge } from './open-challenge.js';
import { checkMaySignIn, userAbsent } from './refusals.js';
import type { SignInAttempt, SignInOutcome } from './sign-in.interface.js';

/** USER_SRP_AUTH: asks for the proof of a password. A name that nobody has fails with the proof, not here. */
export function beginSrp(
  pool: UserPool,
  attempt: SignInAttempt,
  login: string,
  clientPublic: string,
  customResults?: SignInSession['customResults'],
): SignInOutcome {
  const user = pool.users.find(login);
  if (user === undefined && !attempt.client.preventUserExistenceErrors) {
    throw userAbsent(attempt.client);
  }
  if (user !== undefined) {
    pool.passwords.checkLock(user);
    checkMaySignIn(user);
  }
  const { username, verifier } = identityFor(pool, login, user);
  const exchange = beginExchange(clientPublic, verifier);
  if (exchange === undefined) throw invalidParameter('SRP_A is not a valid value');
  return openChallenge(
    pool,
    attempt,
    {
      username,
      step: { name: 'PASSWORD_VERIFIER', exchange },
      isSimulated: user?.password === undefined,
      customResults,
    },
    {
      SALT: verifier.salt,
      SECRET_BLOCK: exchange.secretBlock,
      SRP_B: exchange.serverPublic,
      USERNAME: username,
      USER_ID_FOR_SRP: username,
    },
  );
}

/** Of a name that nobody has, the same made-up id and salt each time (RFC 5054, section 2.5.1.3). */
function identityFor(
  pool: UserPool,
  login: string,
  user: PoolUser | undefined,
): { readonly username: string; readonly verifier: PasswordVerifier } {
  const secret = (what: string): string => secretOf(pool.simulationSecret, what, login);
  const username = user?.username ?? madeUpName(pool, login, secret('id'));
  const verifier =
    user?.password ??
    makeVerifier(
      pool.passwords.identityOf(username),
      secret('password'),
      secret('salt').slice(0, 32),
    );
  return { username, verifier };
}

/** Whether a name is the one that a sign-in of nobody began with, or the one that was made up for it. */
export function isSimulatedName(pool: UserPool, login: string, username: string): boolean {
  const { simulationSecret } = pool;
  const name = madeUpName(pool, login, secretOf(simulationSecret, 'id', login));
  return [login.toLowerCase(), name].includes(username.toLowerCase());
}

function secretOf(key: Buffer, what: string, login: string): string {
  return createHmac('sha256', key).update(`${what} ${login.toLowerCase()}`).digest('hex');
}

function madeUpName(pool: UserPool, login: string, secret: string): string {
  return pool.options.signIn === 'email' ? derivedSub(secret, login) : login.toLowerCase();
}
