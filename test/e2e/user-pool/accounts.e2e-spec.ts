import {
  EMAIL,
  errorOf,
  PASSWORD,
  SECRET,
  seenOf,
  startUserPool,
  type UserPoolBench,
} from './support/start-user-pool.js';

const BOB = 'bob@example.com';

let bench: UserPoolBench;

afterEach(() => bench.close());

async function tokensOf(username = EMAIL) {
  const result = await bench.users.signIn({ username, password: PASSWORD });
  if (result.status !== 'signed-in') throw new Error('It did not sign in');
  const { refreshToken = '', ...tokens } = result.tokens;
  return { ...tokens, refreshToken };
}

describe('a sign-up', () => {
  it('is confirmed by its code, and the user signs in', async () => {
    bench = await startUserPool({}, { hideUsers: false });
    const { users, local } = bench;
    const signedUp = await users.signUp({ username: BOB, password: PASSWORD });
    expect(signedUp).toMatchObject({
      status: 'confirmation-required',
      delivery: { medium: 'EMAIL', destination: 'b***@e***' },
    });
    expect(await errorOf(users.signIn({ username: BOB, password: PASSWORD }))).toMatchObject({
      code: 'ERR_COGNITO_USER_NOT_CONFIRMED',
    });
    const wrong = users.confirmSignUp({ username: BOB, code: '000000' });
    expect(await errorOf(wrong)).toMatchObject({ code: 'ERR_COGNITO_CODE_REFUSED' });
    await users.confirmSignUp({ username: BOB, code: local.outbox.codeFor(BOB) });

    expect((await tokensOf(BOB)).accessToken).toBeDefined();
    expect(bench.events.map(({ type }) => type)).toEqual([
      'signed-up',
      'refused',
      'refused',
      'signed-in',
    ]);
  });

  it('goes on into a sign-in by its session', async () => {
    bench = await startUserPool({}, { flow: 'USER_AUTH' });
    const { users, local } = bench;
    const { session = '' } = await users.signUp({ username: BOB, password: PASSWORD });
    const code = local.outbox.codeFor(BOB);
    const confirmed = await users.confirmSignUp({ username: BOB, code, session });

    expect(await users.signIn({ username: BOB, session: confirmed.session ?? '' })).toMatchObject({
      status: 'signed-in',
    });
    expect(local.outbox.messages).toHaveLength(1);
  });

  it.each(['USER_SRP_AUTH', 'USER_AUTH'] as const)(
    'looks the same for a taken name, and sends nothing to it: %s',
    async (flow) => {
      bench = await startUserPool({}, { flow });
      const { users, local } = bench;
      const shapeOf = (result: object) =>
        Object.entries(result).map(([name, value]) => [name, String(value).length]);
      const fresh = await users.signUp({ username: BOB, password: PASSWORD });
      const taken = await users.signUp({ username: EMAIL, password: PASSWORD });
      expect(shapeOf(taken)).toEqual(shapeOf(fresh));
      const weak = [BOB, EMAIL, 'new@example.com'].map(async (username) =>
        seenOf(await errorOf(users.signUp({ username, password: 'weak' }))),
      );
      const [first, ...others] = await Promise.all(weak);

      expect(first).toMatchObject({ code: 'ERR_COGNITO_PASSWORD_REFUSED' });
      expect(others).toEqual([first, first]);
      expect(local.calls.count('ResendConfirmationCode')).toBe(0);
      expect(local.outbox.messages.map(({ to }) => to)).toEqual([BOB]);
    },
  );

  it('tells a taken name where users are not hidden', async () => {
    bench = await startUserPool({}, { hideUsers: false });
    const taken = bench.users.signUp({ username: EMAIL, password: PASSWORD });

    expect(await errorOf(taken)).toMatchObject({ code: 'ERR_COGNITO_USERNAME_TAKEN', status: 409 });
  });

  it('stands though its code could not be sent', async () => {
    bench = await startUserPool({}, { hideUsers: false });
    bench.local.faults.fail('SignUp', { status: 400, type: 'CodeDeliveryFailureException' });

    expect(await bench.users.signUp({ username: BOB, password: PASSWORD })).toEqual({
      status: 'confirmation-required',
      delivery: 'failed',
    });
  });
});

describe('hidden users', () => {
  it('are one answer to whoever signs in', async () => {
    bench = await startUserPool({
      users: [
        { email: EMAIL, password: PASSWORD },
        { email: 'off@example.com', password: PASSWORD, enabled: false },
        { email: 'new@example.com', password: PASSWORD, confirmed: false },
        { email: 'locked@example.com', password: PASSWORD },
      ],
    });
    const { users } = bench;
    const refusal = async (username: string, password = PASSWORD) =>
      seenOf(await errorOf(users.signIn({ username, password })));
    for (let tries = 0; tries < 5; tries += 1) await refusal('locked@example.com', 'Wrong1!');
    const seen = [
      await refusal('nobody@example.com'),
      await refusal('off@example.com'),
      await refusal('new@example.com'),
      await refusal('locked@example.com'),
    ];

    const wrong = await refusal(EMAIL, 'Wrong1!');
    expect(wrong).toMatchObject({ code: 'ERR_COGNITO_SIGN_IN_REFUSED', status: 401 });
    expect(seen).toEqual([wrong, wrong, wrong, wrong]);
  });

  it('are one answer to whoever asks for a code', async () => {
    bench = await startUserPool();
    const { users, local } = bench;
    const same = { status: 'code-sent-if-possible' };

    expect(await users.forgotPassword(EMAIL)).toEqual(same);
    expect(await users.forgotPassword('nobody@example.com')).toEqual(same);
    expect(await users.resendConfirmationCode(EMAIL)).toEqual(same);
    for (const type of [
      'LimitExceededException',
      'InvalidParameterException',
      'UserNotFoundException',
      'CodeDeliveryFailureException',
    ]) {
      const end = local.faults.fail('ForgotPassword', { status: 400, type });
      expect(await users.forgotPassword(EMAIL)).toEqual(same);
      end();
    }
    local.faults.fail('ForgotPassword');
    expect(await errorOf(users.forgotPassword(EMAIL))).toMatchObject({
      code: 'ERR_COGNITO_USER_POOL_UNAVAILABLE',
    });
  });

  it('need a client secret, which the boot says', async () => {
    bench = await startUserPool({ clients: [{}] });

    expect(bench.log.lines).toContainEqual({
      level: 'warn',
      text: expect.stringContaining('hideUsers is on, but the app client has no secret') as string,
    });
  });
});

it('resets a forgotten password', async () => {
  bench = await startUserPool();
  const { users, local } = bench;
  await users.forgotPassword(EMAIL);
  const code = local.outbox.codeFor(EMAIL);
  const weak = users.resetPassword({ username: EMAIL, code, newPassword: 'weak' });
  expect(await errorOf(weak)).toMatchObject({ code: 'ERR_COGNITO_PASSWORD_REFUSED' });
  await users.resetPassword({ username: EMAIL, code, newPassword: 'Another1!' });

  expect(await users.signIn({ username: EMAIL, password: 'Another1!' })).toMatchObject({
    status: 'signed-in',
  });
});

describe('a refresh', () => {
  const rotating = { clients: [{ secret: SECRET, refreshTokenRotation: { graceSeconds: 0 } }] };

  it('keeps the token that stays good', async () => {
    bench = await startUserPool();
    const { refreshToken } = await tokensOf();

    expect(await bench.users.refresh({ refreshToken })).toMatchObject({
      refreshToken,
      accessToken: expect.any(String) as string,
    });
  });

  it('rotates, and refuses the old token', async () => {
    bench = await startUserPool(rotating, { clientSecret: SECRET });
    const { users } = bench;
    const { refreshToken } = await tokensOf();
    const next = await users.refresh({ refreshToken });

    expect(next.refreshToken).not.toBe(refreshToken);
    expect(await errorOf(users.refresh({ refreshToken }))).toMatchObject({
      code: 'ERR_COGNITO_REFRESH_REFUSED',
    });
  });

  it('is shared by all who ask at once', async () => {
    bench = await startUserPool(rotating, { clientSecret: SECRET });
    const { refreshToken } = await tokensOf();
    const all = await Promise.all(
      Array.from({ length: 50 }, () => bench.users.refresh({ refreshToken })),
    );

    expect(new Set(all.map(({ accessToken }) => accessToken)).size).toBe(1);
    expect(bench.local.calls.count('GetTokensFromRefreshToken')).toBe(1);
  });

  it('is not ended for others by one who gives up', async () => {
    bench = await startUserPool();
    const { refreshToken } = await tokensOf();
    const reason = new Error('gone');
    const gone = bench.users.refresh({ refreshToken }, { signal: AbortSignal.abort(reason) });
    const [left, stayed] = await Promise.allSettled([gone, bench.users.refresh({ refreshToken })]);

    expect([left.status, stayed.status]).toEqual(['rejected', 'fulfilled']);
    await expect(gone).rejects.toBe(reason);
  });

  it('works by the older operation, with the username', async () => {
    bench = await startUserPool({}, { refreshOperation: 'REFRESH_TOKEN_AUTH' });
    const { accessToken, refreshToken } = await tokensOf();
    const { username } = await bench.users.getUser(accessToken);

    expect(await bench.users.refresh({ refreshToken, username })).toMatchObject({ refreshToken });
    expect(await errorOf(bench.users.refresh({ refreshToken }))).toMatchObject({
      errors: [{ field: 'username', problem: 'is missing' }],
    });
  });

  it('is refused after the sign-in was ended, twice over', async () => {
    bench = await startUserPool();
    const { refreshToken } = await tokensOf();
    await bench.users.revoke(refreshToken);
    await bench.users.revoke(refreshToken);

    expect(await errorOf(bench.users.refresh({ refreshToken }))).toMatchObject({
      code: 'ERR_COGNITO_REFRESH_REFUSED',
      status: 401,
    });
  });

  it('is refused to another client', async () => {
    bench = await startUserPool({ clients: [{ clientId: 'one' }, { clientId: 'two' }] });
    const { refreshToken } = await tokensOf();
    const other = await startUserPool({ clients: [{ clientId: 'two' }] });
    const refused = await errorOf(other.users.refresh({ refreshToken }));
    await other.close();

    expect(refused).toMatchObject({ code: 'ERR_COGNITO_REFRESH_REFUSED' });
  });
});

describe('a device', () => {
  it('stays known, stands in for a second factor, and is needed to refresh', async () => {
    bench = await startUserPool({ deviceTracking: 'ALWAYS' });
    const { users } = bench;
    const { accessToken, refreshToken, device = { key: '', groupKey: '' } } = await tokensOf();
    const confirmed = await users.devices.confirm(accessToken, device, 'Laptop');
    expect(confirmed).toMatchObject({ needsUserConsent: false, device });

    const again = { username: EMAIL, password: PASSWORD, device: confirmed.device };
    expect(await users.signIn(again)).toMatchObject({ status: 'signed-in' });
    expect(bench.local.calls.count('RespondToAuthChallenge')).toBe(4);
    expect(await errorOf(users.refresh({ refreshToken }))).toMatchObject({
      code: 'ERR_COGNITO_REFRESH_REFUSED',
    });
    expect(await users.refresh({ refreshToken, deviceKey: device.key })).toMatchObject({
      refreshToken,
    });
    expect((await users.devices.list(accessToken)).entries.map(({ key }) => key)).toEqual([
      device.key,
    ]);
    await users.devices.setRemembered(accessToken, device.key, false);
    await users.devices.forget(accessToken, device.key);
    expect((await users.devices.list(accessToken)).entries).toEqual([]);
  });
});

describe('an account', () => {
  beforeEach(async () => {
    bench = await startUserPool({ mfa: 'OPTIONAL', sessionTracking: true });
  });

  it('is read and changed', async () => {
    const { users, local } = bench;
    const { accessToken } = await tokensOf();
    await users.updateAttributes(accessToken, { name: 'Alice', nickname: 'Al' });
    await users.deleteAttributes(accessToken, ['nickname']);
    const { attributes } = await users.getUser(accessToken);
    expect(attributes).toMatchObject({ name: 'Alice', email: EMAIL });
    expect(attributes).not.toHaveProperty('nickname');

    await users.sendAttributeCode(accessToken, 'email');
    await users.verifyAttribute(accessToken, 'email', local.outbox.codeFor(EMAIL));
    const wrong = users.changePassword(accessToken, 'Wrong1!', 'Another1!');
    expect(await errorOf(wrong)).toMatchObject({ code: 'ERR_COGNITO_SIGN_IN_REFUSED' });
    await users.changePassword(accessToken, PASSWORD, 'Another1!');
    const setup = await users.startTotp(accessToken, { account: 'alice' });
    expect(setup.otpauthUri).toBe(`otpauth://totp/alice?secret=${setup.secretCode}`);
    expect(await errorOf(users.verifyTotp(accessToken, '000000'))).toMatchObject({
      code: 'ERR_COGNITO_CODE_REFUSED',
    });
    await users.setMfaPreference(accessToken, { totp: 'off' });
  });

  it('has sessions, which end alone or all together', async () => {
    const { users } = bench;
    const { accessToken } = await tokensOf();
    const other = await tokensOf();
    const { entries } = await users.sessions.list(accessToken);
    expect(entries.filter(({ isCurrent }) => isCurrent)).toHaveLength(1);
    expect(entries).toHaveLength(2);
    const foreign = entries.find(({ isCurrent }) => !isCurrent);
    await users.sessions.revoke(accessToken, foreign?.sessionId ?? '');
    expect(await errorOf(users.getUser(other.accessToken))).toMatchObject({
      code: 'ERR_COGNITO_TOKEN_REVOKED',
    });
    await users.globalSignOut(accessToken);

    expect(await errorOf(users.getUser(accessToken))).toMatchObject({
      code: 'ERR_COGNITO_TOKEN_REVOKED',
      status: 401,
    });
  });

  it('is gone when it is deleted', async () => {
    const { users } = bench;
    const { accessToken } = await tokensOf();
    await users.deleteUser(accessToken);

    expect(await errorOf(users.getUser(accessToken))).toMatchObject({ status: 401 });
    expect(await errorOf(tokensOf())).toMatchObject({ code: 'ERR_COGNITO_SIGN_IN_REFUSED' });
  });
});
