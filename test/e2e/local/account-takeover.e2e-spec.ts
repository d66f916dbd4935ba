import { LocalCognito, type LocalCognitoOptions } from 'nestjs-cognito-auth/local';
import { totpCode } from '../../../lib/local/pool/totp.js';
import { call } from './support/call.js';

const PASSWORD = 'Correct-Horse-1';
const OTHER_PASSWORD = 'Correct-Horse-2';
const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

/** What somebody who has a part of what it takes can do to the account of somebody else. */
describe('an account of somebody else', () => {
  let local: LocalCognito;
  let client: { readonly ClientId: string };
  let pool: { readonly UserPoolId: string };
  const begin = async (options: LocalCognitoOptions): Promise<void> => {
    local = await LocalCognito.start(options);
    client = { ClientId: local.clientId };
    pool = { UserPoolId: local.userPoolId };
  };
  const signIn = (USERNAME: string, password = PASSWORD): ReturnType<typeof call> =>
    call(local.origin, 'InitiateAuth', {
      ...client,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME, PASSWORD: password },
    });
  const respond = (
    ChallengeName: string,
    Session: unknown,
    ChallengeResponses: object,
  ): ReturnType<typeof call> =>
    call(local.origin, 'RespondToAuthChallenge', {
      ...client,
      ChallengeName,
      Session,
      ChallengeResponses,
    });

  afterEach(() => local.close());

  it('cannot be had by writing its address as verified with the new password', async () => {
    await begin({ signIn: 'username', users: [{ username: 'mal', temporaryPassword: PASSWORD }] });
    const { Session } = await signIn('mal');
    const write = (name: string, value: string): ReturnType<typeof call> =>
      respond('NEW_PASSWORD_REQUIRED', Session, {
        USERNAME: 'mal',
        NEW_PASSWORD: OTHER_PASSWORD,
        'userAttributes.email': 'ada@example.com',
        [`userAttributes.${name}`]: value,
      });

    await expect(write('email_verified', 'true')).rejects.toThrow(/^NotAuthorizedException/);
    await expect(write('phone_number_verified', 'true')).rejects.toThrow(/^NotAuthorizedException/);
    expect(await write('name', 'Mal')).toHaveProperty('AuthenticationResult');
  });

  describe('who has the name of a user that was deleted', () => {
    const deleteAndCreateAgain = async (): Promise<void> => {
      const who = { ...pool, Username: 'ada' };
      await call(local.origin, 'AdminDeleteUser', who);
      await call(local.origin, 'AdminCreateUser', {
        ...who,
        UserAttributes: [
          { Name: 'email', Value: 'new@example.com' },
          { Name: 'email_verified', Value: 'true' },
        ],
      });
      await call(local.origin, 'AdminSetUserPassword', {
        ...who,
        Password: OTHER_PASSWORD,
        Permanent: true,
      });
    };

    beforeEach(() =>
      begin({
        signIn: 'username',
        clients: [
          {
            clientId: 'client',
            tokenRevocation: false,
            callbackUrls: ['http://localhost:3000/callback'],
          },
        ],
        users: [{ username: 'ada', email: 'ada@example.com', password: PASSWORD }],
      }),
    );

    it('cannot be had by a code that was sent before', async () => {
      await call(local.origin, 'ForgotPassword', { ...client, Username: 'ada' });
      await deleteAndCreateAgain();

      await expect(
        call(local.origin, 'ConfirmForgotPassword', {
          ...client,
          Username: 'ada',
          ConfirmationCode: local.outbox.codeFor('ada@example.com', 'forgot-password'),
          Password: PASSWORD,
        }),
      ).rejects.toThrow(/^ExpiredCodeException/);
    });

    it('cannot be had by an access token that was issued before', async () => {
      const { AuthenticationResult } = await signIn('ada');
      const { AccessToken } = AuthenticationResult as { readonly AccessToken: string };
      await call(local.origin, 'GetUser', { AccessToken });
      await deleteAndCreateAgain();

      await expect(call(local.origin, 'GetUser', { AccessToken })).rejects.toThrow(
        /^UserNotFoundException/,
      );
    });

    it('cannot be had by a browser that was signed in before', async () => {
      const request = new URLSearchParams({
        client_id: local.clientId,
        response_type: 'code',
        redirect_uri: 'http://localhost:3000/callback',
      });
      const page = await fetch(`${local.origin}/login?${String(request)}`);
      const csrf = /name="_csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? '';
      const cookiesOf = ({ headers }: Response): string =>
        headers
          .getSetCookie()
          .map((cookie) => cookie.split(';')[0])
          .join('; ');
      const signedIn = await fetch(`${local.origin}/login?${String(request)}`, {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie: cookiesOf(page) },
        body: new URLSearchParams({ _csrf: csrf, username: 'ada', password: PASSWORD }),
      });
      const code = new URL(signedIn.headers.get('location') ?? '').searchParams.get('code') ?? '';
      const authorize = async (): Promise<string | null> => {
        const headers = { cookie: cookiesOf(signedIn) };
        const path = `/oauth2/authorize?${String(request)}`;
        const answer = await fetch(local.origin + path, { redirect: 'manual', headers });
        return answer.headers.get('location');
      };
      expect(await authorize()).toMatch(/^http:\/\/localhost:3000\/callback\?code=/);
      await deleteAndCreateAgain();

      expect(await authorize()).toMatch(/^\/login\?/);
      const redeemed = await fetch(`${local.origin}/oauth2/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          client_id: local.clientId,
          redirect_uri: 'http://localhost:3000/callback',
          code,
        }),
      });
      expect(await redeemed.json()).toEqual({ error: 'invalid_grant' });
    });
  });

  it('cannot be had by an authenticator app in place of that of the user, with the password alone', async () => {
    await begin({ mfa: 'ON', users: [{ email: 'ada@example.com', password: PASSWORD }] });
    const associate = async (session: unknown): ReturnType<typeof call> =>
      call(local.origin, 'AssociateSoftwareToken', { Session: session });
    const codeOf = ({ SecretCode }: Readonly<Record<string, unknown>>): string =>
      totpCode(String(SecretCode), Math.floor(local.clock.now() / 30_000));
    const hostile = await signIn('ada@example.com');
    const own = await associate((await signIn('ada@example.com'))['Session']);
    const prepared = await associate(hostile['Session']);
    const ownAgain = await associate(own['Session']);
    await call(local.origin, 'VerifySoftwareToken', {
      Session: ownAgain['Session'],
      UserCode: codeOf(ownAgain),
    });

    await expect(associate(prepared['Session'])).rejects.toThrow(/^NotAuthorizedException/);
    await expect(
      call(local.origin, 'VerifySoftwareToken', {
        Session: prepared['Session'],
        UserCode: codeOf(prepared),
      }),
    ).rejects.toThrow(/^NotAuthorizedException/);
    expect(await signIn('ada@example.com')).toMatchObject({ ChallengeName: 'SOFTWARE_TOKEN_MFA' });
  });

  it('cannot be had by guessing codes of the second factor', async () => {
    const users = [{ email: 'ada@example.com', password: PASSWORD, totpSecret: SECRET }];
    await begin({ mfa: 'OPTIONAL', users });
    const guess = async (code: string): ReturnType<typeof call> =>
      respond('SOFTWARE_TOKEN_MFA', (await signIn('ada@example.com'))['Session'], {
        USERNAME: 'ada@example.com',
        SOFTWARE_TOKEN_MFA_CODE: code,
      });
    const right = (): string => totpCode(SECRET, Math.floor(local.clock.now() / 30_000));
    for (let time = 0; time < 12; time += 1) {
      await expect(guess('wrong!')).rejects.toThrow(/^CodeMismatchException/);
      local.clock.advance(time < 4 ? 0 : 1000 * 2 ** (time - 4));
    }
    await expect(guess('wrong!')).rejects.toThrow(/^CodeMismatchException/);

    await expect(guess(right())).rejects.toThrow(/Password attempts exceeded$/);
    local.clock.advance(256_000);
    expect(await guess(right())).toHaveProperty('AuthenticationResult');
  });

  it('cannot be had by the code of an app that was never verified', async () => {
    await begin({
      mfa: 'OPTIONAL',
      users: [{ email: 'ada@example.com', password: PASSWORD, totpSecret: SECRET }],
    });
    const now = (): number => Math.floor(local.clock.now() / 30_000);
    const answer = async (code: string): ReturnType<typeof call> =>
      respond('SOFTWARE_TOKEN_MFA', (await signIn('ada@example.com'))['Session'], {
        USERNAME: 'ada@example.com',
        SOFTWARE_TOKEN_MFA_CODE: code,
      });
    const { AuthenticationResult } = await answer(totpCode(SECRET, now()));
    const { SecretCode } = await call(local.origin, 'AssociateSoftwareToken', {
      AccessToken: (AuthenticationResult as { readonly AccessToken: string }).AccessToken,
    });
    local.clock.advance(60_000);

    await expect(answer(totpCode(String(SecretCode), now()))).rejects.toThrow(
      /^CodeMismatchException/,
    );
    expect(await answer(totpCode(SECRET, now()))).toHaveProperty('AuthenticationResult');
  });

  it('cannot be had by a sign-in that began with the temporary password before the last', async () => {
    await begin({ users: [{ email: 'ada@example.com', temporaryPassword: PASSWORD }] });
    const choose = ({ Session }: Readonly<Record<string, unknown>>): ReturnType<typeof call> =>
      respond('NEW_PASSWORD_REQUIRED', Session, {
        USERNAME: 'ada@example.com',
        NEW_PASSWORD: OTHER_PASSWORD,
      });
    const [stale, own] = [await signIn('ada@example.com'), await signIn('ada@example.com')];
    await choose(own);

    await expect(choose(stale)).rejects.toThrow(/^NotAuthorizedException/);
  });
});
