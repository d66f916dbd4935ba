import { OptionReader } from '../option-reader/option-reader.js';
import { resolveUserPool, USER_POOL_OPTION_NAMES } from './resolve-user-pool.js';

const GOOD = { userPoolId: 'eu-west-1_AbCdEf123', tokenUse: 'access', clientId: 'client' };
const ISSUER = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123';
const UPDATED_ISSUER = 'https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123';
const JWK = {
  kty: 'RSA',
  kid: 'a',
  n: Buffer.alloc(256, 0xff).toString('base64url'),
  e: 'AQAB',
};

/** What these options of a pool lead to, with what is noted. */
function resolveOptions(given: object, allowInsecureHttp = false) {
  const [mistakes, warnings]: [string[], string[]] = [[], []];
  const userPool = resolveUserPool(new OptionReader(given, '', mistakes), {
    allowInsecureHttp,
    warnings,
  });
  return { userPool, mistakes, warnings };
}

const resolve = (wrong: object, allowInsecureHttp?: boolean) =>
  resolveOptions({ ...GOOD, ...wrong }, allowInsecureHttp);

/** What comes of options that nothing is wrong with. */
const resolveGood = (more: object) => {
  const { userPool, mistakes, warnings } = resolve(more);
  expect([mistakes, warnings]).toEqual([[], []]);
  return userPool;
};

describe('resolveUserPool', () => {
  it('names the options that there are', () => {
    expect(USER_POOL_OPTION_NAMES).toEqual([
      'region',
      'userPoolId',
      'tokenUse',
      'clientId',
      'audience',
      'issuer',
      'jwksUri',
      'jwks',
    ]);
  });

  it('freezes what it gives', () => {
    for (const keys of [{}, { jwks: { keys: [JWK] } }, { jwksUri: 'https://keys.example/' }]) {
      const userPool = resolveGood(keys);
      const { tokenUses, clientIds } = userPool.claimsRules;
      const lists = userPool.keySources.flatMap((source) => [source, source.issuers]);

      expect(
        [userPool, userPool.keySources, tokenUses, clientIds, ...lists].every(Object.isFrozen),
      ).toBe(true);
    }
  });

  it('names every mistake in one go', () => {
    const options = { userPoolId: 'x', tokenUse: 'x', clientId: '', audience: 1, jwks: 1 };

    expect(resolveOptions(options).mistakes).toEqual([
      expect.stringMatching(/^userPoolId: /),
      expect.stringMatching(/^tokenUse: /),
      expect.stringMatching(/^clientId: /),
      expect.stringMatching(/^audience: /),
      expect.stringMatching(/^jwks: /),
    ]);
  });
});

describe('the id of a user pool', () => {
  it('may be missing because a variable of the environment is', () => {
    expect(resolve({ userPoolId: undefined }).mistakes).toEqual([
      expect.stringMatching(/^userPoolId: .*; is an environment variable not set\?/),
    ]);
  });

  it.each(['eu-west-1_AbCdEf123', `eu-west-1_${'a'.repeat(45)}`])('may be %s', (userPoolId) => {
    expect(resolveGood({ userPoolId }).userPoolId).toBe(userPoolId);
  });

  it.each([undefined, null, '', 'eu-west-1', '_AbC', 'eu-west-1_', 'a_b-c', ' a_b', 'a_b\n', 1])(
    'is not %j',
    (userPoolId) => {
      expect(resolve({ userPoolId })).toMatchObject({
        mistakes: [expect.stringMatching(/^userPoolId: .*such as "eu-west-1_AbCdEf123"/)],
        userPool: { userPoolId: '', keySources: [] },
      });
    },
  );

  it('has at most 55 characters, and so does one in a list', () => {
    for (const userPoolId of [`eu-west-1_${'a'.repeat(46)}`, ['eu-west-1_AbCdEf123']]) {
      expect(resolve({ userPoolId }).mistakes).toEqual([expect.stringMatching(/^userPoolId: /)]);
    }
  });
});

describe('the token use', () => {
  it.each([
    ['access', ['access']],
    ['id', ['id']],
    [
      ['id', 'access', 'id'],
      ['id', 'access'],
    ],
  ])('is %j as %j', (tokenUse, tokenUses) => {
    expect(resolveGood({ tokenUse }).claimsRules.tokenUses).toEqual(tokenUses);
  });

  it.each([undefined, null, '', 'refresh', [], ['access', 'refresh'], [undefined]])(
    'is not %j',
    (tokenUse) => {
      const { mistakes, userPool } = resolve({ tokenUse });

      expect(mistakes).toEqual([
        expect.stringMatching(/^tokenUse: must be 'access' \(for APIs\), 'id', or a list of both/),
      ]);
      expect(userPool.claimsRules.tokenUses).toEqual([]);
    },
  );
});

describe('the client', () => {
  it.each([
    ['web', ['web']],
    [
      ['web', 'cli', 'web'],
      ['web', 'cli'],
    ],
    [null, null],
  ])('is %j as %j', (clientId, clientIds) => {
    expect(resolveGood({ clientId }).claimsRules.clientIds).toEqual(clientIds);
  });

  it('is any, with a warning, where nothing is said', () => {
    const { clientId: _clientId, ...withoutClient } = GOOD;
    const { userPool, mistakes, warnings } = resolveOptions(withoutClient);

    expect(userPool.claimsRules.clientIds).toBeNull();
    expect([mistakes, warnings]).toEqual([[], []]);
    expect(userPool.clientIdWarning).toMatch(
      /^clientId is absent: .*Name the clients, or write clientId: null/,
    );
    expect(resolveGood({ clientId: null }).clientIdWarning).toBeUndefined();
  });

  it('is none, instead of any, where its variable is not set', () => {
    const { userPool, mistakes, warnings } = resolve({ clientId: undefined });

    expect(userPool.claimsRules.clientIds).toEqual([]);
    expect(mistakes).toEqual([
      expect.stringMatching(/^clientId: is present but has no value.*variable.*Write null/),
    ]);
    expect(warnings).toEqual([]);
  });

  it.each(['', ' web', [], ['web', ''], 1])('is not %j', (clientId) => {
    const { userPool, mistakes } = resolve({ clientId });

    expect(mistakes).toEqual([expect.stringMatching(/^clientId: must be a string/)]);
    expect(userPool.claimsRules.clientIds).toEqual([]);
  });

  it.each(['web cli', 'web,cli', 'web;cli', '"web"', "'web'", '*', ['web', 'c*i']])(
    'has no character as in %j',
    (clientId) => {
      expect(resolve({ clientId }).mistakes).toEqual([
        expect.stringMatching(/^clientId: has a character that no client id has.* as a list/),
      ]);
    },
  );
});

describe('the audience', () => {
  it.each([
    [{}, undefined],
    [{ audience: null }, null],
    [{ audience: 'orders' }, ['orders']],
    [{ audience: ['orders', 'bills'] }, ['orders', 'bills']],
    [{ audience: 'orders', tokenUse: ['id', 'access'] }, ['orders']],
    [{ tokenUse: 'id' }, undefined],
  ])('of %j is %j', (given, audiences) => {
    expect(resolveGood(given).claimsRules.audiences).toEqual(audiences);
  });

  it.each([
    [{ audience: undefined }, /^audience: is present but has no value; leave it out or write null/],
    [{ audience: '' }, /^audience: must be a string/],
    [{ audience: 'orders', tokenUse: 'id' }, /^audience: is for access tokens.*use clientId/],
    [{ audience: null, tokenUse: ['id'] }, /^audience: is for access tokens.*use clientId/],
  ])('is not taken from %p', (given, mistake) => {
    expect(resolve(given).mistakes).toEqual([expect.stringMatching(mistake)]);
  });

  it('is not complained of beside a token use that is wrong itself', () => {
    expect(resolve({ audience: 'orders', tokenUse: 'refresh' }).mistakes).toEqual([
      expect.stringMatching(/^tokenUse: /),
    ]);
  });
});

describe('the issuers', () => {
  it.each([{}, { region: 'eu-west-1' }])(
    'are both forms of AWS, each with keys of its own, for %j',
    (given) => {
      expect(resolveGood(given).keySources).toEqual(
        [ISSUER, UPDATED_ISSUER].map((issuer, index) => ({
          userPoolId: GOOD.userPoolId,
          issuers: [issuer],
          jwksUri: `${issuer}/.well-known/jwks.json`,
          staticKeys: undefined,
          issuerType: ['ORIGINAL', 'UPDATED'][index],
        })),
      );
    },
  );

  it('are those that are given, each with keys of its own', () => {
    const issuers = ['https://a.example/pool', 'https://b.example'];

    expect(resolveGood({ issuer: issuers, region: 'us-east-1' }).keySources).toEqual(
      issuers.map((issuer) => ({
        userPoolId: GOOD.userPoolId,
        issuers: [issuer],
        jwksUri: `${issuer}/.well-known/jwks.json`,
        staticKeys: undefined,
        issuerType: undefined,
      })),
    );
  });

  it('are asked for where the id of the pool names no region', () => {
    expect(resolve({ userPoolId: 'local_3kPAVhMr' })).toMatchObject({
      mistakes: [expect.stringMatching(/^issuer: is needed.*"local_3kPAVhMr".*such as "http:/)],
      userPool: { keySources: [] },
    });
    expect(
      resolveGood({ userPoolId: 'local_3kPAVhMr', issuer: 'http://localhost:9229/local_3kPAVhMr' })
        .keySources,
    ).toHaveLength(1);
  });

  it.each([
    ['us-east-1', /^region: must be "eu-west-1", as in userPoolId, or be left out/],
    [1, /^region: must be a string/],
  ])('are not those of the region %p', (region, mistake) => {
    expect(resolve({ region }).mistakes).toEqual([expect.stringMatching(mistake)]);
  });

  it.each([
    'eu-west-1',
    'ftp://a.example/pool',
    'https://a.example/pool/',
    'https://a.example/pool?a',
    'https://a.example/pool#a',
    ['https://a.example/pool', 'pool'],
  ])('are no URLs such as %j', (issuer) => {
    expect(resolve({ issuer }).mistakes).toEqual([
      expect.stringMatching(
        /^issuer: must be the URL in the claim iss.*such as "https:\/\/cognito-idp\.eu/,
      ),
    ]);
  });

  it('are complained of once where they are no text, and not guessed', () => {
    const { userPool, mistakes } = resolve({ issuer: 1 });

    expect(mistakes).toEqual([expect.stringMatching(/^issuer: must be a string/)]);
    expect(userPool.keySources).toEqual([]);
  });
});

describe('the place of the keys', () => {
  it('is one for all issuers where it is given', () => {
    expect(resolveGood({ jwksUri: 'https://keys.example/jwks' }).keySources).toEqual([
      {
        userPoolId: GOOD.userPoolId,
        issuers: [ISSUER, UPDATED_ISSUER],
        jwksUri: 'https://keys.example/jwks',
        staticKeys: undefined,
        issuerType: undefined,
      },
    ]);
  });

  it.each(['localhost', 'pool.localhost', '[::1]', '127.0.0.1', '127.255.1.99'])(
    'may be reached over http on %s, which is this machine',
    (host) => {
      const jwksUri = `http://${host}:9229/jwks`;

      expect(resolveGood({ jwksUri }).keySources).toMatchObject([{ jwksUri }]);
      expect(resolveGood({ issuer: `http://${host}:9229` }).keySources).toHaveLength(1);
    },
  );

  const ELSEWHERE = [
    'keys.example',
    'xlocalhost',
    'localhost.example',
    '10.127.0.1',
    '127.0.0.1.example',
    '127.a.example',
    '[::]',
  ];

  it.each(ELSEWHERE)('is not reached over http on %s', (host) => {
    const https = /: must be an https: URL; for an emulator .* set signingKeys\.allowInsecureHttp/;

    for (const given of [{ jwksUri: `http://${host}/jwks` }, { issuer: `http://${host}/pool` }]) {
      expect(resolve(given).mistakes).toEqual([expect.stringMatching(https)]);
    }
  });

  it.each([
    ['jwksUri', { jwksUri: 'http://cognito:9229/jwks' }],
    ['issuer', { issuer: 'http://cognito:9229/pool' }],
  ])('given by %s may be reached over http where that is allowed, with a warning', (name, uri) => {
    const { mistakes, warnings } = resolve(uri, true);

    expect(mistakes).toEqual([]);
    expect(warnings).toEqual([
      expect.stringMatching(
        new RegExp(`^${name}: keys are fetched from http://cognito:9229 without.*sign in`),
      ),
    ]);
  });

  it('is not warned of where it is https or this machine', () => {
    for (const jwksUri of ['https://keys.example/', 'http://localhost/']) {
      expect(resolve({ jwksUri }, true)).toMatchObject({ mistakes: [], warnings: [] });
    }
  });

  it.each(['keys.example', '/jwks', 'ftp://keys.example/jwks', 'file:///jwks.json'])(
    'is not %s',
    (jwksUri) => {
      expect(resolve({ jwksUri }, true).mistakes).toEqual([
        expect.stringMatching(/^jwksUri: must be an https: URL \(given/),
      ]);
    },
  );

  it.each([
    ['jwksUri', 'https://user@keys.example/'],
    ['jwksUri', 'https://:password@keys.example/'],
    ['issuer', 'http://user:password@localhost/pool'],
  ])('given by %s holds no credentials: %s', (name, uri) => {
    expect(resolve({ [name]: uri }).mistakes).toEqual([
      expect.stringMatching(new RegExp(`^${name}: must not hold credentials`)),
    ]);
  });

  it.each(['', ' https://keys.example/', 1])('is a text, and not %j', (jwksUri) => {
    expect(resolve({ jwksUri }).mistakes).toEqual([
      expect.stringMatching(/^jwksUri: must be a string/),
    ]);
  });
});

describe('keys that are given', () => {
  it('are those of all issuers, and none are fetched', () => {
    const { keySources } = resolveGood({ jwks: { keys: [JWK], other: 'member' } });

    expect(keySources).toEqual([
      {
        userPoolId: GOOD.userPoolId,
        issuers: [ISSUER, UPDATED_ISSUER],
        jwksUri: undefined,
        staticKeys: expect.any(Map),
        issuerType: undefined,
      },
    ]);
    expect([...(keySources[0]?.staticKeys?.keys() ?? [])]).toEqual(['a']);
  });

  it('leave no place to fetch them from', () => {
    expect(resolve({ jwks: { keys: [JWK] }, jwksUri: 'https://keys.example/' })).toMatchObject({
      mistakes: [expect.stringMatching(/^jwksUri: give either jwks or jwksUri, not both/)],
      userPool: { keySources: [{ jwksUri: undefined }] },
    });
  });

  it.each([null, [], 'keys', {}, { keys: JWK }, { keys: null }])('are not %j', (jwks) => {
    expect(resolve({ jwks })).toMatchObject({
      mistakes: [expect.stringMatching(/^jwks: must be a JWK Set: a plain object with a list/)],
      userPool: { keySources: [{ staticKeys: new Map() }] },
    });
  });

  it('are not private, not even one among others', () => {
    expect(resolve({ jwks: { keys: [JWK, { ...JWK, kid: 'b', d: 'AQ' }] } })).toMatchObject({
      mistakes: [expect.stringMatching(/^jwks: holds private keys; give the public ones/)],
      userPool: { keySources: [{ staticKeys: new Map() }] },
    });
  });

  it('have to hold one that can be used, and say why others cannot', () => {
    const keys = [
      { ...JWK, kty: 'EC' },
      { ...JWK, kid: 'b', use: 'enc' },
    ];

    expect(resolve({ jwks: { keys: [] } }).mistakes).toEqual([
      'jwks: holds no key that can verify RS256 signatures (given: an object)',
    ]);
    expect(resolve({ jwks: { keys } })).toMatchObject({
      mistakes: [
        'jwks: holds no key that can verify RS256 signatures; key "a" is left out: it is not an RSA ' +
          'key; key "b" is left out: it is not for signatures (given: an object)',
      ],
      warnings: [],
    });
  });

  it('are warned of where one of them cannot be used', () => {
    expect(resolve({ jwks: { keys: [JWK, { ...JWK, kid: 'b', use: 'enc' }] } })).toMatchObject({
      mistakes: [],
      warnings: ['jwks: key "b" is left out: it is not for signatures'],
    });
  });
});
