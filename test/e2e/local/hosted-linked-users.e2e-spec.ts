import { decodeJwt } from 'jose';
import { LocalCognito } from 'nestjs-cognito-auth/local';
import { call } from './support/call.js';
import { FormBrowser } from '../../support/form-browser.js';

const CALLBACK = 'http://localhost:3000/callback';
const EMAIL = 'ada@example.com';
const AT_GOOGLE = { user_id: '123', email: 'ada@gmail.example' };

let local: LocalCognito;

beforeEach(async () => {
  local = await LocalCognito.start({
    clients: [{ clientId: 'web', callbackUrls: [CALLBACK], grants: ['implicit'] }],
    users: [{ email: EMAIL, password: 'Password1!' }],
    identityProviders: ['Google', 'Other'],
  });
});

afterEach(() => local.close());

async function administer(operation: string, who: object): Promise<void> {
  await call(local.origin, operation, { UserPoolId: local.userPoolId, ...who });
}

function link(attribute: string, value: string): Promise<void> {
  return administer('AdminLinkProviderForUser', {
    DestinationUser: { ProviderName: 'Cognito', ProviderAttributeValue: EMAIL },
    SourceUser: {
      ProviderName: 'Google',
      ProviderAttributeName: attribute,
      ProviderAttributeValue: value,
    },
  });
}

/** The claims of the ID token of somebody who signs in at a provider. */
async function signInAt(provider: string, fields = AT_GOOGLE): Promise<Record<string, unknown>> {
  const browser = new FormBrowser(local.origin);
  const page = await browser.get(
    `/login?client_id=web&response_type=token&redirect_uri=${CALLBACK}&identity_provider=${provider}`,
  );
  const done = await browser.submit(page, fields);
  return decodeJwt(done.parameter('id_token') ?? '');
}

describe('a user of the pool who is linked with one at a provider', () => {
  it.each([
    ['Cognito_Subject', '123'],
    ['email', 'ADA@gmail.example'],
  ])('is who signs in there, by %s', async (attribute, value) => {
    const user = await call(local.origin, 'AdminGetUser', {
      UserPoolId: local.userPoolId,
      Username: EMAIL,
    });
    await link(attribute, value);
    const claims = await signInAt('Google');

    expect(claims).toMatchObject({
      sub: user['Username'],
      'cognito:username': user['Username'],
      email: EMAIL,
      email_verified: true,
      identities: [{ providerName: 'Google', userId: value, primary: 'false' }],
    });
  });

  it('is not who signs in at another provider, or under another id', async () => {
    await link('Cognito_Subject', '123');

    expect(await signInAt('Other')).toMatchObject({ 'cognito:username': 'Other_123' });
    expect(await signInAt('Google', { ...AT_GOOGLE, user_id: '124' })).toMatchObject({
      'cognito:username': 'Google_124',
    });
  });

  it('is no longer, once the link is undone', async () => {
    await link('Cognito_Subject', '123');
    await administer('AdminDisableProviderForUser', {
      User: {
        ProviderName: 'Google',
        ProviderAttributeName: 'Cognito_Subject',
        ProviderAttributeValue: '123',
      },
    });

    expect(await signInAt('Google')).toMatchObject({ 'cognito:username': 'Google_123' });
  });

  it('cannot be linked with somebody who has been here', async () => {
    await signInAt('Google');

    await expect(link('Cognito_Subject', '123')).rejects.toThrow('InvalidParameterException');
  });

  it('keeps the identity that it has come with', async () => {
    await signInAt('Other');
    await administer('AdminLinkProviderForUser', {
      DestinationUser: { ProviderName: 'Other', ProviderAttributeValue: '123' },
      SourceUser: {
        ProviderName: 'Google',
        ProviderAttributeName: 'Cognito_Subject',
        ProviderAttributeValue: '9',
      },
    });

    expect(await signInAt('Google', { ...AT_GOOGLE, user_id: '9' })).toMatchObject({
      'cognito:username': 'Other_123',
      identities: [{ providerName: 'Other' }, { providerName: 'Google' }],
    });
  });
});
