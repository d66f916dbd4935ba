import { createHmac } from 'node:crypto';
import type { SignInChallenge, SignInResult } from 'nestjs-cognito-auth/user-pool';
import {
  EMAIL,
  errorOf,
  PASSWORD,
  seenOf,
  startUserPool,
  type UserPoolBench,
} from './support/start-user-pool.js';

const TOTP_SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

let bench: UserPoolBench;

afterEach(() => bench.close());

/** The challenge of that name that a sign-in has come to. */
function challengeIn<Name extends SignInChallenge['challenge']>(
  result: SignInResult,
  name: Name,
): Extract<SignInChallenge, { challenge: Name }> {
  expect(result).toMatchObject({ status: 'challenge', challenge: name });
  return result as Extract<SignInChallenge, { challenge: Name }>;
}

/** RFC 6238, with the defaults of authenticator apps. */
function totp(secret: string, nowMs: number): string {
  const bits = Array.from(secret)
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter))
    .map((value) => value.toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from(bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? []);
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(nowMs / 30_000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(offset) & 0x7f_ff_ff_ff) % 1_000_000).padStart(6, '0');
}

const codeNow = (secret: string): string => totp(secret, bench.local.clock.now());

describe('a sign-in by SRP', () => {
  it('gives tokens for the right password, without sending it', async () => {
    bench = await startUserPool();

    const result = await bench.users.signIn({ username: EMAIL, password: PASSWORD });
    expect(result).toMatchObject({
      status: 'signed-in',
      tokens: {
        accessToken: expect.any(String) as string,
        idToken: expect.any(String) as string,
        refreshToken: expect.any(String) as string,
        expiresIn: 3600,
        tokenType: 'Bearer',
      },
    });
    expect(bench.events).toEqual([{ type: 'signed-in', registration: 'default' }]);
  });

  it('answers a wrong password and an unknown name alike', async () => {
    bench = await startUserPool();
    const { users } = bench;

    const wrong = await errorOf(users.signIn({ username: EMAIL, password: 'Wrong1!pass' }));
    const unknown = await errorOf(users.signIn({ username: 'no@body.example', password: 'x' }));
    expect(wrong).toMatchObject({ code: 'ERR_COGNITO_SIGN_IN_REFUSED' });
    expect(seenOf(unknown)).toEqual(seenOf(wrong));
  });

  it('takes a password of any script', async () => {
    const password = 'Pässwörd1! ключ 鍵';
    bench = await startUserPool({ users: [{ email: EMAIL, password }] });

    expect(await bench.users.signIn({ username: EMAIL, password })).toMatchObject({
      status: 'signed-in',
    });
  });
});

it.each(['USER_PASSWORD_AUTH', 'USER_AUTH'] as const)('%s signs in by password', async (flow) => {
  bench = await startUserPool({}, { flow });

  const { users } = bench;
  expect(await users.signIn({ username: EMAIL, password: PASSWORD })).toMatchObject({
    status: 'signed-in',
  });
  expect(await errorOf(users.signIn({ username: EMAIL, password: 'Wrong1!' }))).toMatchObject({
    code: 'ERR_COGNITO_SIGN_IN_REFUSED',
  });
});

describe('with a second factor', () => {
  beforeEach(async () => {
    bench = await startUserPool({
      mfa: 'OPTIONAL',
      users: [{ email: EMAIL, password: PASSWORD, totpSecret: TOTP_SECRET }],
    });
  });

  it('goes on from plain JSON, by an alias and with a client secret', async () => {
    const { users } = bench;
    const result = await users.signIn({ username: EMAIL, password: PASSWORD });
    const challenge = challengeIn(result, 'SOFTWARE_TOKEN_MFA');
    expect(challenge.username).not.toBe(EMAIL);
    const back = JSON.parse(JSON.stringify(challenge)) as typeof challenge;

    expect(await users.answer(back, { code: codeNow(TOTP_SECRET) })).toMatchObject({
      status: 'signed-in',
    });
  });

  it('lets a wrong code be followed by the right one', async () => {
    const { users } = bench;
    const result = await users.signIn({ username: EMAIL, password: PASSWORD });
    const challenge = challengeIn(result, 'SOFTWARE_TOKEN_MFA');
    const right = codeNow(TOTP_SECRET);
    const wrong = right === '000000' ? '000001' : '000000';

    expect(await errorOf(users.answer(challenge, { code: wrong }))).toMatchObject({
      code: 'ERR_COGNITO_CODE_REFUSED',
      status: 400,
    });
    expect(await users.answer(challenge, { code: right })).toMatchObject({ status: 'signed-in' });
  });

  it('refuses a session that was used, is of somebody else, of another challenge or too old', async () => {
    const { users, local } = bench;
    const begin = async () =>
      challengeIn(
        await users.signIn({ username: EMAIL, password: PASSWORD }),
        'SOFTWARE_TOKEN_MFA',
      );
    const used = await begin();
    const code = codeNow(TOTP_SECRET);
    await users.answer(used, { code });
    const fresh = await begin();
    const others = [
      users.answer(used, { code }),
      users.answer({ ...fresh, username: 'somebody-else' }, { code }),
      users.answer({ ...fresh, challenge: 'SMS_MFA' }, { code }),
    ];
    for (const pending of others) {
      expect(await errorOf(pending)).toMatchObject({ code: 'ERR_COGNITO_CHALLENGE_EXPIRED' });
    }
    local.clock.advance(16 * 60_000);
    expect(await errorOf(users.answer(fresh, { code }))).toMatchObject({
      code: 'ERR_COGNITO_CHALLENGE_EXPIRED',
    });
  });
});

it('asks for a new password with its attributes', async () => {
  bench = await startUserPool({ users: [{ email: EMAIL, temporaryPassword: 'Temporary1!' }] });
  const { users } = bench;
  const result = await users.signIn({ username: EMAIL, password: 'Temporary1!' });
  const challenge = challengeIn(result, 'NEW_PASSWORD_REQUIRED');
  expect(challenge.attributes).toMatchObject({ email: EMAIL });

  const signedIn = await users.answer(challenge, {
    newPassword: PASSWORD,
    attributes: { name: 'Alice' },
  });
  if (signedIn.status !== 'signed-in') throw new Error('It did not sign in');
  const { attributes } = await users.getUser(signedIn.tokens.accessToken);
  expect(attributes).toMatchObject({ name: 'Alice' });
});

it('sets up an authenticator app on the way', async () => {
  bench = await startUserPool({ mfa: 'ON' });
  const { users } = bench;
  const result = await users.signIn({ username: EMAIL, password: PASSWORD });
  const setup = await users.startTotpSetup(challengeIn(result, 'MFA_SETUP'), { issuer: 'My App' });

  expect(setup.otpauthUri).toMatch(/^otpauth:\/\/totp\/My%20App:[^?]+\?secret=[A-Z2-7]+&issuer=/);
  expect(await users.answer(setup, { code: codeNow(setup.secretCode) })).toMatchObject({
    status: 'signed-in',
  });
});

describe('a sign-in by choice', () => {
  beforeEach(async () => {
    bench = await startUserPool({ firstFactors: ['PASSWORD', 'EMAIL_OTP'] }, { flow: 'USER_AUTH' });
  });

  const select = async () =>
    challengeIn(await bench.users.signIn({ username: EMAIL }), 'SELECT_CHALLENGE');

  it('tells what there is', async () => {
    expect((await select()).available).toEqual(['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP']);
  });

  it.each(['PASSWORD', 'PASSWORD_SRP'] as const)('goes on by %s', async (choose) => {
    const result = bench.users.answer(await select(), { choose, password: PASSWORD });

    expect(await result).toMatchObject({ status: 'signed-in' });
  });

  it('goes on by a code, chosen or preferred', async () => {
    const { users, local } = bench;
    const chosen = await users.answer(await select(), { choose: 'EMAIL_OTP' });
    const preferred = await users.signIn({ username: EMAIL, preferredChallenge: 'EMAIL_OTP' });
    const { delivery } = challengeIn(chosen, 'EMAIL_OTP');
    expect(delivery).toMatchObject({ medium: 'EMAIL' });
    const code = local.outbox.codeFor(EMAIL);

    expect(await users.answer(challengeIn(preferred, 'EMAIL_OTP'), { code })).toMatchObject({
      status: 'signed-in',
    });
  });
});

describe('a custom sign-in', () => {
  const start = (challengeName = 'CUSTOM_CHALLENGE'): Promise<UserPoolBench> =>
    startUserPool(
      {
        clients: [{ authFlows: ['ALLOW_CUSTOM_AUTH', 'ALLOW_USER_SRP_AUTH'] }],
        defineAuthChallenge: (event) => {
          const { session } = event.request;
          const isIn = session.at(-1)?.challengeResult === true;
          event.response.issueTokens = isIn;
          event.response.failAuthentication = false;
          if (!isIn) event.response.challengeName = challengeName;
        },
        createAuthChallenge: (event) => {
          event.response.publicChallengeParameters = { riddle: '6 by 7' };
          event.response.privateChallengeParameters = { answer: '42' };
        },
        verifyAuthChallengeResponse: (event) => {
          event.response.answerCorrect =
            event.request.challengeAnswer === event.request.privateChallengeParameters['answer'];
        },
      },
      { flow: 'CUSTOM_AUTH' },
    );

  it('goes on after a wrong answer', async () => {
    bench = await start();
    const { users } = bench;
    const first = challengeIn(await users.signIn({ username: EMAIL }), 'CUSTOM_CHALLENGE');
    expect(first.parameters).toEqual({ riddle: '6 by 7' });
    const second = challengeIn(await users.answer(first, { answer: '41' }), 'CUSTOM_CHALLENGE');

    expect(await users.answer(second, { answer: '42' })).toMatchObject({ status: 'signed-in' });
  });

  it('hands on a challenge that it does not know, and its answer', async () => {
    bench = await start();
    const { users, local } = bench;
    local.faults.answer('InitiateAuth', {
      times: 1,
      body: JSON.stringify({
        ChallengeName: 'VOICE_PRINT',
        Session: 's'.repeat(30),
        ChallengeParameters: { say: 'hello', USERNAME: 'alice' },
      }),
    });
    const result = challengeIn(await users.signIn({ username: EMAIL }), 'UNKNOWN');
    expect(result).toMatchObject({
      name: 'VOICE_PRINT',
      parameters: { say: 'hello' },
      username: 'alice',
    });
    await errorOf(users.answer(result, { responses: { VOICE: 'hello' } }));

    expect(local.calls.count('RespondToAuthChallenge')).toBe(1);
  });
});
