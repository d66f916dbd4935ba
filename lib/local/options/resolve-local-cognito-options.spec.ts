import { resolveLocalCognitoOptions } from './resolve-local-cognito-options.js';

describe('resolveLocalCognitoOptions', () => {
  it('fills in the defaults of Cognito', () => {
    const resolved = resolveLocalCognitoOptions();
    const [client] = resolved.clients;

    expect(resolved).toMatchObject({
      region: 'eu-west-1',
      userPoolId: expect.stringMatching(/^eu-west-1_Local[A-Z\d]{4}$/),
      issuer: `https://cognito-idp.eu-west-1.amazonaws.com/${resolved.userPoolId}`,
      signIn: 'email',
      mfa: 'OFF',
      firstFactors: ['PASSWORD'],
      webAuthn: {
        relyingPartyId: 'localhost',
        userVerification: 'preferred',
        factorConfiguration: 'SINGLE_FACTOR',
      },
      selfSignUp: true,
      passwordPolicy: { minimumLength: 8, requireSymbols: true },
      identityPool: undefined,
      fixedCode: undefined,
      triggers: {},
      host: '127.0.0.1',
      port: 0,
    });
    expect(client).toMatchObject({
      clientId: expect.stringMatching(/^[a-z\d]{26}$/),
      secrets: [],
      preventUserExistenceErrors: true,
      sessionMinutes: 3,
      grants: ['code'],
    });
    expect(Object.isFrozen(resolved)).toBe(true);
  });

  it.each([
    ['aws', 'https://cognito-idp.us-east-2.amazonaws.com/us-east-2_Abc'],
    ['aws-updated', 'https://issuer-cognito-idp.us-east-2.amazonaws.com/us-east-2_Abc'],
    ['local', 'local'],
    ['https://replica.example.com/pool', 'https://replica.example.com/pool'],
  ])('reads the issuer %s', (issuer, expected) => {
    expect(resolveLocalCognitoOptions({ userPoolId: 'us-east-2_Abc', issuer })).toMatchObject({
      region: 'us-east-2',
      issuer: expected,
    });
  });

  it('makes a secret on demand', () => {
    const { clients } = resolveLocalCognitoOptions({ clients: [{ secret: true }] });

    expect(clients[0]?.secrets).toEqual([
      expect.objectContaining({ value: expect.stringMatching(/^[a-z\d]{51}$/) }),
    ]);
  });

  it('leaves out the flow that Cognito does not combine with rotation', () => {
    const { clients } = resolveLocalCognitoOptions({
      clients: [{ refreshTokenRotation: { graceSeconds: 30 } }],
    });

    expect(clients[0]?.authFlows).not.toContain('ALLOW_REFRESH_TOKEN_AUTH');
  });

  it('shows every mistake at once, misspelt names too', () => {
    expect(() =>
      resolveLocalCognitoOptions({
        cleints: [],
        users: [{ email: 'a@example.com', pasword: 'x' }],
        port: -1,
      }),
    ).toThrow(
      expect.objectContaining({
        name: 'TypeError',
        message: expect.stringMatching(/cleints: .*clients[\s\S]*pasword: .*password[\s\S]*port: /),
      }),
    );
  });

  it.each([
    ['no object', 'options'],
    [{ userPoolId: 'nonsense' }, 'userPoolId'],
    [{ issuer: 'nonsense' }, 'issuer'],
    [{ signIn: 'phone' }, 'signIn'],
    [{ mfa: 'on' }, 'mfa'],
    [{ codes: '12345' }, 'codes'],
    [{ customAttributes: ['custom:tenant'] }, 'customAttributes'],
    [{ firstFactors: ['EMAIL_OTP'] }, 'firstFactors'],
    [{ firstFactors: ['PASSWORD', 'WEBAUTHN'] }, 'firstFactors'],
    [{ firstFactors: ['PASSWORD', 'WEB_AUTHN'], mfa: 'ON' }, 'firstFactors'],
    [{ webAuthn: {} }, 'webAuthn'],
    [{ webAuthn: { relyingPartyID: 'localhost' } }, 'webAuthn.relyingPartyID'],
    [{ webAuthn: { relyingPartyId: 'http://localhost' } }, 'webAuthn.relyingPartyId'],
    [{ webAuthn: { relyingPartyId: 'localhost:3000' } }, 'webAuthn.relyingPartyId'],
    [{ webAuthn: { relyingPartyId: '127.0.0.1' } }, 'webAuthn.relyingPartyId'],
    [{ webAuthn: { userVerification: 'discouraged' } }, 'webAuthn.userVerification'],
    [{ webAuthn: { factorConfiguration: 'MFA' } }, 'webAuthn.factorConfiguration'],
    [{ deviceTracking: true }, 'deviceTracking'],
    [{ clients: [] }, 'clients'],
    [{ clients: [{ clientId: 'a' }, { clientId: 'a' }] }, 'clients'],
    [{ clients: [{ clientId: 'a b' }] }, 'clients[0].clientId'],
    [{ clients: [{ authFlows: ['USER_SRP_AUTH'] }] }, 'clients[0].authFlows'],
    [{ clients: [{ callbackUrls: ['http://example.com'] }] }, 'clients[0].callbackUrls'],
    [{ clients: [{ callbackUrls: ['https://example.com/#a'] }] }, 'clients[0].callbackUrls'],
    [{ clients: [{ accessTokenSeconds: 299 }] }, 'clients[0].accessTokenSeconds'],
    [{ clients: [{ refreshTokenRotation: { graceSeconds: 61 } }] }, 'graceSeconds'],
    [
      {
        clients: [
          {
            refreshTokenRotation: { graceSeconds: 1 },
            authFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
          },
        ],
      },
      'clients[0].authFlows',
    ],
    [{ groups: [{ precedence: 1 }] }, 'groups[0].name'],
    [{ users: [{ username: 'ada' }] }, 'users[0].email'],
    [{ signIn: 'username', users: [{ email: 'a@example.com' }] }, 'users[0].username'],
    [{ users: [{ email: 'a', password: 'a', temporaryPassword: 'b' }] }, 'temporaryPassword'],
    [{ users: [{ email: 'a', totpSecret: 'short' }] }, 'users[0].totpSecret'],
    [{ users: [{ email: 'a', attributes: { name: 1 } }] }, 'users[0].attributes'],
    [{ passwordPolicy: { minimumLength: 5 } }, 'passwordPolicy.minimumLength'],
    [{ identityPool: { identityPoolID: 'x' } }, 'identityPool.identityPoolID'],
    [{ preSignUp: 'function' }, 'preSignUp'],
    [{ tls: { key: 'x', cert: 'y' } }, 'tls.key'],
    [{ print: 'yes' }, 'print'],
  ])('refuses %j, and names %s', (given, name) => {
    expect(() => resolveLocalCognitoOptions(given)).toThrow(
      expect.objectContaining({ message: expect.stringContaining(`${name}: `) }),
    );
  });

  it.each([
    'https://app.example.com/cb',
    'http://localhost:3000/cb',
    'http://[::1]/',
    'myapp://cb',
  ])('allows the callback %s', (url) => {
    const { clients } = resolveLocalCognitoOptions({ clients: [{ callbackUrls: [url] }] });

    expect(clients[0]?.callbackUrls).toEqual([url]);
  });

  it('lets passkeys stand for two factors where all users need two', () => {
    const webAuthn = { factorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION' } as const;
    const firstFactors = ['PASSWORD', 'WEB_AUTHN'] as const;

    expect(resolveLocalCognitoOptions({ mfa: 'ON', firstFactors, webAuthn })).toMatchObject({
      firstFactors,
      webAuthn,
    });
  });

  it('does not show secrets that are wrong', () => {
    const users = [{ email: 'a', totpSecret: 'my secret', password: 5 }];

    expect(() => resolveLocalCognitoOptions({ users })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('my secret') }),
    );
  });

  it.each([
    'http://localhost:1@example.com/',
    'http://localhost@example.com/',
    'https://ada@example.com/',
    'javascript:alert(1)',
    'JavaScript://example.com/%0aalert(1)',
    'data:text/html,a',
    'vbscript:a',
    'file:///etc/passwd',
    'https://example.com/\u65e5',
    'https://example.com/\na',
  ])('refuses %j as a callback URL', (url) => {
    const resolve = (): unknown =>
      resolveLocalCognitoOptions({ clients: [{ callbackUrls: [url] }] });

    expect(resolve).toThrow(/^clients\[0\]\.callbackUrls/);
  });
});
