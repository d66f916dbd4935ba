import { decodeJwt } from 'jose';
import { LocalCognito, type LocalCognitoOptions } from 'nestjs-cognito-auth/local';
import { totpCode } from '../../../lib/local/pool/totp.js';
import { FormBrowser, type Page } from '../../support/form-browser.js';
import { PASSWORD } from '../../support/local-pool.js';
import { call } from './support/call.js';

const CALLBACK = 'http://localhost:3000/callback';
const ALICE = 'alice@example.com';
const NEW_PASSWORD = 'Battery-Staple-2';
const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

describe('the pages of the hosted login', () => {
  let local: LocalCognito;
  let browser: FormBrowser;

  async function start(options: LocalCognitoOptions = {}): Promise<void> {
    local = await LocalCognito.start({
      userPoolId: 'eu-west-1_LocalTest',
      clients: [{ clientId: 'web', callbackUrls: [CALLBACK] }],
      users: [{ email: ALICE, password: PASSWORD }],
      ...options,
    });
    browser = new FormBrowser(local.origin);
  }

  afterEach(() => local.close());

  const open = (path = '/login', more = '') =>
    browser.get(
      `${path}?client_id=web&response_type=code&redirect_uri=${CALLBACK}&scope=openid${more}`,
    );

  /** The claims of the ID token that a code is worth. */
  async function claimsFor(page: Page): Promise<Record<string, unknown>> {
    expect(page.location).toMatch(/^http:\/\/localhost:3000\/callback\?code=/);
    const response = await fetch(`${local.origin}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: 'web',
        redirect_uri: CALLBACK,
        code: page.parameter('code') ?? '',
      }),
    });
    const { id_token: idToken } = (await response.json()) as { id_token: string };
    return decodeJwt(idToken);
  }

  /** What an authenticator app shows. */
  const totpNow = (secret: string) => totpCode(secret, Math.floor(local.clock.now() / 30_000));

  const codeSent = () => local.outbox.messages.at(-1)?.code ?? '';

  it('say what is wrong in the words of the API, and take a new try', async () => {
    await start();

    const again = await browser.submit(await open(), { username: ALICE, password: 'wrong' });
    const done = await browser.submit(again, { username: ALICE, password: PASSWORD });

    expect(again.status).toBe(400);
    expect(again.alert).toBe('Incorrect username or password.');
    expect(again.text).toContain(`value="${ALICE}"`);
    expect(await claimsFor(done)).toMatchObject({ email: ALICE, amr: ['pwd'] });
  });

  it('fill in the login hint, escaped', async () => {
    await start();

    const page = await open('/login', `&login_hint=${encodeURIComponent('"><script>')}`);

    expect(page.text).toContain('value="&#34;&#62;&#60;script&#62;"');
    expect(page.text).not.toContain('<script');
  });

  it('take a form once, from the browser that they were sent to', async () => {
    await start();
    const page = await open();
    const stranger = new FormBrowser(local.origin);
    const answer = { username: ALICE, password: PASSWORD };

    const stolen = await stranger.submit(page, answer);
    const burnt = await browser.submit(page, answer);

    expect(stolen.location).toBe('/error?error=invalid_request');
    expect(burnt.location).toBe('/error?error=invalid_request');
    const next = await open();
    expect((await browser.submit(next, answer)).parameter('code')).not.toBeNull();
    expect((await browser.submit(next, answer)).location).toBe('/error?error=invalid_request');
  });

  it('let two tabs sign in side by side', async () => {
    await start();
    const [first, second] = [await open(), await open()];
    const answer = { username: ALICE, password: PASSWORD };

    expect((await browser.submit(second, answer)).parameter('code')).not.toBeNull();
    expect((await browser.submit(first, answer)).parameter('code')).not.toBeNull();
  });

  it('set up an authenticator app where everybody needs one', async () => {
    await start({ mfa: 'ON' });
    const page = await browser.submit(await open(), { username: ALICE, password: PASSWORD });
    const secret = /<code>([A-Z2-7]{52})<\/code>/.exec(page.text)?.[1] ?? '';

    const again = await browser.submit(page, { answer: '000000' });
    expect(again.alert).toBe('Code mismatch');
    expect(again.text).toContain(secret);
    const done = await browser.submit(again, { answer: totpNow(secret) });

    expect(await claimsFor(done)).toMatchObject({ amr: ['pwd', 'otp', 'mfa'] });
  });

  it('let people choose between second factors', async () => {
    await start({
      mfa: 'OPTIONAL',
      users: [{ email: ALICE, password: PASSWORD, totpSecret: SECRET }],
    });
    await call(local.origin, 'AdminSetUserMFAPreference', {
      UserPoolId: local.userPoolId,
      Username: ALICE,
      SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: false },
      EmailMfaSettings: { Enabled: true },
    });

    const choice = await browser.submit(await open(), { username: ALICE, password: PASSWORD });
    const page = await browser.submit(choice, { answer: 'EMAIL_OTP' });
    const done = await browser.submit(page, { answer: codeSent() });

    expect(choice.title).toBe('Choose a second step');
    expect(choice.text).toContain('value="SOFTWARE_TOKEN_MFA"');
    expect(page.title).toBe('Check your e-mail');
    expect(await claimsFor(done)).toMatchObject({ amr: ['pwd', 'email_otp', 'mfa'] });
  });

  it('sign people up, confirm them by a code, and sign them in', async () => {
    await start();
    const form = await open('/signup');
    const weak = await browser.submit(form, { username: 'bob@example.com', password: 'weak' });
    const confirm = await browser.submit(weak, { username: 'bob@example.com', password: PASSWORD });
    const again = await browser.submit(confirm, { code: '000000' });
    const resent = await browser.submit(again, { choice: 'resend', code: '' });
    const done = await browser.submit(resent, { code: codeSent() });

    expect(weak.alert).toMatch(/^Password did not conform with policy: /);
    expect(weak.text).toContain('value="bob@example.com"');
    expect(confirm.text).toContain('We sent a code to b***@e***.');
    expect(again.alert).toBe('Invalid verification code provided, please try again.');
    expect(local.outbox.messages.map(({ purpose }) => purpose)).toEqual(['sign-up', 'sign-up']);
    expect(await claimsFor(done)).toMatchObject({ email: 'bob@example.com', email_verified: true });
  });

  it('sign people up by username, and of a client with a secret', async () => {
    await start({
      signIn: 'username',
      users: [],
      clients: [
        {
          clientId: 'web',
          secret: 's',
          callbackUrls: [CALLBACK],
          authFlows: ['ALLOW_USER_SRP_AUTH'],
        },
      ],
    });
    const form = await open('/signup');
    expect(form.fields).toEqual(['username', 'email', 'password']);
    const who = { username: 'Bob', email: 'bob@example.com', password: PASSWORD };
    const confirm = await browser.submit(form, who);
    const confirmed = await browser.submit(confirm, { code: codeSent() });

    expect(confirmed.title).toBe('Sign in');
    expect(confirmed.text).toContain('Your account is confirmed.');
    const done = await browser.submit(confirmed, { username: 'bob', password: PASSWORD });
    expect(done.parameter('code')).not.toBeNull();
  });

  it('show no way to sign up where there is none', async () => {
    await start({ selfSignUp: false });

    expect((await open()).text).not.toContain('/signup');
    const refused = await browser.submit(await open('/signup'), {
      username: 'bob@example.com',
      password: PASSWORD,
    });
    expect(refused.alert).toBe('SignUp is not permitted for this user pool');
  });

  it('ask for the code of a sign-up that is not confirmed yet', async () => {
    await start({ users: [{ email: ALICE, password: PASSWORD, confirmed: false }] });
    const confirm = await browser.submit(await open(), { username: ALICE, password: PASSWORD });

    expect(confirm.title).toBe('Confirm your account');
    expect(confirm.alert).toBe('User is not confirmed.');
    const resent = await browser.submit(confirm, { choice: 'resend' });
    const done = await browser.submit(resent, { code: codeSent() });
    expect(done.parameter('code')).not.toBeNull();
  });

  it('change a forgotten password', async () => {
    await start();
    const form = await open('/forgotPassword', `&login_hint=${ALICE}`);
    expect(form.text).toContain(`value="${ALICE}"`);
    const reset = await browser.submit(form, { username: ALICE });
    const again = await browser.submit(reset, { code: '000000', new_password: NEW_PASSWORD });
    const changed = await browser.submit(again, { code: codeSent(), new_password: NEW_PASSWORD });
    const done = await browser.submit(changed, { username: ALICE, password: NEW_PASSWORD });

    expect(again.alert).toBe('Invalid verification code provided, please try again.');
    expect(changed.text).toContain('Your password is changed.');
    expect(done.parameter('code')).not.toBeNull();
  });

  it('lead to a new password when an administrator has reset it', async () => {
    await start();
    await call(local.origin, 'AdminResetUserPassword', {
      UserPoolId: local.userPoolId,
      Username: ALICE,
    });

    const page = await browser.submit(await open(), { username: ALICE, password: PASSWORD });

    expect(page.title).toBe('Forgot your password?');
    expect(page.alert).toBe('Password reset required for the user');
    expect(page.text).toContain(`value="${ALICE}"`);
  });

  it('sign in at a provider as whom people like', async () => {
    await start({ identityProviders: ['Google'] });
    const { text } = await open();
    const link = /href="([^"]*identity_provider=Google[^"]*)"/.exec(text)?.[1] ?? '';
    const page = await browser.get(link.replaceAll('&#38;', '&'));
    expect(page.title).toBe('Sign in with Google');

    const wrong = await browser.submit(page, { user_id: '12 34', email: 'ada@example.com' });
    const done = await browser.submit(wrong, { user_id: '1234', email: 'ada@example.com' });

    expect(wrong.status).toBe(400);
    const claims = await claimsFor(done);
    expect(claims).toMatchObject({
      'cognito:username': 'Google_1234',
      'cognito:groups': ['eu-west-1_LocalTest_Google'],
      email: 'ada@example.com',
      email_verified: false,
      amr: ['fed'],
      identities: [
        {
          userId: '1234',
          providerName: 'Google',
          providerType: 'Google',
          issuer: null,
          primary: 'true',
          dateCreated: expect.stringMatching(/^\d{13}$/),
        },
      ],
    });
    const second = await browser.submit(await open('/login', '&identity_provider=Google'), {
      user_id: '1234',
      email: 'ada@example.com',
    });
    expect((await claimsFor(second))['sub']).toBe(claims['sub']);
  });

  it('know no other provider', async () => {
    await start({ identityProviders: ['Google'] });

    const page = await open('/oauth2/authorize', '&identity_provider=Facebook&state=s');

    expect(page.location).toBe(
      `${CALLBACK}?error=invalid_request&error_description=identity_provider&state=s`,
    );
  });

  it('do not let people of a provider sign in with a password', async () => {
    await start({ identityProviders: ['Google'] });
    await browser.submit(await open('/login', '&identity_provider=Google'), {
      user_id: '1234',
      email: 'ada@example.com',
    });

    for (const username of ['Google_1234', 'ada@example.com']) {
      const page = await browser.submit(await open(), { username, password: PASSWORD });
      expect(page.alert).toBe('Incorrect username or password.');
    }
  });

  it('are not shown in a frame, kept, or told to others', async () => {
    await start();

    const { headers } = await open();

    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; frame-ancestors 'none'; base-uri 'none'; form-action 'self' http:\/\/localhost:3000 /,
    );
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });
});
