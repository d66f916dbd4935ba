import type { PoolUser } from '../pool/pool-user.interface.js';
import { checkAttributes, checkWritable } from '../pool/user-attributes.js';
import type { UserPool } from '../pool/user-pool.js';
import { invalidParameter } from '../wire/service-exception.js';
import type { AnswerTo } from './answer.interface.js';
import { needed } from './needed.js';
import { openChallenge } from './open-challenge.js';
import { askSecondFactor } from './second-factor.js';
import type { SignInAttempt, SignInOutcome, SignInParameters } from './sign-in.interface.js';

const ATTRIBUTE_PREFIX = 'userAttributes.';

/** What follows a right password: a new one, a second factor, or nothing. */
export function afterPassword(
  pool: UserPool,
  attempt: SignInAttempt,
  user: PoolUser,
  {
    amr,
    hasNewPassword = false,
  }: { readonly amr: readonly string[]; readonly hasNewPassword?: boolean },
): SignInOutcome {
  if (user.status === 'FORCE_CHANGE_PASSWORD') {
    return askNewPassword(pool, attempt, user, amr);
  }
  return askSecondFactor(pool, attempt, user, { amr, hasNewPassword });
}

/** NEW_PASSWORD_REQUIRED: the session stays good until the password conforms. */
export function answerNewPassword(
  pool: UserPool,
  { attempt, session, user, responses }: AnswerTo<'NEW_PASSWORD_REQUIRED'>,
): SignInOutcome {
  if (user === undefined) throw invalidParameter('Invalid session for the user.');
  const password = needed(responses, 'NEW_PASSWORD');
  const attributes = attributesIn(responses);
  pool.passwords.checkPolicy(password);
  checkAttributes(attributes, pool.options.customAttributes);
  checkWritable(attributes);
  for (const name of Object.keys(attributes)) {
    if (user.attributes[name] !== undefined) {
      throw invalidParameter(`Cannot modify an already provided ${name}`);
    }
  }
  pool.sessions.spend(session);
  user.attributes = { ...user.attributes, ...attributes };
  user.status = 'CONFIRMED';
  pool.passwords.set(user, password);
  return afterPassword(pool, attempt, user, { amr: session.amr, hasNewPassword: true });
}

function askNewPassword(
  pool: UserPool,
  attempt: SignInAttempt,
  { username, attributes }: PoolUser,
  amr: readonly string[],
): SignInOutcome {
  const { sub: _sub, ...shown } = attributes;
  return openChallenge(
    pool,
    attempt,
    { username, step: { name: 'NEW_PASSWORD_REQUIRED' }, amr },
    {
      USER_ID_FOR_SRP: username,
      requiredAttributes: '[]',
      userAttributes: JSON.stringify(shown),
    },
  );
}

function attributesIn(responses: SignInParameters): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(responses).flatMap(([name, value]) =>
      name.startsWith(ATTRIBUTE_PREFIX) && value !== undefined
        ? [[name.slice(ATTRIBUTE_PREFIX.length), value]]
        : [],
    ),
  );
}
