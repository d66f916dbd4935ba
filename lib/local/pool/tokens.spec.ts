import { PASSWORD, startPool } from '../../../test/support/local-pool.js';
import { LocalSigningKey } from '../tokens/local-signing-key.js';
import { accessTokenClaims } from '../tokens/local-token-claims.js';
import type { NewFamily } from './token-families.js';

const OPTIONS = {
  clients: [
    { clientId: 'client', refreshTokenRotation: { graceSeconds: 10 } },
    { clientId: 'other' },
  ],
  users: [{ email: 'ada@example.com', password: PASSWORD, sub: 'ada' }],
};

async function start() {
  const { pool, clock } = await startPool(OPTIONS);
  const user = pool.users.get('ada');
  if (user === undefined) throw new Error('There is no ada');
  const client = pool.clients.get('client');
  const begin = (more: Partial<NewFamily> = {}) =>
    pool.families.begin({
      user,
      client,
      scope: 'aws.cognito.signin.user.admin',
      isOAuth: false,
      amr: ['pwd'],
      ...more,
    });
  const signIn = (more: Partial<NewFamily> = {}) =>
    pool.tokens.issue(begin(more), { triggerSource: 'TokenGeneration_Authentication' });
  return { pool, clock, user, client, signIn };
}

const NOT_AUTHORIZED = { type: 'NotAuthorizedException' };

describe('Tokens', () => {
  it('gives refresh tokens that look like those of Cognito', async () => {
    const { signIn } = await start();
    const { refreshToken = '' } = await signIn();

    expect(refreshToken.split('.')).toHaveLength(5);
    expect(refreshToken.length).toBeGreaterThan(1700);
    expect(refreshToken.length).toBeLessThan(1760);
  });

  it('knows a token that a test mints for a user, until the user signs out', async () => {
    const { pool, clock, user } = await start();
    const mint = (issuedAt: Date) =>
      pool.keys.signing.access.sign(
        accessTokenClaims(
          { issuer: pool.issuer, userPoolId: pool.options.userPoolId, clientId: 'client' },
          { sub: 'ada', issuedAt },
        ),
      );
    const before = mint(new Date(clock.now()));

    expect(pool.tokens.bearerOf(before).user).toBe(user);
    pool.tokens.signOut(user);
    expect(() => pool.tokens.bearerOf(before)).toThrow('Access Token has been revoked');
    clock.advance(1000);
    expect(pool.tokens.bearerOf(mint(new Date(clock.now()))).user).toBe(user);
  });

  it.each([
    ['nonsense', 'nonsense'],
    ['two parts', 'a.b'],
    ['four parts', 'a.b.c.d'],
    ['no JSON', 'e30.x.y'],
    ['null', `${Buffer.from('null').toString('base64url')}.e30.x`],
  ])('refuses %s in place of a token', async (_case, token) => {
    const { pool } = await start();

    expect(() => pool.tokens.verify(token, 'access')).toThrow(
      expect.objectContaining({ ...NOT_AUTHORIZED, message: 'Invalid Access Token' }),
    );
  });

  it('refuses a token of a key that it does not publish, or no longer', async () => {
    const { pool, signIn } = await start();
    const { accessToken } = await signIn();
    const stranger = (await LocalSigningKey.generate()).sign({ iss: pool.issuer });

    expect(() => pool.tokens.verify(stranger, 'access')).toThrow('Invalid Access Token');
    await pool.keys.rotate();
    expect(pool.tokens.verify(accessToken, 'access')['sub']).toBe('ada');
    pool.keys.drop();
    expect(() => pool.tokens.verify(accessToken, 'access')).toThrow('Invalid Access Token');
  });

  it('refuses a token of another issuer and of the other use', async () => {
    const { pool, signIn } = await start();
    const { accessToken, idToken = '' } = await signIn();

    expect(() => pool.tokens.verify(idToken, 'access')).toThrow('Invalid Access Token');
    expect(() => pool.tokens.verify(accessToken, 'id')).toThrow('Invalid ID Token');
    pool.issuer = 'http://127.0.0.1:9229/pool';
    expect(() => pool.tokens.verify(accessToken, 'access')).toThrow('Invalid Access Token');
  });

  it('wants the scope of the operation', async () => {
    const { pool, signIn } = await start();
    const { accessToken } = await signIn({ scope: 'openid email', isOAuth: true });

    expect(pool.tokens.bearerOf(accessToken, 'openid').user.username).toBe('ada');
    expect(() => pool.tokens.bearerOf(accessToken)).toThrow(
      'Access Token does not have required scopes',
    );
  });

  it('writes the claims of the hosted login', async () => {
    const { pool, signIn } = await start();
    const { accessToken, idToken = '' } = await signIn({
      scope: 'openid email',
      isOAuth: true,
      resource: 'https://orders.example.com',
      authTimeSeconds: 5,
    });

    expect(pool.tokens.verify(accessToken, 'access')).toMatchObject({
      version: 2,
      scope: 'openid email',
      aud: 'https://orders.example.com',
      auth_time: 5,
    });
    expect(pool.tokens.verify(idToken, 'id')).toMatchObject({
      email: 'ada@example.com',
      at_hash: expect.stringMatching(/^[\w-]{22}$/),
    });
  });

  it('gives no ID token without openid', async () => {
    const { signIn } = await start();

    expect((await signIn({ scope: 'profile', isOAuth: true })).idToken).toBeUndefined();
  });

  it('writes no jti and no origin_jti for a client without revocation', async () => {
    const { pool } = await startPool({
      ...OPTIONS,
      clients: [{ clientId: 'client', tokenRevocation: false }],
    });
    const user = pool.users.all()[0];
    if (user === undefined) throw new Error('There is nobody');
    const family = pool.families.begin({
      user,
      client: pool.clients.get('client'),
      scope: 'aws.cognito.signin.user.admin',
      isOAuth: false,
      amr: [],
    });
    const { accessToken } = await pool.tokens.issue(family, {
      triggerSource: 'TokenGeneration_Authentication',
    });
    const claims = pool.tokens.verify(accessToken, 'access');

    expect(Object.keys(claims)).not.toContain('jti');
    expect(Object.keys(claims)).not.toContain('origin_jti');
    expect(Object.keys(claims)).not.toContain('amr');
  });

  it('rotates: the old token ends with the grace period, and the next one goes on', async () => {
    const { pool, clock, client, signIn } = await start();
    const { refreshToken = '' } = await signIn();
    const { refreshToken: next = '' } = await pool.tokens.refresh(refreshToken, client);

    await expect(pool.tokens.refresh(refreshToken, client)).resolves.toBeDefined();
    clock.advance(10_000);
    await expect(pool.tokens.refresh(refreshToken, client)).rejects.toMatchObject({
      type: 'RefreshTokenReuseException',
    });
    await expect(pool.tokens.refresh(next, client)).resolves.toBeDefined();
  });

  it('refuses refresh tokens of others, changed ones, and those of users who are disabled or gone', async () => {
    const { pool, user, client, signIn } = await start();
    const { refreshToken = '', family } = await signIn();
    const refusal = (message: string) => expect.objectContaining({ ...NOT_AUTHORIZED, message });

    await expect(pool.tokens.refresh(refreshToken, pool.clients.get('other'))).rejects.toEqual(
      refusal('Invalid Refresh Token'),
    );
    await expect(pool.tokens.refresh(`${refreshToken}x`, client)).rejects.toEqual(
      refusal('Invalid Refresh Token'),
    );
    await expect(pool.tokens.refresh('', client)).rejects.toEqual(refusal('Invalid Refresh Token'));
    user.isEnabled = false;
    await expect(pool.tokens.refresh(refreshToken, client)).rejects.toEqual(
      refusal('User is disabled.'),
    );
    pool.users.delete(user);
    await expect(pool.tokens.refresh(refreshToken, client)).rejects.toEqual(
      refusal('Refresh Token has been revoked'),
    );
    pool.families.revoke(family);
    await expect(pool.tokens.refresh(refreshToken, client)).rejects.toEqual(
      refusal('Refresh Token has been revoked'),
    );
  });

  it('keeps 100 refresh tokens of a family at most', async () => {
    const { pool, signIn } = await start();
    const { family } = await signIn();
    for (let count = 0; count < 150; count += 1) pool.families.addRefreshToken(family);

    expect(family.refreshTokens).toHaveLength(100);
  });

  it('refuses all older tokens of a user whose family had to go', async () => {
    const { pool, signIn } = await start();
    const { accessToken, family } = await signIn();
    pool.families.revoke(family);
    for (let count = 0; count < 20_000; count += 1) {
      pool.families.put({ ...family, id: `other-${count}`, username: 'bob' });
    }

    expect(pool.families.find(family.id)).toBeUndefined();
    expect(() => pool.tokens.bearerOf(accessToken)).toThrow('Access Token has been revoked');
  });
});
