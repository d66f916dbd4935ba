import {
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  ForgotPasswordCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { LocalCognito } from 'nestjs-cognito-auth/local';

const EMAIL = 'alice@example.com';
const PASSWORD = 'Password1!';

let local: LocalCognito;
let client: CognitoIdentityProviderClient;

beforeEach(async () => {
  local = await LocalCognito.start({
    users: [{ email: EMAIL, password: PASSWORD, groups: ['admin'] }],
  });
  client = clientOf({ endpoint: local.origin });
});

afterEach(async () => {
  client.destroy();
  await local.close();
});

function clientOf(options: object): CognitoIdentityProviderClient {
  return new CognitoIdentityProviderClient({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    ...options,
  });
}

async function signIn(username = EMAIL, password = PASSWORD) {
  const { AuthenticationResult } = await client.send(
    new InitiateAuthCommand({
      ClientId: local.clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: username, PASSWORD: password },
    }),
  );
  return AuthenticationResult ?? {};
}

const getUser = ({ AccessToken }: { AccessToken?: string | undefined }) =>
  client.send(new GetUserCommand({ AccessToken }));

describe('the SDK of AWS', () => {
  it('signs somebody up, in, and out everywhere', async () => {
    const bob = 'bob@example.com';
    const { UserSub, UserConfirmed } = await client.send(
      new SignUpCommand({ ClientId: local.clientId, Username: bob, Password: PASSWORD }),
    );
    await expect(signIn(bob)).rejects.toMatchObject({ name: 'UserNotConfirmedException' });
    const { code } = await local.outbox.next(bob, 'sign-up');
    await client.send(
      new ConfirmSignUpCommand({ ClientId: local.clientId, Username: bob, ConfirmationCode: code }),
    );
    const tokens = await signIn(bob);
    const { Username, UserAttributes } = await getUser(tokens);
    await client.send(new GlobalSignOutCommand({ AccessToken: tokens.AccessToken }));

    expect(UserConfirmed).toBe(false);
    expect(Username).toBe(UserSub);
    expect(UserAttributes).toContainEqual({ Name: 'email_verified', Value: 'true' });
    await expect(getUser(tokens)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Access Token has been revoked',
    });
    expect(local.calls.count(/^(?:SignUp|GlobalSignOut)$/)).toBe(2);
  });

  it('changes a forgotten password by the code in the outbox', async () => {
    const user = { ClientId: local.clientId, Username: EMAIL };
    await client.send(new ForgotPasswordCommand(user));
    await client.send(
      new ConfirmForgotPasswordCommand({
        ...user,
        Password: 'Another1!',
        ConfirmationCode: local.outbox.codeFor(EMAIL, 'forgot-password'),
      }),
    );

    expect(await signIn(EMAIL, 'Another1!')).toHaveProperty('RefreshToken');
    await expect(signIn()).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });

  it('finds it by the environment', async () => {
    Object.assign(process.env, local.env);
    const other = clientOf({});
    try {
      const { Username } = await other.send(
        new AdminGetUserCommand({ UserPoolId: local.userPoolId, Username: EMAIL }),
      );
      expect(Username).toMatch(/^[\da-f-]{36}$/);
    } finally {
      other.destroy();
      for (const name of Object.keys(local.env)) Reflect.deleteProperty(process.env, name);
    }
  });

  it('accepts tokens that the pool of the testing kit makes', async () => {
    const { Username = '' } = await getUser(await signIn());
    const token = local.userPool.accessToken({ sub: Username, username: Username });

    expect((await getUser({ AccessToken: token })).Username).toBe(Username);
  });

  it('repeats calls that are throttled, and gives up', async () => {
    const tokens = await signIn();
    local.faults.throttle('GetUser', { times: 2 });
    await getUser(tokens);
    expect(local.calls.count('GetUser')).toBe(3);

    const end = local.faults.throttle('GetUser');
    await expect(getUser(tokens)).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    end();
    expect(await getUser(tokens)).toHaveProperty('Username');
  });

  it.each([
    ['fail', 'InternalErrorException'],
    ['drop', 'Error'],
  ] as const)('sees that a call is made to %s', async (fault, name) => {
    client = clientOf({ endpoint: local.origin, maxAttempts: 1 });
    local.faults[fault]('InitiateAuth');

    await expect(signIn()).rejects.toMatchObject({ name });
  });

  it('goes by the clock: tokens expire, and so do codes', async () => {
    const tokens = await signIn();
    await client.send(new ForgotPasswordCommand({ ClientId: local.clientId, Username: EMAIL }));
    local.clock.advance(3_600_001);

    await expect(getUser(tokens)).rejects.toMatchObject({ message: 'Access Token has expired' });
    await expect(
      client.send(
        new ConfirmForgotPasswordCommand({
          ClientId: local.clientId,
          Username: EMAIL,
          Password: 'Another1!',
          ConfirmationCode: local.outbox.codeFor(EMAIL),
        }),
      ),
    ).rejects.toMatchObject({ name: 'ExpiredCodeException' });
  });
});

describe('LocalCognito.start', () => {
  it('reports all mistakes at once', async () => {
    const wrong = { usres: [], signIn: 'phone', clients: [{ secrte: 'a' }] } as object;

    await expect(LocalCognito.start(wrong)).rejects.toThrow(
      /usres: .*did you mean users\?[^]*signIn: must be 'email' or 'username'[^]*secrte/,
    );
  });

  it('refuses to run in production', async () => {
    const { NODE_ENV } = process.env;
    process.env['NODE_ENV'] = 'production';
    try {
      await expect(LocalCognito.start()).rejects.toThrow('NODE_ENV=production');
    } finally {
      process.env['NODE_ENV'] = NODE_ENV;
    }
  });

  it.each(['0.0.0.0', '::', '192.0.2.1', 'example.com'])(
    'refuses to let other machines in by %s',
    async (host) => {
      await expect(LocalCognito.start({ host })).rejects.toThrow('allowRemote: true');
    },
  );

  it('lets them in where that is said', async () => {
    const open = await LocalCognito.start({ host: '0.0.0.0', allowRemote: true });
    const keys = await fetch(open.jwksUri);
    await open.close();

    expect(keys.status).toBe(200);
  });

  it('refuses a state file without ids that stay the same', async () => {
    await expect(LocalCognito.start({ stateFile: '/tmp/state.json' })).rejects.toThrow(
      'stateFile: needs userPoolId and the clientId of each client',
    );
  });

  it('serves messages only where that is said, and to no page of another origin', async () => {
    const path = '/_local/outbox?to=Alice@example.com';
    const open = await LocalCognito.start({
      users: [{ email: EMAIL, password: PASSWORD }],
      serveOutbox: true,
      codes: '123456',
    });
    client = clientOf({ endpoint: open.origin });
    await client.send(new ForgotPasswordCommand({ ClientId: open.clientId, Username: EMAIL }));
    const answer = await fetch(open.origin + path, { headers: { origin: 'http://localhost' } });
    const others = await fetch(`${open.origin}/_local/outbox?to=bob@example.com`);
    const closed = await fetch(local.origin + path);
    await open.close();

    expect(await answer.json()).toMatchObject([{ code: '123456', purpose: 'forgot-password' }]);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(await others.json()).toEqual([]);
    expect(closed.status).toBe(404);
  });
});
