import { CognitoJwtVerifier, JwtRsaVerifier } from 'aws-jwt-verify';
import {
  CognitoJwtInvalidTokenUseError,
  KidNotFoundInJwksError,
  ParameterValidationError,
} from 'aws-jwt-verify/error';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { LocalCognito, type LocalCognitoOptions } from 'nestjs-cognito-auth/local';
import { call } from '../support/call.js';

const PASSWORD = 'Password1!';
const EMAIL = 'alice@example.com';

interface Tokens {
  readonly AccessToken: string;
  readonly IdToken: string;
}

describe('aws-jwt-verify', () => {
  let local: LocalCognito;

  afterEach(() => local.close());

  async function start(options: LocalCognitoOptions = {}): Promise<Tokens> {
    local = await LocalCognito.start({ users: [{ email: EMAIL, password: PASSWORD }], ...options });
    return signIn();
  }

  async function signIn(): Promise<Tokens> {
    const { AuthenticationResult } = await call(local.origin, 'InitiateAuth', {
      ClientId: local.clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: EMAIL, PASSWORD },
    });
    return AuthenticationResult as Tokens;
  }

  /** Its own fetcher asks by https only. */
  const keysOfLocal = () =>
    new SimpleJwksCache({
      fetcher: {
        fetch: async () => (await fetch(local.jwksUri)).arrayBuffer(),
      },
    });

  const cognitoVerifier = (tokenUse: 'access' | 'id') => {
    const { userPoolId, clientId } = local;
    return CognitoJwtVerifier.create(
      { userPoolId, clientId, tokenUse },
      { jwksCache: keysOfLocal() },
    );
  };

  it('accepts both tokens as those of AWS, each for its use', async () => {
    const { AccessToken, IdToken } = await start();
    const access = cognitoVerifier('access');

    expect(await access.verify(AccessToken)).toMatchObject({ client_id: local.clientId });
    expect(await cognitoVerifier('id').verify(IdToken)).toMatchObject({ email: EMAIL });
    await expect(access.verify(IdToken)).rejects.toThrow(CognitoJwtInvalidTokenUseError);
  });

  it('accepts tokens of the local issuer where it is told of it', async () => {
    const { IdToken } = await start({ issuer: 'local' });
    const verifier = JwtRsaVerifier.create(
      { issuer: local.issuer, audience: local.clientId, jwksUri: local.jwksUri },
      { jwksCache: keysOfLocal() },
    );

    expect(await verifier.verify(IdToken)).toMatchObject({ iss: local.issuer, email: EMAIL });
    await expect(cognitoVerifier('id').verify(IdToken)).rejects.toThrow(ParameterValidationError);
  });

  it('fetches new keys after a rotation, and refuses the dropped one', async () => {
    const before = await start();
    const verifier = cognitoVerifier('access');
    await verifier.verify(before.AccessToken);
    await local.rotateKeys();
    local.dropKey();
    const after = await signIn();

    expect(await verifier.verify(after.AccessToken)).toHaveProperty('sub');
    expect(local.calls.count('jwks.json')).toBe(2);
    await expect(cognitoVerifier('access').verify(before.AccessToken)).rejects.toThrow(
      KidNotFoundInJwksError,
    );
  });
});
