import { Controller, Get, type INestApplication, UseGuards } from '@nestjs/common';
import {
  CLOCK,
  CognitoAuthGuard,
  CognitoAuthModule,
  type CognitoAuthModuleOptions,
  CognitoUser,
  CurrentUser,
  RequireAnyGroup,
} from 'nestjs-cognito-auth';
import { platforms } from '../../support/platforms.js';
import { startApp } from '../../support/start-app.js';
import { get } from '../../support/send.js';
import { readIssuedTokens } from './issued-tokens.js';

const HOUR_MS = 3_600_000;

const {
  userPool,
  otherUserPool,
  alice,
  aliceRefreshed,
  aliceAtOtherClient,
  bob,
  carolOfOtherPool: carol,
} = readIssuedTokens();

@Controller()
@UseGuards(CognitoAuthGuard)
class UserController {
  @Get('me')
  me(@CurrentUser() user: CognitoUser): CognitoUser {
    return user;
  }

  @RequireAnyGroup('admin')
  @Get('admin')
  admin(@CurrentUser('username') username: string | undefined): string | undefined {
    return username;
  }
}

/** The same token with other claims and the old signature. */
function withClaims(token: string, claims: object): string {
  const [header, payload = '', signature] = token.split('.');
  const issued = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  const forged = Buffer.from(JSON.stringify({ ...issued, ...claims })).toString('base64url');
  return [header, forged, signature].join('.');
}

describe.each(platforms)('tokens of cognito-local on %s', (_name, createAdapter) => {
  let app: INestApplication;

  /** Keys are never given by hand here: each application fetches them from the emulator. */
  async function start(
    options: CognitoAuthModuleOptions,
    now: () => number = Date.now,
  ): Promise<void> {
    app = await startApp(
      createAdapter,
      { imports: [CognitoAuthModule.forRoot(options)], controllers: [UserController] },
      { prepare: (builder) => builder.overrideProvider(CLOCK).useValue(now) },
    );
  }

  afterEach(() => app.close());

  describe('where access tokens are accepted', () => {
    const options = { ...userPool, tokenUse: 'access' } as const;

    it.each([
      ['signing in', alice],
      ['refreshing', aliceRefreshed],
    ])('the access token of %s is its user', async (_case, user) => {
      await start(options);

      const { status, body } = await get(app, '/me', user.accessToken);

      expect(status).toBe(200);
      expect(body).toMatchObject({
        sub: alice.sub,
        username: 'alice',
        groups: ['admin', 'staff'],
        scopes: ['aws.cognito.signin.user.admin'],
        tokenUse: 'access',
        clientId: userPool.clientId,
        userPoolId: userPool.userPoolId,
        isClient: false,
        claims: { iss: userPool.issuer },
      });
      expect(body.expiresAt).toBe(new Date(body.claims.exp * 1000).toISOString());
    });

    it('a user passes by a group of the pool', async () => {
      await start(options);

      const { status, text } = await get(app, '/admin', alice.accessToken);

      expect([status, text]).toEqual([200, 'alice']);
    });

    it('a user without groups has none and does not pass', async () => {
      await start(options);

      const me = await get(app, '/me', bob.accessToken);
      const admin = await get(app, '/admin', bob.accessToken);

      expect(me.body).toMatchObject({ sub: bob.sub, username: 'bob', groups: [] });
      expect([admin.status, admin.body.code]).toEqual([403, 'ERR_COGNITO_GROUP_REQUIRED']);
    });

    it.each([
      ['an ID token', alice.idToken, 'TOKEN_USE_REFUSED'],
      ['a refresh token', alice.refreshToken, 'TOKEN_MALFORMED'],
      ['a token of another client', aliceAtOtherClient.accessToken, 'CLIENT_REFUSED'],
      ['a token of another pool', carol.accessToken, 'ISSUER_UNKNOWN'],
      [
        'a token with an added group',
        withClaims(bob.accessToken, { 'cognito:groups': ['admin'] }),
        'SIGNATURE_INVALID',
      ],
      [
        'a token of another pool that names this one',
        withClaims(carol.accessToken, { iss: userPool.issuer, client_id: userPool.clientId }),
        'SIGNATURE_INVALID',
      ],
      [
        'a token with the signature of another',
        alice.accessToken.replace(/[^.]+$/, bob.accessToken.split('.')[2] ?? ''),
        'SIGNATURE_INVALID',
      ],
    ])('%s is refused, and good ones still pass', async (_case, token, code) => {
      await start(options);
      await get(app, '/me', alice.accessToken);

      const refused = await get(app, '/me', token);
      const accepted = await get(app, '/me', alice.accessToken);

      expect([refused.status, refused.body.code]).toEqual([401, `ERR_COGNITO_${code}`]);
      expect(refused.headers['www-authenticate']).toMatch(/, error="invalid_token", /);
      expect([accepted.status, accepted.body.sub]).toEqual([200, alice.sub]);
    });

    it('a token is refused once it has expired', async () => {
      let now = Date.now();
      await start(options, () => now);

      const inTime = await get(app, '/me', alice.accessToken);
      now += HOUR_MS;
      const late = await get(app, '/me', alice.accessToken);

      expect(inTime.status).toBe(200);
      expect([late.status, late.body.code]).toEqual([401, 'ERR_COGNITO_TOKEN_EXPIRED']);
    });
  });

  describe('where ID tokens are accepted too', () => {
    const options = { ...userPool, tokenUse: ['access', 'id'] } as const;

    it('the ID token is the same user', async () => {
      await start(options);

      const { status, body } = await get(app, '/me', alice.idToken);

      expect(status).toBe(200);
      expect(body).toMatchObject({
        sub: alice.sub,
        username: 'alice',
        groups: ['admin', 'staff'],
        scopes: [],
        tokenUse: 'id',
        clientId: userPool.clientId,
        userPoolId: userPool.userPoolId,
        isClient: false,
        claims: { email: alice.email, email_verified: true, aud: userPool.clientId },
      });
    });

    it('access tokens still are', async () => {
      await start(options);

      const { status, body } = await get(app, '/me', alice.accessToken);

      expect([status, body.tokenUse]).toEqual([200, 'access']);
    });

    it.each([
      ['another client', aliceAtOtherClient.idToken, 'CLIENT_REFUSED'],
      ['another pool', carol.idToken, 'ISSUER_UNKNOWN'],
    ])('an ID token of %s is refused', async (_case, token, code) => {
      await start(options);

      const { status, body } = await get(app, '/me', token);

      expect([status, body.code]).toEqual([401, `ERR_COGNITO_${code}`]);
    });
  });

  // The emulator signs for all its pools with one key, which says nothing about the pool then.
  describe('where pools share a key', () => {
    it('the token of a pool that is not configured is refused', async () => {
      expect(carol.accessToken.split('.')[0]).toBe(alice.accessToken.split('.')[0]);
      await start({ ...userPool, tokenUse: 'access', signingKeys: { prefetch: false } });

      const beforeKeys = await get(app, '/me', carol.accessToken);
      const accepted = await get(app, '/me', alice.accessToken);
      const withKeys = await get(app, '/me', carol.accessToken);

      expect(accepted.status).toBe(200);
      expect([beforeKeys.body.code, withKeys.body.code]).toEqual([
        'ERR_COGNITO_ISSUER_UNKNOWN',
        'ERR_COGNITO_ISSUER_UNKNOWN',
      ]);
    });

    it.each([
      ['one', alice, carol],
      ['other', carol, alice],
    ])('users stay with their own pools, the %s first', async (_case, first, second) => {
      await start({
        userPools: [
          { ...userPool, tokenUse: 'access' },
          { ...otherUserPool, tokenUse: 'access' },
        ],
        signingKeys: { prefetch: false },
      });

      const answers: unknown[] = [];
      for (const { accessToken } of [first, second, first]) {
        answers.push((await get(app, '/me', accessToken)).body);
      }

      const expected = [alice, carol].map(({ sub, username }, index) => ({
        sub,
        username,
        userPoolId: [userPool, otherUserPool][index]?.userPoolId,
      }));
      if (first === carol) expected.reverse();
      expect(answers).toMatchObject([expected[0], expected[1], expected[0]]);
    });
  });

  it('keys are fetched once from the pool, whatever tokens come', async () => {
    const asked: string[] = [];
    await start({
      ...userPool,
      tokenUse: 'access',
      signingKeys: {
        fetch: (input, init) => {
          asked.push(input instanceof Request ? input.url : input.toString());
          return fetch(input, init);
        },
      },
    });

    for (const token of [alice.accessToken, alice.idToken, carol.accessToken, bob.accessToken]) {
      await get(app, '/me', token);
    }

    expect(asked).toEqual([`${userPool.issuer}/.well-known/jwks.json`]);
  });
});
