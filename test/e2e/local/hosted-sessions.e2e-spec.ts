import {
  AdminListUserSessionsCommand,
  CognitoIdentityProviderClient,
  GetUserCommand,
  ListUserSessionsCommand,
  RevokeUserSessionCommand,
  type SessionDescriptionType,
} from '@aws-sdk/client-cognito-identity-provider';
import { LocalCognito } from 'nestjs-cognito-auth/local';
import { FormBrowser } from '../../support/form-browser.js';

const CALLBACK = 'http://localhost:3000/callback';
const EMAIL = 'alice@example.com';
const PASSWORD = 'Password1!';
const MINUTE_MS = 60_000;

let local: LocalCognito;
let sdk: CognitoIdentityProviderClient;
let browser: FormBrowser;

beforeEach(async () => {
  const callbackUrls = [CALLBACK];
  local = await LocalCognito.start({
    sessionTracking: true,
    clients: [
      { clientId: 'web', callbackUrls, grants: ['code', 'implicit'] },
      { clientId: 'long', callbackUrls, ssoMinutes: 120 },
      { clientId: 'never', callbackUrls, ssoMinutes: 0 },
    ],
    users: [{ email: EMAIL, password: PASSWORD }],
  });
  sdk = new CognitoIdentityProviderClient({
    region: 'eu-west-1',
    endpoint: local.origin,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  browser = new FormBrowser(local.origin);
});

afterEach(async () => {
  sdk.destroy();
  await local.close();
});

const authorization = (clientId: string, type = 'code'): string =>
  `?client_id=${clientId}&response_type=${type}&redirect_uri=${CALLBACK}`;

/** Signs in with the form, for tokens at once. */
async function signIn(): Promise<string> {
  const page = await browser.get(`/login${authorization('web', 'token')}`);
  const done = await browser.submit(page, { username: EMAIL, password: PASSWORD });
  return done.parameter('access_token') ?? '';
}

async function comesBack(clientId: string): Promise<boolean> {
  const page = await browser.get(`/oauth2/authorize${authorization(clientId)}`);
  return page.parameter('code') !== null;
}

function redeem(code: string): Promise<Response> {
  return fetch(`${local.origin}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: 'web',
      redirect_uri: CALLBACK,
      code,
    }),
  });
}

async function sessions(): Promise<readonly SessionDescriptionType[]> {
  const { Sessions = [] } = await sdk.send(
    new AdminListUserSessionsCommand({ UserPoolId: local.userPoolId, Username: EMAIL }),
  );
  return Sessions;
}

const idOf = (list: readonly SessionDescriptionType[], type: string): string =>
  list.find(({ SessionType }) => SessionType === type)?.SessionId ?? '';

const getUser = (AccessToken: string) => sdk.send(new GetUserCommand({ AccessToken }));

describe('sessions of the hosted login', () => {
  it('are one of the browser, and one of the tokens that came through it', async () => {
    const AccessToken = await signIn();
    const { Sessions = [] } = await sdk.send(new ListUserSessionsCommand({ AccessToken }));
    const sso = idOf(Sessions, 'SSO');

    expect(sso).toMatch(/^sso[a-z0-9]{25}$/);
    expect(Sessions).toHaveLength(2);
    expect(Sessions).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ SessionType: 'SSO', ClientId: 'web', IsCurrentSession: false }),
        expect.objectContaining({
          SessionType: 'TOKEN',
          OriginSessionId: sso,
          IsCurrentSession: true,
          CreateDate: expect.any(Date),
          LastIPAddress: expect.stringContaining('127.0.0.1'),
        }),
      ]),
    );
  });

  it('end with the one that they came through, if that is asked for', async () => {
    const AccessToken = await signIn();
    const SessionId = idOf(await sessions(), 'SSO');
    await sdk.send(
      new RevokeUserSessionCommand({
        AccessToken,
        SessionId,
        RevokeAssociatedSessions: 'LINKED',
      }),
    );

    await expect(getUser(AccessToken)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    expect(await sessions()).toEqual([]);
  });

  it('end alone otherwise: the browser has to sign in again, the tokens go on', async () => {
    const AccessToken = await signIn();
    const code = (await browser.get(`/oauth2/authorize${authorization('web')}`)).parameter('code');
    const SessionId = idOf(await sessions(), 'SSO');
    await sdk.send(new RevokeUserSessionCommand({ AccessToken, SessionId }));

    expect(await comesBack('web')).toBe(false);
    expect(await getUser(AccessToken)).toMatchObject({ Username: expect.any(String) });
    // A code that was on its way leads nowhere.
    expect((await redeem(code ?? '')).status).toBe(400);
  });

  it('are taken in place of a sign-in for as long as the client says', async () => {
    await signIn();

    expect(await comesBack('web')).toBe(true);
    expect(await comesBack('never')).toBe(false);
    local.clock.advance(61 * MINUTE_MS);
    expect(await comesBack('web')).toBe(false);
    expect(await comesBack('long')).toBe(true);
    local.clock.advance(60 * MINUTE_MS);
    expect(await comesBack('long')).toBe(false);
    expect(idOf(await sessions(), 'SSO')).toBe('');
  });

  it('are noted when their tokens are refreshed, or the browser comes back', async () => {
    await signIn();
    const activeAt = async (type: string): Promise<number | undefined> =>
      (await sessions()).find(({ SessionType }) => SessionType === type)?.LastActiveDate?.getTime();
    const before = (await activeAt('SSO')) ?? 0;
    local.clock.advance(MINUTE_MS);
    const page = await browser.get(`/oauth2/authorize${authorization('web')}`);
    const answer = await redeem(page.parameter('code') ?? '');
    const { refresh_token: refreshToken = '' } = (await answer.json()) as Record<string, string>;
    const redeemed = (await activeAt('SSO')) ?? 0;
    local.clock.advance(MINUTE_MS);
    await fetch(`${local.origin}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: 'web',
        refresh_token: refreshToken,
      }),
    });
    const refreshed = (await activeAt('SSO')) ?? 0;

    expect(redeemed - before).toBeGreaterThanOrEqual(MINUTE_MS);
    expect(refreshed - redeemed).toBeGreaterThanOrEqual(MINUTE_MS);
    expect(await activeAt('TOKEN')).toBe(refreshed);
  });
});
