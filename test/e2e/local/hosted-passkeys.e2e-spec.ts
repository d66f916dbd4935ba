import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeJwt } from 'jose';
import { Authenticator } from '../../support/authenticator.js';
import { CHROMIUM, Chromium } from '../../support/chromium.js';
import { FormBrowser, type Page } from '../../support/form-browser.js';
import { PASSWORD } from '../../support/local-pool.js';
import { call } from './support/call.js';
import { LocalCognito } from 'nestjs-cognito-auth/local';

const ALICE = 'alice@example.com';
const BOB = 'bob@example.com';
const CALLBACK = 'http://localhost:4200/callback';
const ADD = `/passkeys/add?client_id=web&redirect_uri=${encodeURIComponent(CALLBACK)}`;
const AUTHORIZE = '/oauth2/authorize?client_id=web&response_type=code&scope=openid&state=s';

const start = (callback: string): Promise<LocalCognito> =>
  LocalCognito.start({
    firstFactors: ['PASSWORD', 'WEB_AUTHN'],
    clients: [{ clientId: 'web', callbackUrls: [callback] }],
    users: [ALICE, BOB].map((email) => ({ email, password: PASSWORD })),
  });

describe('passkeys at the hosted login', () => {
  let local: LocalCognito;
  let browser: FormBrowser;

  beforeEach(async () => {
    local = await start(CALLBACK);
    browser = new FormBrowser(local.origin);
  });

  afterEach(() => local.close());

  const administer = (operation: string, Username: string) =>
    call(local.origin, operation, { UserPoolId: local.userPoolId, Username });

  const factorsOf = async (user: string): Promise<unknown> =>
    (await administer('AdminGetUserAuthFactors', user))['ConfiguredUserAuthFactors'];

  const policyOf = ({ headers }: Page): string => headers.get('content-security-policy') ?? '';

  /** What a form is sent with beside its hidden fields. */
  function optionsIn({ text }: Page): string {
    const [, options = ''] = /data-options="([^"]*)"/.exec(text) ?? [];
    return options.replace(/&#(\d+);/g, (_match, code: string) =>
      String.fromCharCode(Number(code)),
    );
  }

  async function signIn(user = ALICE, fields: object = { password: PASSWORD }): Promise<Page> {
    const { location } = await browser.get(AUTHORIZE);
    return browser.submit(await browser.get(location), { username: user, ...fields });
  }

  /** With the answer of an authenticator in place of that of a script. */
  async function addPasskey(authenticator = new Authenticator()): Promise<Page> {
    const page = await browser.get(ADD);
    const credential = JSON.stringify(authenticator.register(JSON.parse(optionsIn(page))));
    return browser.submit(page, { credential });
  }

  const choosePasskey = (user = ALICE): Promise<Page> => signIn(user, { choice: 'WEB_AUTHN' });

  it('are added by whoever is signed in, who goes back to the application', async () => {
    await signIn();
    const page = await browser.get(ADD);

    expect(page.title).toBe('Add a passkey');
    expect((await addPasskey()).location).toBe(`${CALLBACK}?result=success`);
    expect(await factorsOf(ALICE)).toContain('WEB_AUTHN');
  });

  it('are added by nobody else', async () => {
    expect((await browser.get(ADD)).location).toBe(`${CALLBACK}?result=invalid_session`);

    await signIn();
    const page = await browser.get(ADD);
    await administer('AdminDisableUser', ALICE);
    expect((await browser.submit(page, {})).location).toBe(`${CALLBACK}?result=invalid_session`);
  });

  it('are added by nobody with the page of somebody', async () => {
    await signIn(ALICE);
    const page = await browser.get(ADD);
    const credential = JSON.stringify(new Authenticator().register(JSON.parse(optionsIn(page))));
    await browser.submit(await browser.get(`/login${AUTHORIZE.slice(17)}`), {
      username: BOB,
      password: PASSWORD,
    });

    expect((await browser.submit(page, { credential })).location).toBe(
      '/error?error=invalid_request',
    );
    for (const user of [ALICE, BOB]) {
      expect(await factorsOf(user)).not.toContain('WEB_AUTHN');
    }
  });

  it.each([
    [`/passkeys/add?client_id=web`, 'invalid_request'],
    [`/passkeys/add?client_id=other&redirect_uri=${CALLBACK}`, 'unauthorized_client'],
    [`/passkeys/add?client_id=web&redirect_uri=http://localhost/other`, 'redirect_mismatch'],
  ])('lead nowhere from %s', async (path, error) => {
    await signIn();

    expect((await browser.get(path)).location).toBe(`/error?error=${error}`);
  });

  it('are added later, without a script', async () => {
    await signIn();
    const later = await browser.submit(await browser.get(ADD), { choice: 'later' });
    const nothing = await browser.submit(await browser.get(ADD), {});

    expect(later.location).toBe(CALLBACK);
    expect([nothing.status, nothing.alert]).toEqual([400, 'Invalid credential.']);
    expect(nothing.text).toContain('<noscript>');
  });

  it('are 20, and the page says so', async () => {
    await signIn();
    for (let count = 0; count < 20; count += 1) await addPasskey();
    const page = await browser.get(ADD);

    expect(page.alert).toContain('20 passkeys');
    expect(page.text).not.toContain('<script');
  });

  it('sign in, and say how in the tokens', async () => {
    const authenticator = new Authenticator();
    await signIn();
    await addPasskey(authenticator);
    browser = new FormBrowser(local.origin);
    const page = await choosePasskey();
    const back = await browser.submit(page, { answer: authenticator.signIn(optionsIn(page)) });

    expect(page.title).toBe('Use your passkey');
    expect(await claimsFor(back, CALLBACK)).toMatchObject({
      acr: 'urn:cognito:loa:3',
      amr: ['swk'],
    });
  });

  it('begin anew after a wrong answer', async () => {
    const authenticator = new Authenticator();
    await signIn();
    await addPasskey(authenticator);
    browser = new FormBrowser(local.origin);
    const page = await choosePasskey();
    const answer = authenticator.signIn(optionsIn(page), { counter: 0 });
    const refused = await browser.submit(page, { answer });

    expect([refused.status, refused.title, refused.alert]).toEqual([
      400,
      'Sign in',
      'Invalid passkey.',
    ]);
  });

  it.each([ALICE, 'nobody@example.com'])('are not asked of %s, who has none', async (user) => {
    const page = await choosePasskey(user);

    expect([page.title, page.alert]).toEqual(['Sign in', 'Choose another way to sign in.']);
  });

  it('need a script on their own pages, and on no other', async () => {
    await signIn();
    const script = await browser.get('/passkeys/passkey.js');
    const add = await browser.get(ADD);
    await addPasskey();
    const login = await browser.get(`/login${AUTHORIZE.slice(17)}`);

    expect(policyOf(add)).toContain("; script-src 'self';");
    expect(policyOf(add)).toContain("default-src 'none';");
    expect(add.text).toContain('<script src="/passkeys/passkey.js" defer></script>');
    expect(policyOf(login)).not.toContain('script-src');
    expect(login.text).not.toContain('<script');
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  });

  it('are not there where the pool has none', async () => {
    await local.close();
    local = await LocalCognito.start({
      clients: [{ clientId: 'web', callbackUrls: [CALLBACK] }],
    });
    browser = new FormBrowser(local.origin);

    expect((await browser.get(ADD)).status).toBe(404);
    expect((await browser.get('/passkeys/passkey.js')).status).toBe(404);
  });

  async function claimsFor(back: Page, redirectUri: string): Promise<Record<string, unknown>> {
    const response = await fetch(`${local.origin}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: 'web',
        redirect_uri: redirectUri,
        code: back.parameter('code') ?? '',
      }),
    });
    return decodeJwt(((await response.json()) as { id_token: string }).id_token);
  }
});

// A machine without Chromium cannot run it, and says so.
(CHROMIUM === undefined ? describe.skip : describe)(
  'passkeys at the hosted login in Chromium',
  () => {
    let local: LocalCognito;
    let chromium: Chromium;
    let app: Server;
    let callback: string;
    let origin: string;

    beforeAll(async () => {
      app = createServer((_request, response) =>
        response.writeHead(200, { 'content-type': 'text/html' }).end('<p>The app</p>'),
      );
      await new Promise<void>((resolve) => {
        app.listen(0, '127.0.0.1', resolve);
      });
      callback = `http://localhost:${(app.address() as AddressInfo).port}/callback`;
      local = await start(callback);
      origin = local.origin.replace('127.0.0.1', 'localhost');
      chromium = await Chromium.launch(CHROMIUM ?? '');
      await chromium.plugIn();
    }, 120_000);

    afterAll(async () => {
      await chromium.close();
      await local.close();
      app.close();
      app.closeAllConnections();
    });

    const title = () => chromium.evaluate("document.querySelector('h1')?.innerText");
    const addPath = (): string =>
      `/passkeys/add?client_id=web&redirect_uri=${encodeURIComponent(callback)}`;
    const MAIN_BUTTON = 'button:not([name])';

    it('are added after a sign-in, and the next sign-in is by passkey', async () => {
      await chromium.open(origin + AUTHORIZE);
      await chromium.type(ALICE);
      await chromium.focus('#password');
      await chromium.type(PASSWORD);
      await chromium.pressEnter();
      expect((await chromium.url()).searchParams.get('code')).toMatch(/^[\da-f-]{36}$/);

      await chromium.open(origin + addPath());
      expect(await title()).toBe('Add a passkey');
      await chromium.click(MAIN_BUTTON);
      expect((await chromium.url()).href).toBe(`${callback}?result=success`);

      await chromium.open(`${origin}/login${AUTHORIZE.slice(17)}`);
      await chromium.type(ALICE);
      await chromium.click('button[value=WEB_AUTHN]');
      expect(await title()).toBe('Use your passkey');
      await chromium.click(MAIN_BUTTON);
      const back = await chromium.url();
      expect(`${back.origin}${back.pathname}`).toBe(callback);
      expect(back.searchParams.get('state')).toBe('s');
    }, 120_000);

    it('say what is wrong where the page is of another domain, and stay as they are', async () => {
      await chromium.open(`${local.origin}/login${AUTHORIZE.slice(17)}`);
      await chromium.type(ALICE);
      await chromium.click('button[value=WEB_AUTHN]');
      const trouble = "document.getElementById('trouble').innerText";
      await chromium.evaluate(`new Promise((resolve) => {
      new MutationObserver(resolve).observe(document.getElementById('trouble'), { attributes: true });
      document.querySelector('${MAIN_BUTTON}').click();
    })`);

      expect(await chromium.evaluate(trouble)).toContain('These passkeys belong to localhost');
      expect(await title()).toBe('Use your passkey');
    }, 60_000);
  },
);
