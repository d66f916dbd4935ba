import type { PoolUser } from '../pool/pool-user.interface.js';
import type { UserPool } from '../pool/user-pool.js';
import type {
  LocalChallengeResult,
  LocalDefineAuthChallengeEvent,
} from '../triggers/local-triggers.interface.js';
import type { TriggerCall } from '../triggers/trigger-runner.js';
import { invalidParameter, ServiceException } from '../wire/service-exception.js';
import type { AnswerTo } from './answer.interface.js';
import { beginSrp } from './begin-srp.js';
import { needed } from './needed.js';
import { openChallenge } from './open-challenge.js';
import { checkConfirmed, checkMaySignIn, userAbsent, wrongPassword } from './refusals.js';
import type { SignInAttempt, SignInOutcome, SignInParameters } from './sign-in.interface.js';

const TRIGGERS = [
  'defineAuthChallenge',
  'createAuthChallenge',
  'verifyAuthChallengeResponse',
] as const;

/** CUSTOM_AUTH: the triggers say what is asked for. With CHALLENGE_NAME SRP_A it may begin with the password. */
export async function beginCustom(
  pool: UserPool,
  attempt: SignInAttempt,
  login: string,
  parameters: SignInParameters,
): Promise<SignInOutcome> {
  if (!TRIGGERS.every((name) => pool.triggers.has(name))) {
    throw invalidParameter('Custom auth lambda trigger is not configured for the user pool.');
  }
  const user = pool.users.find(login);
  if (user === undefined && !attempt.client.preventUserExistenceErrors) {
    throw userAbsent(attempt.client);
  }
  if (user !== undefined) {
    checkConfirmed(user);
    checkMaySignIn(user);
  }
  const username = user?.username ?? login;
  if (parameters['CHALLENGE_NAME'] !== 'SRP_A') {
    return continueCustom(pool, attempt, username, user, []);
  }
  const clientPublic = needed(parameters, 'SRP_A');
  const results = [{ challengeName: 'SRP_A', challengeResult: true }];
  const defined = await define(pool, attempt, username, user, results);
  return defined.challengeName === 'PASSWORD_VERIFIER'
    ? beginSrp(pool, attempt, login, clientPublic, results)
    : follow(pool, attempt, username, user, results, defined);
}

/** CUSTOM_CHALLENGE: the trigger says whether the answer is right, and the one that defines what follows from that. */
export async function answerCustom(
  pool: UserPool,
  { attempt, session, user, responses }: AnswerTo<'CUSTOM_CHALLENGE'>,
): Promise<SignInOutcome> {
  const { privateParameters, metadata } = session.step;
  const challengeAnswer = needed(responses, 'ANSWER');
  pool.sessions.spend(session);
  const { answerCorrect } = await pool.triggers.run(
    'verifyAuthChallengeResponse',
    callOf(attempt, session.username),
    {
      triggerSource: 'VerifyAuthChallengeResponse_Authentication',
      request: {
        userAttributes: { ...user?.attributes },
        privateChallengeParameters: privateParameters,
        challengeAnswer,
        clientMetadata: attempt.clientMetadata,
        userNotFound: user === undefined,
      },
      response: { answerCorrect: null },
    },
  );
  return continueCustom(pool, attempt, session.username, user, [
    ...(session.customResults ?? []),
    {
      challengeName: 'CUSTOM_CHALLENGE',
      challengeResult: answerCorrect === true,
      challengeMetadata: metadata,
    },
  ]);
}

/** Goes on after a step of a custom sign-in. */
export async function continueCustom(
  pool: UserPool,
  attempt: SignInAttempt,
  username: string,
  user: PoolUser | undefined,
  results: readonly LocalChallengeResult[],
): Promise<SignInOutcome> {
  const defined = await define(pool, attempt, username, user, results);
  return follow(pool, attempt, username, user, results, defined);
}

type Defined = LocalDefineAuthChallengeEvent['response'];

async function follow(
  pool: UserPool,
  attempt: SignInAttempt,
  username: string,
  user: PoolUser | undefined,
  results: readonly LocalChallengeResult[],
  { challengeName, issueTokens, failAuthentication }: Defined,
): Promise<SignInOutcome> {
  if (failAuthentication === true) throw wrongPassword();
  if (issueTokens === true) {
    if (user === undefined) throw wrongPassword();
    checkMaySignIn(user);
    const hadPassword = results.some((result) => result.challengeName === 'PASSWORD_VERIFIER');
    return { user, amr: hadPassword ? ['pwd'] : [], hasNewPassword: false };
  }
  if (challengeName !== 'CUSTOM_CHALLENGE') {
    throw new ServiceException(
      'InvalidLambdaResponseException',
      'DefineAuthChallenge asks for no challenge that there is',
    );
  }
  return ask(pool, attempt, username, user, results);
}

function define(
  pool: UserPool,
  attempt: SignInAttempt,
  username: string,
  user: PoolUser | undefined,
  session: readonly LocalChallengeResult[],
): Promise<Defined> {
  return pool.triggers.run('defineAuthChallenge', callOf(attempt, username), {
    triggerSource: 'DefineAuthChallenge_Authentication',
    request: {
      userAttributes: { ...user?.attributes },
      session,
      clientMetadata: attempt.clientMetadata,
      userNotFound: user === undefined,
    },
    response: { challengeName: null, issueTokens: null, failAuthentication: null },
  });
}

async function ask(
  pool: UserPool,
  attempt: SignInAttempt,
  username: string,
  user: PoolUser | undefined,
  results: readonly LocalChallengeResult[],
): Promise<SignInOutcome> {
  const created = await pool.triggers.run('createAuthChallenge', callOf(attempt, username), {
    triggerSource: 'CreateAuthChallenge_Authentication',
    request: {
      userAttributes: { ...user?.attributes },
      challengeName: 'CUSTOM_CHALLENGE',
      session: results,
      clientMetadata: attempt.clientMetadata,
      userNotFound: user === undefined,
    },
    response: {
      publicChallengeParameters: null,
      privateChallengeParameters: null,
      challengeMetadata: null,
    },
  });
  return openChallenge(
    pool,
    attempt,
    {
      username,
      step: {
        name: 'CUSTOM_CHALLENGE',
        privateParameters: created.privateChallengeParameters ?? {},
        metadata: created.challengeMetadata ?? undefined,
      },
      isSimulated: user === undefined,
      customResults: results,
    },
    { USERNAME: username, ...created.publicChallengeParameters },
  );
}

function callOf({ client }: SignInAttempt, userName: string): TriggerCall {
  return { clientId: client.clientId, userName };
}
