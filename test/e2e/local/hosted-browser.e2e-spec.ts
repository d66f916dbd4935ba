import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LocalCognito } from 'nestjs-cognito-auth/local';
import { totpCode } from '../../../lib/local/pool/totp.js';
import { CHROMIUM, Chromium } from '../../support/chromium.js';
import { PASSWORD } from '../../support/local-pool.js';

const ALICE = 'alice@example.com';
const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

/** Serves pages that say where they are. `/callback` leads on to the web application, as a backend does. */
async function startApp(webOrigin?: string): Promise<{ server: Server; origin: string }> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === '/callback' && webOrigin !== undefined) {
      response.writeHead(302, { location: `${webOrigin}/welcome${url.search}` }).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<p>The app</p>`);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { server, origin: `http://localhost:${port}` };
}

// A machine without Chromium cannot run it, and says so.
(CHROMIUM === undefined ? describe.skip : describe)('the hosted login in Chromium', () => {
  let local: LocalCognito;
  let chromium: Chromium;
  let web: Awaited<ReturnType<typeof startApp>>;
  let app: Awaited<ReturnType<typeof startApp>>;

  beforeAll(async () => {
    web = await startApp();
    app = await startApp(web.origin);
    local = await LocalCognito.start({
      mfa: 'OPTIONAL',
      clients: [
        {
          clientId: 'web',
          callbackUrls: [`${app.origin}/callback`],
          logoutUrls: [`${app.origin}/`],
        },
        { clientId: 'other', callbackUrls: [`${web.origin}/other`] },
      ],
      users: [{ email: ALICE, password: PASSWORD, totpSecret: SECRET }],
    });
    chromium = await Chromium.launch(CHROMIUM ?? '');
  }, 120_000);

  afterAll(async () => {
    await chromium.close();
    await local.close();
    for (const { server } of [app, web]) {
      server.close();
      server.closeAllConnections();
    }
  });

  const authorize = (clientId: string) =>
    chromium.open(
      `${local.origin}/oauth2/authorize?client_id=${clientId}&response_type=code&scope=openid&state=s`,
    );
  /** What an authenticator app shows. */
  const totpNow = (secret: string) => totpCode(secret, Math.floor(local.clock.now() / 30_000));
  const title = () => chromium.evaluate("document.querySelector('h1')?.innerText");
  const alert = () => chromium.evaluate("document.querySelector('[role=alert]')?.innerText");

  it('signs in with two factors, once for two apps, and out again', async () => {
    await authorize('web');
    expect(await title()).toBe('Sign in');
    expect(await chromium.evaluate('document.activeElement.name')).toBe('username');
    expect(await chromium.evaluate('getComputedStyle(document.body).maxWidth')).toBe('352px');

    await chromium.type(ALICE);
    await chromium.focus('#password');
    await chromium.type('wrong');
    await chromium.pressEnter();
    expect(await alert()).toBe('Incorrect username or password.');
    expect(await chromium.evaluate('document.cookie')).toBe('');

    await chromium.focus('#password');
    await chromium.type(PASSWORD);
    await chromium.pressEnter();
    expect(await title()).toBe('Second step');
    await chromium.type('000000');
    await chromium.pressEnter();
    expect(await alert()).toBe('Invalid code received for user');
    await chromium.type(totpNow(SECRET));
    await chromium.click('button');

    const back = await chromium.url();
    expect(`${back.origin}${back.pathname}`).toBe(`${web.origin}/welcome`);
    expect(back.searchParams.get('code')).toMatch(/^[\da-f-]{36}$/);
    expect(back.searchParams.get('state')).toBe('s');
    expect(await chromium.text()).toBe('The app');

    await authorize('other');
    expect((await chromium.url()).pathname).toBe('/other');

    await chromium.open(
      `${local.origin}/logout?client_id=web&logout_uri=${encodeURIComponent(`${app.origin}/`)}`,
    );
    expect((await chromium.url()).origin).toBe(app.origin);
    await authorize('other');
    expect(await title()).toBe('Sign in');
  }, 120_000);

  it('shows the error page and no form when the address is not registered', async () => {
    await chromium.open(
      `${local.origin}/oauth2/authorize?client_id=web&response_type=code&redirect_uri=${web.origin}/x`,
    );

    expect(await alert()).toBe('redirect_mismatch');
    expect(await chromium.evaluate('document.forms.length')).toBe(0);
  }, 60_000);
});
