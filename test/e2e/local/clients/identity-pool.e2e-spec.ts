import {
  CognitoIdentityClient,
  GetCredentialsForIdentityCommand,
  GetIdCommand,
} from '@aws-sdk/client-cognito-identity';
import { fromCognitoIdentityPool } from '@aws-sdk/credential-providers';
import { LocalCognito } from 'nestjs-cognito-auth/local';
import { call } from '../support/call.js';

const PASSWORD = 'Password1!';
const EMAIL = 'alice@example.com';

describe('the identity pool, as the SDK of AWS uses it', () => {
  let local: LocalCognito;
  let other: LocalCognito;
  let client: CognitoIdentityClient;

  beforeEach(async () => {
    const options = {
      users: [{ email: EMAIL, password: PASSWORD }],
      identityPool: { serverSideTokenCheck: true },
    };
    local = await LocalCognito.start(options);
    // The same ids, and other keys.
    const { userPoolId, clientId } = local;
    other = await LocalCognito.start({ ...options, userPoolId, clients: [{ clientId }] });
    client = new CognitoIdentityClient({ region: 'eu-west-1', endpoint: local.origin });
  });

  afterEach(async () => {
    client.destroy();
    await local.close();
    await other.close();
  });

  async function signIn({ origin, clientId } = local) {
    const { AuthenticationResult } = await call(origin, 'InitiateAuth', {
      ClientId: clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: EMAIL, PASSWORD },
    });
    return AuthenticationResult as { readonly IdToken: string; readonly AccessToken: string };
  }

  const credentialsFor = (IdToken: string) => {
    const { identityPoolId = '', issuer, origin } = local;
    return fromCognitoIdentityPool({
      identityPoolId,
      logins: { [issuer.replace('https://', '')]: IdToken },
      clientConfig: { region: 'eu-west-1', endpoint: origin },
    })();
  };

  it('gives credentials to a signed-in user, always of the same identity', async () => {
    const first = await credentialsFor((await signIn()).IdToken);
    const second = await credentialsFor((await signIn()).IdToken);

    expect(first.accessKeyId).toMatch(/^ASIALOCAL/);
    expect(first.sessionToken).toEqual(expect.any(String));
    expect(first.expiration?.getTime()).toBeGreaterThan(local.clock.now());
    expect(second.identityId).toBe(first.identityId);
    expect(second.secretAccessKey).not.toBe(first.secretAccessKey);
  });

  it('finds it by the environment', async () => {
    Object.assign(process.env, local.env);
    const found = new CognitoIdentityClient({ region: 'eu-west-1' });
    try {
      const { IdToken } = await signIn();
      const Logins = { [local.issuer.replace('https://', '')]: IdToken };
      const { IdentityId } = await found.send(
        new GetIdCommand({ IdentityPoolId: local.identityPoolId, Logins }),
      );
      const { Credentials } = await found.send(
        new GetCredentialsForIdentityCommand({ IdentityId, Logins }),
      );

      expect(IdentityId).toMatch(/^eu-west-1:[\da-f-]{36}$/);
      expect(Credentials?.AccessKeyId).toMatch(/^ASIALOCAL/);
    } finally {
      found.destroy();
      for (const name of Object.keys(local.env)) Reflect.deleteProperty(process.env, name);
    }
  });

  it('refuses guests', async () => {
    const guest = client.send(new GetIdCommand({ IdentityPoolId: local.identityPoolId }));

    await expect(guest).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });

  it.each<[string, () => Promise<string>, RegExp]>([
    ['is signed with keys of another', async () => (await signIn(other)).IdToken, /verify signed/],
    ['is an access token', async () => (await signIn()).AccessToken, /Invalid login token/],
    [
      'has expired',
      async () => {
        const { IdToken } = await signIn();
        local.clock.advance(3_600_001);
        return IdToken;
      },
      /Token expired/,
    ],
    [
      'is of somebody who has signed out',
      async () => {
        const { IdToken, AccessToken } = await signIn();
        await call(local.origin, 'GlobalSignOut', { AccessToken });
        return IdToken;
      },
      /Token has been revoked/,
    ],
    [
      'is for another client',
      async () => local.userPool.idToken({ clientId: 'another' }),
      /Incorrect token audience/,
    ],
  ])('refuses a token that %s', async (_case, tokenOf, message) => {
    const refused = credentialsFor(await tokenOf());

    await expect(refused).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await expect(refused).rejects.toThrow(message);
  });
});
