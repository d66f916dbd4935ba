// Sets up user pools in the emulator and signs users in, all through the AWS SDK.
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  CreateGroupCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';

const PASSWORD = 'Correct-Horse-1';

/**
 * @param {string} endpoint origin of the emulator, which it also puts before the pool id in `iss`
 * @returns {Promise<import('../issued-tokens.js').IssuedTokens>}
 */
export async function issueTokens(endpoint) {
  const cognito = new CognitoIdentityProviderClient({
    endpoint,
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  try {
    return await signEverybodyIn(cognito, endpoint);
  } finally {
    cognito.destroy();
  }
}

async function signEverybodyIn(cognito, endpoint) {
  const userPool = await createUserPool(cognito, endpoint, 'pool');
  const otherUserPool = await createUserPool(cognito, endpoint, 'other-pool');
  const [clientId, otherClientId, clientIdOfOtherPool] = await Promise.all([
    createClient(cognito, userPool, 'client'),
    createClient(cognito, userPool, 'other-client'),
    createClient(cognito, otherUserPool, 'client-of-other-pool'),
  ]);
  const alice = await createUser(cognito, userPool, 'alice', ['admin', 'staff']);
  const bob = await createUser(cognito, userPool, 'bob', []);
  const carol = await createUser(cognito, otherUserPool, 'carol', ['admin']);
  const aliceTokens = await signIn(cognito, clientId, alice);
  return {
    userPool: { ...userPool, clientId },
    otherUserPool: { ...otherUserPool, clientId: clientIdOfOtherPool },
    alice: { ...alice, ...aliceTokens },
    aliceRefreshed: { ...alice, ...(await refresh(cognito, clientId, aliceTokens.refreshToken)) },
    aliceAtOtherClient: { ...alice, ...(await signIn(cognito, otherClientId, alice)) },
    bob: { ...bob, ...(await signIn(cognito, clientId, bob)) },
    carolOfOtherPool: { ...carol, ...(await signIn(cognito, clientIdOfOtherPool, carol)) },
  };
}

async function createUserPool(cognito, endpoint, PoolName) {
  const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName }));
  return { userPoolId: UserPool.Id, issuer: `${endpoint}/${UserPool.Id}` };
}

async function createClient(cognito, { userPoolId: UserPoolId }, ClientName) {
  const { UserPoolClient } = await cognito.send(
    new CreateUserPoolClientCommand({
      UserPoolId,
      ClientName,
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      // Set, because the emulator's defaults are not Cognito's.
      AccessTokenValidity: 1,
      IdTokenValidity: 1,
      TokenValidityUnits: { AccessToken: 'hours', IdToken: 'hours' },
    }),
  );
  return UserPoolClient.ClientId;
}

async function createUser(cognito, { userPoolId: UserPoolId }, username, groups) {
  const email = `${username}@example.com`;
  const { User } = await cognito.send(
    new AdminCreateUserCommand({
      UserPoolId,
      Username: username,
      MessageAction: 'SUPPRESS',
      UserAttributes: [
        { Name: 'email', Value: email },
        { Name: 'email_verified', Value: 'true' },
      ],
    }),
  );
  await cognito.send(
    new AdminSetUserPasswordCommand({
      UserPoolId,
      Username: username,
      Password: PASSWORD,
      Permanent: true,
    }),
  );
  for (const GroupName of groups) {
    await cognito.send(new CreateGroupCommand({ UserPoolId, GroupName }));
    await cognito.send(
      new AdminAddUserToGroupCommand({ UserPoolId, GroupName, Username: username }),
    );
  }
  const sub = User.Attributes.find(({ Name }) => Name === 'sub').Value;
  return { sub, username, email, groups };
}

async function signIn(cognito, ClientId, { username: USERNAME }) {
  const { AuthenticationResult } = await cognito.send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME, PASSWORD },
    }),
  );
  return toTokens(AuthenticationResult);
}

async function refresh(cognito, ClientId, REFRESH_TOKEN) {
  const { AuthenticationResult } = await cognito.send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      AuthParameters: { REFRESH_TOKEN },
    }),
  );
  // A refresh gives no new refresh token; the old one stays in use.
  return { ...toTokens(AuthenticationResult), refreshToken: REFRESH_TOKEN };
}

function toTokens({ AccessToken, IdToken, RefreshToken }) {
  return { accessToken: AccessToken, idToken: IdToken, refreshToken: RefreshToken };
}
