import { Controller, Get, type INestApplication, UseGuards } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import {
  CognitoAuthGuard,
  CognitoAuthModule,
  type CognitoAuthModuleOptions,
  type CognitoUser,
  CurrentUser,
  RequireAnyGroup,
} from 'nestjs-cognito-auth';
import { FakeClock } from '../support/fake-clock.js';
import { json, KeyEndpoint } from '../support/key-endpoint.js';
import { platforms, startApp } from '../support/platforms.js';
import { get } from '../support/send.js';
import { accessClaims, type Claims, idClaims, POOL, SigningKey } from './support/signing.js';

@Controller()
@UseGuards(CognitoAuthGuard)
class ClaimsController {
  @Get('me')
  me(@CurrentUser() { sub, userPoolId, username, groups, scopes }: CognitoUser): object {
    return { sub, userPoolId, username, groups, scopes };
  }

  @RequireAnyGroup('admin')
  @Get('admin')
  admin(): string {
    return 'admin';
  }
}

/** A whole second, so that a time of a token can be exactly now. */
const NOW_MS = 1_900_000_000_000;
const NOW = NOW_MS / 1000;

const ISSUER_UNKNOWN = 'ERR_COGNITO_ISSUER_UNKNOWN';
const CLIENT_REFUSED = 'ERR_COGNITO_CLIENT_REFUSED';
const CLAIM_INVALID = 'ERR_COGNITO_CLAIM_INVALID';
const EXPIRED = 'ERR_COGNITO_TOKEN_EXPIRED';
const NOT_YET_VALID = 'ERR_COGNITO_TOKEN_NOT_YET_VALID';

const clock = new FakeClock(NOW_MS);
const access = (changes: Claims): Claims => accessClaims(changes, NOW_MS);
const id = (changes: Claims): Claims => idClaims(changes, NOW_MS);

/** Claims as JSON text, with one claim spelled as no value can be. */
const spelled = (claim: string, text: string): string =>
  JSON.stringify(access({ [claim]: '@' })).replace('"@"', text);

let key: SigningKey;
let otherKey: SigningKey;
let app: INestApplication;

beforeAll(() => {
  key = SigningKey.generate('key-1');
  otherKey = SigningKey.generate('key-2');
});

type Outcome = readonly [status: number, code?: string];

const outcome = async (token: string, path = '/me'): Promise<Outcome> => {
  const { status, body } = await get(app, path, token);
  return status === 200 ? [status] : [status, body.code];
};

describe.each(platforms)('claims on %s', (_name, createAdapter) => {
  afterEach(() => app.close());

  const start = async (settings: Partial<CognitoAuthModuleOptions> = {}) => {
    const options = { ...POOL, jwks: { keys: [key.jwk()] }, ...settings };
    app = await startApp(
      createAdapter,
      { imports: [CognitoAuthModule.forRoot(options)], controllers: [ClaimsController] },
      clock.install,
    );
  };

  /** Each token is good but for what its row says, so that only the rule of the row can refuse it. */
  const expectEach = async (rows: readonly (readonly [string | Claims, Outcome])[]) => {
    const seen: unknown[] = [];
    for (const [claims] of rows) seen.push([claims, await outcome(key.sign(claims))]);
    expect(seen).toEqual(rows.map(([claims, expected]) => [claims, expected]));
  };

  const refusedFor = (code: string, claimSets: readonly (string | Claims)[]) =>
    expectEach(claimSets.map((claims) => [claims, [401, code]]));

  const OTHER_POOL = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_ZyXwVu987';
  const issuers: readonly unknown[] = [
    undefined,
    null,
    '',
    [POOL.issuer],
    { issuer: POOL.issuer },
    0,
    true,
    OTHER_POOL,
    `${POOL.issuer}/`,
    POOL.issuer.toUpperCase(),
    POOL.issuer.replace('_AbCdEf123', '_abcdef123'),
    POOL.issuer.replace('https:', 'http:'),
    POOL.issuer.replace('https:', 'HTTPS:'),
    POOL.issuer.replace('amazonaws.com', 'amazonaws.com.evil.com'),
    POOL.issuer.replace('amazonaws.com', 'amazonaws.com:443'),
    `${POOL.issuer}.evil.com`,
    `${POOL.issuer} `,
    ` ${POOL.issuer}`,
    `${POOL.issuer}\u0000`,
    `${POOL.issuer}\n`,
    `https://evil.com/?${POOL.issuer}`,
    `https://evil.com/${POOL.issuer}`,
    `https://evil.com#${POOL.issuer}`,
    POOL.issuer.slice(0, -1),
    `${POOL.issuer}4`,
    POOL.userPoolId,
    '__proto__',
    'constructor',
  ];

  it('CLM-01: an issuer that is not exactly the configured one', async () => {
    await start();

    await refusedFor(
      ISSUER_UNKNOWN,
      issuers.map((iss) => access({ iss })),
    );
    expect(await outcome(key.sign(access({})))).toEqual([200]);
  });

  it('CLM-01: an issuer that is not exactly one of several, whose keys differ', async () => {
    const { clientId, tokenUse } = POOL;
    const jwks = { keys: [otherKey.jwk()] };
    const other = { userPoolId: 'eu-west-1_ZyXwVu987', clientId, tokenUse, jwks };
    app = await startApp(
      createAdapter,
      {
        imports: [
          CognitoAuthModule.forRoot({
            userPools: [{ ...POOL, jwks: { keys: [key.jwk()] } }, other],
          }),
        ],
        controllers: [ClaimsController],
      },
      clock.install,
    );

    for (const iss of issuers.filter((issuer) => issuer !== OTHER_POOL)) {
      expect([iss, await outcome(key.sign(access({ iss })))]).toEqual([iss, [401, ISSUER_UNKNOWN]]);
    }
    expect(await outcome(key.sign(access({ iss: OTHER_POOL })))).toEqual([
      401,
      'ERR_COGNITO_SIGNING_KEY_UNKNOWN',
    ]);
    expect(await outcome(otherKey.sign(access({ iss: OTHER_POOL })))).toEqual([200]);
  });

  describe('CLM-02:', () => {
    const ORIGINAL = POOL.issuer;
    const UPDATED = POOL.issuer.replace('cognito-idp', 'issuer-cognito-idp');
    let endpoint: KeyEndpoint;
    let keySets: Map<string, readonly SigningKey[]>;

    beforeEach(async () => {
      keySets = new Map();
      endpoint = await KeyEndpoint.start((request, response) => {
        const keys = keySets.get(`https:/${request.url?.replace('/.well-known/jwks.json', '')}`);
        json({ keys: keys?.map((each) => each.jwk()) ?? [] }, keys ? 200 : 403)(request, response);
      });
    });

    afterEach(() => endpoint.close());

    /** Sends what is meant for Cognito to the endpoint, with the host in the path. */
    const viaEndpoint = (input: string | URL | Request, init?: RequestInit) => {
      const { host, pathname } = new URL(input instanceof Request ? input.url : input);
      return fetch(`${endpoint.origin}/${host}${pathname}`, init);
    };

    const startFetching = (issuer?: string | readonly string[]) => {
      const { issuer: _issuer, ...pool } = POOL;
      return startApp(
        createAdapter,
        {
          imports: [
            CognitoAuthModule.forRoot({
              ...pool,
              ...(issuer === undefined ? {} : { issuer }),
              signingKeys: { fetch: viaEndpoint, prefetch: false },
            }),
          ],
          controllers: [ClaimsController],
        },
        clock.install,
      );
    };

    it('both forms are accepted, each with its own keys', async () => {
      keySets.set(ORIGINAL, [key]).set(UPDATED, [otherKey]);
      app = await startFetching();

      expect(await outcome(key.sign(access({ iss: ORIGINAL })))).toEqual([200]);
      expect(await outcome(otherKey.sign(access({ iss: UPDATED })))).toEqual([200]);
      for (const [signer, iss] of [
        [key, UPDATED],
        [otherKey, ORIGINAL],
      ] as const) {
        expect(await outcome(signer.sign(access({ iss })))).toEqual([
          401,
          'ERR_COGNITO_SIGNING_KEY_UNKNOWN',
        ]);
      }
    });

    it('a key of one does not verify tokens of the other where both have its kid', async () => {
      const twin = otherKey.as(key.kid);
      keySets.set(ORIGINAL, [key]).set(UPDATED, [twin]);
      app = await startFetching([ORIGINAL, UPDATED]);

      for (let round = 0; round < 2; round += 1) {
        expect(await outcome(key.sign(access({ iss: ORIGINAL })))).toEqual([200]);
        expect(await outcome(twin.sign(access({ iss: UPDATED })))).toEqual([200]);
        for (const [signer, iss] of [
          [key, UPDATED],
          [twin, ORIGINAL],
        ] as const) {
          expect(await outcome(signer.sign(access({ iss })))).toEqual([
            401,
            'ERR_COGNITO_SIGNATURE_INVALID',
          ]);
        }
      }
    });

    it('nor does it where the form that the pool uses is not given', async () => {
      const twin = otherKey.as(key.kid);
      keySets.set(ORIGINAL, [key]).set(UPDATED, [twin]);
      app = await startFetching();

      expect(await outcome(key.sign(access({ iss: ORIGINAL })))).toEqual([200]);
      expect((await outcome(twin.sign(access({ iss: ORIGINAL }))))[0]).toBe(401);
      expect((await outcome(key.sign(access({ iss: UPDATED }))))[0]).toBe(401);
    });

    it.each([
      ['original', ORIGINAL, UPDATED],
      ['updated', UPDATED, ORIGINAL],
    ])('only the %s one where the options name it alone', async (_form, allowed, refused) => {
      keySets.set(ORIGINAL, [key]).set(UPDATED, [key]);
      app = await startFetching(allowed);

      expect(await outcome(key.sign(access({ iss: allowed })))).toEqual([200]);
      expect(await outcome(key.sign(access({ iss: refused })))).toEqual([401, ISSUER_UNKNOWN]);
      expect(endpoint.requested.every((url) => `https:/${url}`.startsWith(allowed))).toBe(true);
    });
  });

  it('CLM-03: a client_id that is not exactly the configured one', async () => {
    await start();

    await refusedFor(
      CLAIM_INVALID,
      [undefined, null, '', [POOL.clientId], { id: POOL.clientId }, true, 0].map((client_id) =>
        access({ client_id }),
      ),
    );
    await refusedFor(
      CLIENT_REFUSED,
      [
        'another',
        POOL.clientId.toUpperCase(),
        `${POOL.clientId} `,
        ` ${POOL.clientId}`,
        `${POOL.clientId}\u0000`,
        `${POOL.clientId},another`,
        POOL.clientId.slice(1),
        POOL.clientId.slice(0, -1),
        `${POOL.clientId}x`,
        '*',
        '__proto__',
      ].map((client_id) => access({ client_id })),
    );
  });

  it('CLM-03: a client_id that is not exactly one of several', async () => {
    await start({ clientId: ['web', 'mobile'] });

    await expectEach([
      [access({ client_id: 'web' }), [200]],
      [access({ client_id: 'mobile' }), [200]],
      [access({ client_id: 'web,mobile' }), [401, CLIENT_REFUSED]],
      [access({ client_id: ['web', 'mobile'] }), [401, CLAIM_INVALID]],
      [access({ client_id: POOL.clientId }), [401, CLIENT_REFUSED]],
    ]);
  });

  it.each<[string, Partial<CognitoAuthModuleOptions>]>([
    ['no audience is configured', {}],
    ['that audience is configured', { audience: POOL.clientId }],
    ['any audience is accepted', { audience: null }],
    ['any client and audience are accepted', { audience: null, clientId: null }],
  ])('CLM-04: an access token with aud and without client_id where %s', async (_case, settings) => {
    await start(settings);

    await refusedFor(CLAIM_INVALID, [access({ client_id: undefined, aud: POOL.clientId })]);
  });

  it('CLM-04: aud does not stand in for a client_id of another client', async () => {
    await start({ audience: POOL.clientId });

    await refusedFor(CLIENT_REFUSED, [access({ client_id: 'another', aud: POOL.clientId })]);
  });

  it('CLM-05: aud of an ID token that is not exactly one text, ours', async () => {
    await start({ tokenUse: 'id' });

    await refusedFor(
      CLAIM_INVALID,
      [
        undefined,
        null,
        '',
        0,
        true,
        { aud: POOL.clientId },
        [],
        [POOL.clientId],
        [POOL.clientId, 'another'],
      ].map((aud) => id({ aud })),
    );
    await refusedFor(
      CLIENT_REFUSED,
      ['another', POOL.clientId.toUpperCase(), `${POOL.clientId} `, `${POOL.clientId} another`].map(
        (aud) => id({ aud }),
      ),
    );
    await expectEach([
      [id({}), [200]],
      [id({ aud: 'another', client_id: POOL.clientId }), [401, CLIENT_REFUSED]],
      [id({ aud: undefined, client_id: POOL.clientId }), [401, CLAIM_INVALID]],
      [id({ aud: 'another', azp: POOL.clientId }), [401, CLIENT_REFUSED]],
    ]);
  });

  it('CLM-05: a list in aud of an ID token where every client is accepted', async () => {
    await start({ tokenUse: 'id', clientId: null });

    await expectEach([
      [id({ aud: 'another' }), [200]],
      [id({ aud: ['another'] }), [401, CLAIM_INVALID]],
    ]);
  });

  it.each([[['access']], [['id']], [['access', 'id']]] as const)(
    'CLM-06: a token_use that is none, where %p is accepted',
    async (tokenUse) => {
      await start({ tokenUse });

      const uses = [undefined, null, '', 'ACCESS', 'Id', 'access ', 'refresh', 0, true, {}];
      await refusedFor(
        CLAIM_INVALID,
        [...uses, ['access'], ['id'], ['access', 'id']].flatMap((token_use) => [
          access({ token_use }),
          id({ token_use }),
        ]),
      );
    },
  );

  it('CLM-06: one token where the other is asked for', async () => {
    // With the claims of both, so that only token_use can tell them apart.
    const both = { client_id: POOL.clientId, scope: 'openid', username: 'alice' };
    await start({ tokenUse: 'access' });
    await refusedFor('ERR_COGNITO_TOKEN_USE_REFUSED', [id({}), id(both)]);
    await app.close();

    await start({ tokenUse: 'id', clientId: null });
    await refusedFor('ERR_COGNITO_TOKEN_USE_REFUSED', [
      access({}),
      access({ aud: POOL.clientId, 'cognito:username': 'alice' }),
    ]);
  });

  it('CLM-07: a sub that is missing or no text', async () => {
    await start({ tokenUse: ['access', 'id'] });

    const subs = [undefined, null, '', 0, 1, true, ['sub-1'], { sub: 'sub-1' }];
    await refusedFor(
      CLAIM_INVALID,
      subs.flatMap((sub) => [
        access({ sub }),
        id({ sub }),
        access({ sub, username: undefined, scope: 'default/read' }),
      ]),
    );
  });

  it('CLM-08: an exp that is missing or no finite number', async () => {
    await start();

    const later = NOW + 3600;
    await refusedFor(CLAIM_INVALID, [
      ...[undefined, null, true, '', String(later), [later], { exp: later }, 'NaN', 'Infinity'].map(
        (exp) => access({ exp }),
      ),
      spelled('exp', '1e999'),
      spelled('exp', '-1e999'),
      spelled('exp', `"${later}"`),
    ]);
    await refusedFor(EXPIRED, [
      access({ exp: 0 }),
      access({ exp: -1 }),
      access({ exp: -later }),
      spelled('exp', '-0'),
      spelled('exp', '1e-999'),
      spelled('exp', '1.9e9'),
    ]);
  });

  it('CLM-09: exp is the first second in which a token is refused', async () => {
    await start();

    await expectEach([
      [access({ exp: NOW + 1 }), [200]],
      [access({ exp: NOW }), [401, EXPIRED]],
      [access({ exp: NOW - 1 }), [401, EXPIRED]],
      [access({ exp: NOW + 0.5 }), [200]],
    ]);
  });

  it('CLM-09: with a tolerance, exp and the tolerance together are', async () => {
    await start({ clockToleranceSeconds: 30 });

    await expectEach([
      [access({ exp: NOW - 29 }), [200]],
      [access({ exp: NOW - 30 }), [401, EXPIRED]],
      [access({ exp: NOW - 31 }), [401, EXPIRED]],
    ]);
  });

  it('CLM-09: a token that was accepted is refused once its time has come', async () => {
    await start();
    const token = key.sign(access({ exp: NOW + 1 }));

    const before = await outcome(token);
    clock.advanceSeconds(1);
    const after = await outcome(token);
    clock.advanceSeconds(-1);

    expect([before, after]).toEqual([[200], [401, EXPIRED]]);
  });

  it('CLM-10: an nbf to come, or one that is no finite number', async () => {
    await start();

    await expectEach([
      [access({ nbf: NOW }), [200]],
      [access({ nbf: NOW - 1 }), [200]],
      [access({ nbf: NOW + 1 }), [401, NOT_YET_VALID]],
      [access({ nbf: NOW + 0.5 }), [401, NOT_YET_VALID]],
      [access({ nbf: NOW * 1000 }), [401, NOT_YET_VALID]],
    ]);
    await refusedFor(CLAIM_INVALID, [
      ...[null, true, '', String(NOW - 1), [NOW - 1], {}].map((nbf) => access({ nbf })),
      spelled('nbf', '1e999'),
      spelled('nbf', '-1e999'),
    ]);
  });

  it('CLM-10: an nbf to come within a tolerance', async () => {
    await start({ clockToleranceSeconds: 30 });

    await expectEach([
      [access({ nbf: NOW + 30 }), [200]],
      [access({ nbf: NOW + 31 }), [401, NOT_YET_VALID]],
    ]);
  });

  it.each([
    ['none', 0, 60],
    ['less than a minute', 30, 60],
    ['more than a minute', 120, 120],
    ['the most there can be', 300, 300],
  ])('CLM-11: an iat to come, with a tolerance of %s', async (_case, tolerance, ahead) => {
    await start({ clockToleranceSeconds: tolerance });

    await expectEach([
      [access({ iat: NOW + ahead }), [200]],
      [access({ iat: NOW + ahead + 1 }), [401, NOT_YET_VALID]],
      [access({ iat: NOW * 1000 }), [401, NOT_YET_VALID]],
    ]);
  });

  it('CLM-11: an iat that is missing or no finite number', async () => {
    await start();

    await refusedFor(CLAIM_INVALID, [
      ...[undefined, null, true, '', String(NOW), [NOW], {}].map((iat) => access({ iat })),
      spelled('iat', '1e999'),
      spelled('iat', '-1e999'),
    ]);
  });

  it('CLM-13: there is no tolerance unless one is given', async () => {
    await start();
    await expectEach([[access({ exp: NOW }), [401, EXPIRED]]]);
    await app.close();

    await start({ clockToleranceSeconds: 300 });
    await expectEach([
      [access({ exp: NOW - 299 }), [200]],
      [access({ exp: NOW - 300 }), [401, EXPIRED]],
    ]);
  });

  it.each<[string, unknown]>([
    ['a text', 'admin'],
    ['a text with commas', 'admin,users'],
    ['a text that holds the name', 'sysadmin admin'],
    ['a list of other names', ['administrators', 'adm', 'Admin', 'ADMIN', 'admin ', ' admin']],
    ['a list of one text', ['users,admin']],
    ['a list with a number', ['admin', 1]],
    ['a list with null', ['admin', null]],
    ['a list in a list', [['admin']]],
    ['an object', { 0: 'admin', length: 1 }],
    ['an object with that member', { admin: true }],
    ['true', true],
    ['null', null],
    ['an empty list', []],
    ['nothing', undefined],
  ])('CLM-14: groups that are %s let nobody in', async (_case, groups) => {
    await start({ tokenUse: ['access', 'id'] });

    for (const claims of [access, id]) {
      const token = key.sign(claims({ 'cognito:groups': groups }));
      expect(await outcome(token, '/admin')).toEqual([403, 'ERR_COGNITO_GROUP_REQUIRED']);
      expect((await get(app, '/me', token)).body.groups).not.toContain('admin');
    }
  });

  it('CLM-14: only cognito:groups names groups, and a list of texts lets in', async () => {
    await start();

    for (const claim of ['groups', 'roles', 'cognito:roles', 'Cognito:Groups', 'custom:groups']) {
      expect(await outcome(key.sign(access({ [claim]: ['admin'] })), '/admin')).toEqual([
        403,
        'ERR_COGNITO_GROUP_REQUIRED',
      ]);
    }
    const token = key.sign(access({ 'cognito:groups': ['users', 'admin'] }));
    expect(await outcome(token, '/admin')).toEqual([200]);
  });

  it.each<[string, unknown, readonly string[]]>([
    ['a tab between two', 'read\twrite', ['read\twrite']],
    ['a line break between two', 'read\nwrite', ['read\nwrite']],
    ['a no-break space between two', 'read\u00a0write', ['read\u00a0write']],
    ['a comma between two', 'read,write', ['read,write']],
    ['a plus between two', 'read+write', ['read+write']],
    ['a longer name', 'read:all', ['read:all']],
    ['another case', 'READ', ['READ']],
    ['a list', ['read'], []],
    ['an object', { read: true }, []],
    ['a number', 1, []],
    ['true', true, []],
    ['null', null, []],
    ['nothing', undefined, []],
    ['no text', '', []],
    ['one space', ' ', []],
  ])('CLM-15: a scope with %s does not say "read"', async (_case, scope, scopes) => {
    await start();

    const { status, body } = await get(app, '/me', key.sign(access({ scope })));

    expect([status, body.scopes]).toEqual([200, scopes]);
    expect(body.scopes).not.toContain('read');
  });

  it('CLM-15: scopes are what stands between single spaces, and only in access tokens', async () => {
    await start({ tokenUse: ['access', 'id'] });

    const scopesOf = async (claims: Claims): Promise<unknown> =>
      (await get(app, '/me', key.sign(claims))).body.scopes;

    expect(await scopesOf(access({ scope: 'read api/write read:all' }))).toEqual([
      'read',
      'api/write',
      'read:all',
    ]);
    expect(await scopesOf(access({ scope: ' read  write ' }))).toEqual(['read', 'write']);
    expect(await scopesOf(access({ scope: undefined, scp: 'read', scopes: ['read'] }))).toEqual([]);
    expect(await scopesOf(id({ scope: 'read' }))).toEqual([]);
  });

  it('CLM-16: who calls is told by sub, whatever the names beside it are', async () => {
    await start({ tokenUse: ['access', 'id'] });

    const subOf = async (claims: Claims): Promise<unknown> =>
      (await get(app, '/me', key.sign(claims))).body.sub;
    const names = { email: 'a@example.com', preferred_username: 'sub-2', user_id: 'sub-2' };

    expect(await subOf(access({ ...names, sub: 'a', username: 'b' }))).toBe('a');
    expect(await subOf(access({ ...names, sub: 'b', username: 'b' }))).toBe('b');
    expect(await subOf(id({ ...names, sub: 'a', 'cognito:username': 'b' }))).toBe('a');
    expect(await subOf(access({ ...names, sub: 'A', username: 'a' }))).toBe('A');
  });

  it('CLM-16: the same sub of two pools is two users', async () => {
    const { clientId, tokenUse } = POOL;
    const other = { userPoolId: 'us-east-1_ZyXwVu987', clientId, tokenUse };
    app = await startApp(
      createAdapter,
      {
        imports: [
          CognitoAuthModule.forRoot({
            userPools: [
              { ...POOL, jwks: { keys: [key.jwk()] } },
              { ...other, jwks: { keys: [otherKey.jwk()] } },
            ],
          }),
        ],
        controllers: [ClaimsController],
      },
      clock.install,
    );
    const iss = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_ZyXwVu987';

    const ours = await get(app, '/me', key.sign(access({ sub: 'a' })));
    const theirs = await get(app, '/me', otherKey.sign(access({ sub: 'a', iss })));

    expect([ours.body.sub, ours.body.userPoolId]).toEqual(['a', POOL.userPoolId]);
    expect([theirs.body.sub, theirs.body.userPoolId]).toEqual(['a', other.userPoolId]);
  });
});

describe('the clock tolerance', () => {
  it.each([301, 3600, 30_000, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, '60', null, [60], {}])(
    'CLM-13: %p stops the boot',
    async (clockToleranceSeconds) => {
      const options = {
        ...POOL,
        jwks: { keys: [key.jwk()] },
        clockToleranceSeconds,
      } as unknown as CognitoAuthModuleOptions;

      await expect(
        startApp(() => new ExpressAdapter(), { imports: [CognitoAuthModule.forRoot(options)] }),
      ).rejects.toMatchObject({
        code: 'ERR_COGNITO_OPTIONS',
        mistakes: [expect.stringContaining('clockToleranceSeconds: must be a whole number')],
      });
    },
  );
});
