import { Controller, Get, UseGuards } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import {
  CognitoAuthGuard,
  type CognitoAuthModuleOptions,
  type CognitoUser,
  CurrentUser,
  RequireAnyGroup,
} from 'nestjs-cognito-auth';
import { FakeClock } from '../../support/fake-clock.js';
import { json, KeyEndpoint } from '../../support/key-endpoint.js';
import { platforms } from '../../support/platforms.js';
import { CapturedLog } from '../../support/captured-log.js';
import { bearer, GuardedApp } from './support/guarded-app.js';
import { RawUserPool } from '../../support/raw-user-pool.js';
import {
  acceptanceOf,
  GROUP_REQUIRED,
  invalidToken,
  type ObservedRefusal,
  refusalOf,
} from './support/refusal-of.js';

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

const ISSUER_UNKNOWN = invalidToken('ERR_COGNITO_ISSUER_UNKNOWN');
const CLIENT_REFUSED = invalidToken('ERR_COGNITO_CLIENT_REFUSED');
const CLAIM_MALFORMED = invalidToken('ERR_COGNITO_CLAIM_MALFORMED');
const EXPIRED = invalidToken('ERR_COGNITO_TOKEN_EXPIRED');
const NOT_YET_VALID = invalidToken('ERR_COGNITO_TOKEN_NOT_YET_VALID');
const USE_REFUSED = invalidToken('ERR_COGNITO_TOKEN_USE_REFUSED');
const KEY_UNKNOWN = invalidToken('ERR_COGNITO_SIGNING_KEY_UNKNOWN');
const SIGNATURE_INVALID = invalidToken('ERR_COGNITO_SIGNATURE_INVALID');

const clock = new FakeClock(NOW_MS);
const now = (): number => clock.nowMs;
const pool = RawUserPool.create({ now });
/** Another pool of the same client. */
const otherPool = RawUserPool.create({ userPoolId: 'eu-west-1_ZyXwVu987', now });
const log = new CapturedLog();
const access = (changes: object): object => pool.claims(changes);
const id = (changes: object): object => pool.idClaims(changes);

/** Claims as JSON text, with one claim spelled as no value can be. */
const spelled = (claim: string, text: string): string =>
  JSON.stringify(access({ [claim]: '@' })).replace('"@"', text);

let app: GuardedApp;

type Verdict = ObservedRefusal | 'accepted';

/** What becomes of a token of these claims, and of this signer where it is not the pool. */
const verdictOf = async (
  payload: object | string,
  expected: Verdict,
  signer = pool,
): Promise<Verdict> => {
  const request = { ...bearer(signer.token({ payload })), path: '/me' };
  if (expected !== 'accepted') return refusalOf(app, request);
  await acceptanceOf(app, request);
  return 'accepted';
};

const expectVerdict = async (
  payload: object | string,
  expected: Verdict,
  signer = pool,
): Promise<void> => {
  expect([payload, await verdictOf(payload, expected, signer)]).toEqual([payload, expected]);
};

describe.each(platforms)('claims on %s', (_name, createAdapter) => {
  afterEach(() => app.close());

  const startWith = async (options: CognitoAuthModuleOptions) => {
    app = await GuardedApp.start(createAdapter, options, log, {
      prepare: clock.install,
      controllers: [ClaimsController],
    });
  };

  const start = (settings: Partial<CognitoAuthModuleOptions> = {}) =>
    startWith({ ...pool.options, ...settings });

  /** Each token is good but for what its row says, so that only the rule of the row can refuse it. */
  const expectEach = async (rows: readonly (readonly [string | object, Verdict])[]) => {
    for (const [claims, expected] of rows) await expectVerdict(claims, expected);
  };

  const refusedFor = (refusal: ObservedRefusal, claimSets: readonly (string | object)[]) =>
    expectEach(claimSets.map((claims) => [claims, refusal]));

  /** The user that a handler is given for a token of these claims. */
  const userOf = async (payload: object, signer = pool): Promise<CognitoUser> => {
    const { body } = await acceptanceOf(app, { ...bearer(signer.token({ payload })), path: '/me' });
    return JSON.parse(body) as CognitoUser;
  };

  const issuers: readonly unknown[] = [
    undefined,
    null,
    '',
    [pool.issuer],
    { issuer: pool.issuer },
    0,
    true,
    otherPool.issuer,
    `${pool.issuer}/`,
    pool.issuer.toUpperCase(),
    pool.issuer.replace('_RawPool01', '_rawpool01'),
    pool.issuer.replace('https:', 'http:'),
    pool.issuer.replace('https:', 'HTTPS:'),
    pool.issuer.replace('amazonaws.com', 'amazonaws.com.evil.com'),
    pool.issuer.replace('amazonaws.com', 'amazonaws.com:443'),
    `${pool.issuer}.evil.com`,
    `${pool.issuer} `,
    ` ${pool.issuer}`,
    `${pool.issuer}\u0000`,
    `${pool.issuer}\n`,
    `https://evil.com/?${pool.issuer}`,
    `https://evil.com/${pool.issuer}`,
    `https://evil.com#${pool.issuer}`,
    pool.issuer.slice(0, -1),
    `${pool.issuer}4`,
    pool.userPoolId,
    '__proto__',
    'constructor',
  ];

  it('are refused with an issuer that is not exactly the configured one', async () => {
    await start();

    await refusedFor(
      ISSUER_UNKNOWN,
      issuers.map((iss) => access({ iss })),
    );
    await expectVerdict(access({}), 'accepted');
  });

  it('are refused with an issuer that is not exactly one of several, whose keys differ', async () => {
    await startWith({ userPools: [pool.options, otherPool.options] });
    const theirs = access({ iss: otherPool.issuer });

    for (const iss of issuers.filter((issuer) => issuer !== otherPool.issuer)) {
      await expectVerdict(access({ iss }), ISSUER_UNKNOWN);
    }
    await expectVerdict(theirs, KEY_UNKNOWN);
    await expectVerdict(theirs, 'accepted', otherPool);
  });

  describe('of a pool with two forms of issuer', () => {
    const ORIGINAL = pool.issuer;
    const UPDATED = pool.issuer.replace('cognito-idp', 'issuer-cognito-idp');
    const twin = RawUserPool.create({ kid: pool.kid, now });
    let endpoint: KeyEndpoint;
    let keySets: Map<string, RawUserPool>;

    beforeEach(async () => {
      keySets = new Map();
      endpoint = await KeyEndpoint.start((request, response) => {
        const owner = keySets.get(`https:/${request.url?.replace('/.well-known/jwks.json', '')}`);
        json(owner?.jwks ?? { keys: [] }, owner ? 200 : 403)(request, response);
      });
    });

    afterEach(() => endpoint.close());

    /** Sends what is meant for Cognito to the endpoint, with the host in the path. */
    const viaEndpoint = (input: string | URL | Request, init?: RequestInit) => {
      const { host, pathname } = new URL(input instanceof Request ? input.url : input);
      return fetch(`${endpoint.origin}/${host}${pathname}`, init);
    };

    const startFetching = (issuer?: string | readonly string[]) =>
      startWith({
        ...pool.rules,
        ...(issuer === undefined ? {} : { issuer }),
        signingKeys: { fetch: viaEndpoint, prefetch: false },
      });

    it('are accepted with both forms, each with its own keys', async () => {
      keySets.set(ORIGINAL, pool).set(UPDATED, otherPool);
      await startFetching();

      await expectVerdict(access({ iss: ORIGINAL }), 'accepted');
      await expectVerdict(access({ iss: UPDATED }), 'accepted', otherPool);
      await expectVerdict(access({ iss: UPDATED }), KEY_UNKNOWN);
      await expectVerdict(access({ iss: ORIGINAL }), KEY_UNKNOWN, otherPool);
    });

    it('are refused under a key of the other form, where both have keys with the same kid', async () => {
      keySets.set(ORIGINAL, pool).set(UPDATED, twin);
      await startFetching([ORIGINAL, UPDATED]);

      for (let round = 0; round < 2; round += 1) {
        await expectVerdict(access({ iss: ORIGINAL }), 'accepted');
        await expectVerdict(access({ iss: UPDATED }), 'accepted', twin);
        await expectVerdict(access({ iss: UPDATED }), SIGNATURE_INVALID);
        await expectVerdict(access({ iss: ORIGINAL }), SIGNATURE_INVALID, twin);
      }
    });

    it('are refused under such a key also where the options do not name the form', async () => {
      keySets.set(ORIGINAL, pool).set(UPDATED, twin);
      await startFetching();

      await expectVerdict(access({ iss: ORIGINAL }), 'accepted');
      await expectVerdict(access({ iss: ORIGINAL }), SIGNATURE_INVALID, twin);
      await expectVerdict(access({ iss: UPDATED }), SIGNATURE_INVALID);
    });

    it.each([
      ['original', ORIGINAL, UPDATED],
      ['updated', UPDATED, ORIGINAL],
    ])(
      'are accepted only with the %s form where the options name it alone',
      async (_form, allowed, refused) => {
        keySets.set(ORIGINAL, pool).set(UPDATED, pool);
        await startFetching(allowed);

        await expectVerdict(access({ iss: allowed }), 'accepted');
        await expectVerdict(access({ iss: refused }), ISSUER_UNKNOWN);
        expect(endpoint.requested.every((url) => `https:/${url}`.startsWith(allowed))).toBe(true);
      },
    );
  });

  it('are refused with a client_id that is not exactly the configured one', async () => {
    await start();

    await refusedFor(
      CLAIM_MALFORMED,
      [undefined, null, '', [pool.clientId], { id: pool.clientId }, true, 0].map((client_id) =>
        access({ client_id }),
      ),
    );
    await refusedFor(
      CLIENT_REFUSED,
      [
        'another',
        pool.clientId.toUpperCase(),
        `${pool.clientId} `,
        ` ${pool.clientId}`,
        `${pool.clientId}\u0000`,
        `${pool.clientId},another`,
        pool.clientId.slice(1),
        pool.clientId.slice(0, -1),
        `${pool.clientId}x`,
        '*',
        '__proto__',
      ].map((client_id) => access({ client_id })),
    );
  });

  it('are refused with a client_id that is not exactly one of several', async () => {
    await start({ clientId: ['web', 'mobile'] });

    await expectEach([
      [access({ client_id: 'web' }), 'accepted'],
      [access({ client_id: 'mobile' }), 'accepted'],
      [access({ client_id: 'web,mobile' }), CLIENT_REFUSED],
      [access({ client_id: ['web', 'mobile'] }), CLAIM_MALFORMED],
      [access({ client_id: pool.clientId }), CLIENT_REFUSED],
    ]);
  });

  it.each<[string, Partial<CognitoAuthModuleOptions>]>([
    ['no audience is configured', {}],
    ['that audience is configured', { audience: pool.clientId }],
    ['any audience is accepted', { audience: null }],
    ['any client and audience are accepted', { audience: null, clientId: null }],
  ])(
    'of an access token are refused with aud and without client_id where %s',
    async (_case, settings) => {
      await start(settings);

      await refusedFor(CLAIM_MALFORMED, [access({ client_id: undefined, aud: pool.clientId })]);
    },
  );

  it('are refused where aud is ours and client_id is of another client', async () => {
    await start({ audience: pool.clientId });

    await refusedFor(CLIENT_REFUSED, [access({ client_id: 'another', aud: pool.clientId })]);
  });

  it('of an ID token are refused where aud is not exactly our client', async () => {
    await start({ tokenUse: 'id' });

    await refusedFor(
      CLAIM_MALFORMED,
      [
        undefined,
        null,
        '',
        0,
        true,
        { aud: pool.clientId },
        [],
        [pool.clientId],
        [pool.clientId, 'another'],
      ].map((aud) => id({ aud })),
    );
    await refusedFor(
      CLIENT_REFUSED,
      ['another', pool.clientId.toUpperCase(), `${pool.clientId} `, `${pool.clientId} another`].map(
        (aud) => id({ aud }),
      ),
    );
    await expectEach([
      [id({}), 'accepted'],
      [id({ aud: 'another', client_id: pool.clientId }), CLIENT_REFUSED],
      [id({ aud: undefined, client_id: pool.clientId }), CLAIM_MALFORMED],
      [id({ aud: 'another', azp: pool.clientId }), CLIENT_REFUSED],
    ]);
  });

  it('of an ID token are refused with a list in aud even where every client is accepted', async () => {
    await start({ tokenUse: 'id', clientId: null });

    await expectEach([
      [id({ aud: 'another' }), 'accepted'],
      [id({ aud: ['another'] }), CLAIM_MALFORMED],
    ]);
  });

  it.each([[['access']], [['id']], [['access', 'id']]] as const)(
    'are refused with an invalid token_use where the uses %p are accepted',
    async (tokenUse) => {
      await start({ tokenUse });

      const uses = [undefined, null, '', 'ACCESS', 'Id', 'access ', 'refresh', 0, true, {}];
      await refusedFor(
        CLAIM_MALFORMED,
        [...uses, ['access'], ['id'], ['access', 'id']].flatMap((token_use) => [
          access({ token_use }),
          id({ token_use }),
        ]),
      );
    },
  );

  it('of an ID token are refused for an access token, and the other way round', async () => {
    // With the claims of both, so that only token_use can tell them apart.
    const both = { client_id: pool.clientId, scope: 'openid', username: 'alice' };
    await start({ tokenUse: 'access' });
    await refusedFor(USE_REFUSED, [id({}), id(both)]);
    await app.close();

    await start({ tokenUse: 'id', clientId: null });
    await refusedFor(USE_REFUSED, [
      access({}),
      access({ aud: pool.clientId, 'cognito:username': 'alice' }),
    ]);
  });

  it('are refused where sub is missing or no text', async () => {
    await start({ tokenUse: ['access', 'id'] });

    const subs = [undefined, null, '', 0, 1, true, ['sub-1'], { sub: 'sub-1' }];
    await refusedFor(
      CLAIM_MALFORMED,
      subs.flatMap((sub) => [
        access({ sub }),
        id({ sub }),
        access({ sub, username: undefined, scope: 'default/read' }),
      ]),
    );
  });

  it('are refused where exp is missing or no finite number', async () => {
    await start();

    const later = NOW + 3600;
    await refusedFor(CLAIM_MALFORMED, [
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

  it('are refused from the second on that exp names', async () => {
    await start();

    await expectEach([
      [access({ exp: NOW + 1 }), 'accepted'],
      [access({ exp: NOW }), EXPIRED],
      [access({ exp: NOW - 1 }), EXPIRED],
      [access({ exp: NOW + 0.5 }), 'accepted'],
    ]);
  });

  it('are refused from the second on that exp and the tolerance add up to', async () => {
    await start({ clockToleranceSeconds: 30 });

    await expectEach([
      [access({ exp: NOW - 29 }), 'accepted'],
      [access({ exp: NOW - 30 }), EXPIRED],
      [access({ exp: NOW - 31 }), EXPIRED],
    ]);
  });

  it('that were accepted are refused once the token has expired', async () => {
    await start();
    const request = { ...bearer(pool.token({ payload: access({ exp: NOW + 1 }) })), path: '/me' };

    await acceptanceOf(app, request);
    clock.advanceSeconds(1);
    const refusal = await refusalOf(app, request);
    clock.advanceSeconds(-1);

    expect(refusal).toEqual(EXPIRED);
  });

  it('are refused where nbf is in the future or no finite number', async () => {
    await start();

    await expectEach([
      [access({ nbf: NOW }), 'accepted'],
      [access({ nbf: NOW - 1 }), 'accepted'],
      [access({ nbf: NOW + 1 }), NOT_YET_VALID],
      [access({ nbf: NOW + 0.5 }), NOT_YET_VALID],
      [access({ nbf: NOW * 1000 }), NOT_YET_VALID],
    ]);
    await refusedFor(CLAIM_MALFORMED, [
      ...[null, true, '', String(NOW - 1), [NOW - 1], {}].map((nbf) => access({ nbf })),
      spelled('nbf', '1e999'),
      spelled('nbf', '-1e999'),
    ]);
  });

  it('are accepted where nbf is in the future within the tolerance, and no further', async () => {
    await start({ clockToleranceSeconds: 30 });

    await expectEach([
      [access({ nbf: NOW + 30 }), 'accepted'],
      [access({ nbf: NOW + 31 }), NOT_YET_VALID],
    ]);
  });

  it.each([
    ['none', 0, 60],
    ['less than a minute', 30, 60],
    ['more than a minute', 120, 120],
    ['the most there can be', 300, 300],
  ])(
    'are refused where iat is too far in the future, with a tolerance of %s',
    async (_case, tolerance, ahead) => {
      await start({ clockToleranceSeconds: tolerance });

      await expectEach([
        [access({ iat: NOW + ahead }), 'accepted'],
        [access({ iat: NOW + ahead + 1 }), NOT_YET_VALID],
        [access({ iat: NOW * 1000 }), NOT_YET_VALID],
      ]);
    },
  );

  it('are refused where iat is missing or no finite number', async () => {
    await start();

    await refusedFor(CLAIM_MALFORMED, [
      ...[undefined, null, true, '', String(NOW), [NOW], {}].map((iat) => access({ iat })),
      spelled('iat', '1e999'),
      spelled('iat', '-1e999'),
    ]);
  });

  it('are checked without a tolerance unless the options give one', async () => {
    await start();
    await expectEach([[access({ exp: NOW }), EXPIRED]]);
    await app.close();

    await start({ clockToleranceSeconds: 300 });
    await expectEach([
      [access({ exp: NOW - 299 }), 'accepted'],
      [access({ exp: NOW - 300 }), EXPIRED],
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
  ])('let nobody in with groups that are %s', async (_case, groups) => {
    await start({ tokenUse: ['access', 'id'] });

    for (const claims of [access, id]) {
      const payload = claims({ 'cognito:groups': groups });
      const request = { ...bearer(pool.token({ payload })), path: '/admin' };
      expect(await refusalOf(app, request)).toEqual(GROUP_REQUIRED);
      expect((await userOf(payload)).groups).not.toContain('admin');
    }
  });

  it('name groups only in cognito:groups, as a list of texts', async () => {
    await start();
    const adminWith = (changes: object) => ({
      ...bearer(pool.token({ payload: access(changes) })),
      path: '/admin',
    });

    for (const claim of ['groups', 'roles', 'cognito:roles', 'Cognito:Groups', 'custom:groups']) {
      expect(await refusalOf(app, adminWith({ [claim]: ['admin'] }))).toEqual(GROUP_REQUIRED);
    }
    await acceptanceOf(app, adminWith({ 'cognito:groups': ['users', 'admin'] }));
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
  ])('do not give the scope "read" by a scope with %s', async (_case, scope, scopes) => {
    await start();

    const user = await userOf(access({ scope }));

    expect(user.scopes).toEqual(scopes);
    expect(user.scopes).not.toContain('read');
  });

  it('name scopes only between spaces, and only in access tokens', async () => {
    await start({ tokenUse: ['access', 'id'] });

    const scopesOf = async (claims: object): Promise<unknown> => (await userOf(claims)).scopes;

    expect(await scopesOf(access({ scope: 'read api/write read:all' }))).toEqual([
      'read',
      'api/write',
      'read:all',
    ]);
    expect(await scopesOf(access({ scope: ' read  write ' }))).toEqual(['read', 'write']);
    expect(await scopesOf(access({ scope: undefined, scp: 'read', scopes: ['read'] }))).toEqual([]);
    expect(await scopesOf(id({ scope: 'read' }))).toEqual([]);
  });

  it('identify the caller by sub, whatever the names beside it are', async () => {
    await start({ tokenUse: ['access', 'id'] });

    const subOf = async (claims: object): Promise<unknown> => (await userOf(claims)).sub;
    const names = { email: 'a@example.com', preferred_username: 'sub-2', user_id: 'sub-2' };

    expect(await subOf(access({ ...names, sub: 'a', username: 'b' }))).toBe('a');
    expect(await subOf(access({ ...names, sub: 'b', username: 'b' }))).toBe('b');
    expect(await subOf(id({ ...names, sub: 'a', 'cognito:username': 'b' }))).toBe('a');
    expect(await subOf(access({ ...names, sub: 'A', username: 'a' }))).toBe('A');
  });

  it('with the same sub of two pools are of two users', async () => {
    await startWith({ userPools: [pool.options, otherPool.options] });

    const ours = await userOf(access({ sub: 'a' }));
    const theirs = await userOf(otherPool.claims({ sub: 'a' }), otherPool);

    expect([ours.sub, ours.userPoolId]).toEqual(['a', pool.userPoolId]);
    expect([theirs.sub, theirs.userPoolId]).toEqual(['a', otherPool.userPoolId]);
  });
});

describe('the clock tolerance', () => {
  it.each([301, 3600, 30_000, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, '60', null, [60], {}])(
    'stops the boot when it is %p',
    async (clockToleranceSeconds) => {
      const options = { ...pool.options, clockToleranceSeconds } as CognitoAuthModuleOptions;

      await expect(
        GuardedApp.start(() => new ExpressAdapter(), options, log),
      ).rejects.toMatchObject({
        code: 'ERR_COGNITO_SETUP',
        mistakes: [expect.stringContaining('clockToleranceSeconds: must be a whole number')],
      });
    },
  );
});
