import { constants, createHmac, KeyObject, createSecretKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as setTimeoutAsync } from 'node:timers/promises';
import {
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  type INestApplication,
  Injectable,
  Logger,
  Module,
  Scope,
  UseGuards,
} from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  bearerToken,
  type CognitoAuthEvent,
  CognitoAuthGuard,
  CognitoAuthModule,
  type CognitoAuthModuleOptions,
  CognitoStrategy,
  CognitoTokenVerifier,
  CurrentUser,
  headerToken,
  OptionalAuth,
  Public,
  RequireAnyGroup,
  SIGNING_KEYS,
  type SigningKeys,
} from 'nestjs-cognito-auth';
import request from 'supertest';
import { resolveCognitoAuthOptions } from '../../lib/core/options/resolve-cognito-auth-options.js';
import { FakeClock } from '../support/fake-clock.js';
import { type Answer, json, KeyEndpoint } from '../support/key-endpoint.js';
import { MeController } from '../support/me.controller.js';
import { platforms, startApp } from '../support/platforms.js';
import { get } from '../support/send.js';
import { accessClaims, type Claims, POOL, SigningKey, UnsoundKey } from './support/signing.js';

/**
 * What advisories and defects of this field have taught, one test for each: R-01 to R-25 by kind of
 * advisory, 3.1 to 3.18 for the libraries that this package stands on.
 */

const MALFORMED = [401, 'ERR_COGNITO_TOKEN_MALFORMED'];
const ALGORITHM_REFUSED = [401, 'ERR_COGNITO_ALGORITHM_REFUSED'];
const SIGNATURE_INVALID = [401, 'ERR_COGNITO_SIGNATURE_INVALID'];
const KEY_UNKNOWN = [401, 'ERR_COGNITO_SIGNING_KEY_UNKNOWN'];
const UNAVAILABLE = [503, 'ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE'];

const REFUSED_BY_CLAIM = /^ERR_COGNITO_(?:ISSUER_UNKNOWN|CLAIM_INVALID|CLIENT_REFUSED)$/;

@Controller('optional')
@UseGuards(CognitoAuthGuard)
class OptionalController {
  @OptionalAuth()
  @Get()
  optional(@CurrentUser('sub') sub?: string): string {
    return sub ?? 'nobody';
  }
}

let key: SigningKey;
let otherKey: SigningKey;

beforeAll(() => {
  key = SigningKey.generate('key-1');
  otherKey = SigningKey.generate('key-2');
});

const encode = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** A token whose signature is made by a function of what is signed. */
const signedBy = (
  header: Claims,
  makeSignature: (input: string) => Buffer,
  claims: Claims = accessClaims(),
): string => {
  const input = `${encode({ kid: key.kid, ...header })}.${encode(claims)}`;
  return `${input}.${makeSignature(input).toString('base64url')}`;
};

const hmac = (algorithm: string, secret: string | Buffer) => (input: string) =>
  createHmac(algorithm, secret).update(input).digest();

/** Those of the alphabet of base64url. */
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

const settled = async (promise: Promise<unknown>): Promise<string> => {
  try {
    await promise;
    return 'accepted';
  } catch (error) {
    return (error as { code?: string } | undefined)?.code ?? String(error);
  }
};

const drop: Answer = (_request, response) => response.destroy();

/** Says how long the answer is, sends a part of it, and ends the connection. */
const dropInMidAnswer: Answer = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' });
  response.write('{"keys":[', () => response.destroy());
};

const neverAnswer: Answer = () => undefined;

describe.each(platforms)('on %s', (_name, createAdapter) => {
  let endpoint: KeyEndpoint;
  let clock: FakeClock;
  let app: INestApplication;

  beforeEach(async () => {
    endpoint = await KeyEndpoint.start();
    clock = new FakeClock();
  });

  afterEach(async () => {
    await app.close();
    await endpoint.close();
  });

  /** Boots an application whose keys come from the endpoint. */
  const start = async (
    settings: Partial<CognitoAuthModuleOptions> & { globalGuard?: boolean } = {},
    controllers: NonNullable<Parameters<typeof startApp>[1]['controllers']> = [],
  ) => {
    app = await startApp(
      createAdapter,
      {
        imports: [
          CognitoAuthModule.forRoot({
            ...POOL,
            ...('jwks' in settings ? {} : { jwksUri: endpoint.jwksUri }),
            signingKeys: { prefetch: false },
            ...settings,
          }),
        ],
        controllers: [MeController, OptionalController, ...controllers],
      },
      clock.install,
    );
  };

  /** Boots an application that has fetched its keys. */
  const startWarm = async (settings: Partial<CognitoAuthModuleOptions> = {}) => {
    endpoint.answer = json({ keys: [key.jwk()] });
    await start(settings);
    expect(await outcome(key.sign())).toEqual([200]);
  };

  const outcome = async (token: string | undefined, path = '/me'): Promise<unknown[]> => {
    const { status, body } = await get(app, path, token);
    return status === 200 ? [status] : [status, body.code];
  };

  describe('algorithms and keys', () => {
    it('R-01: a public key in any encoding is no HMAC secret', async () => {
      await start();
      const spki = { type: 'spki', format: 'pem' } as const;
      const pem = key.publicKey.export(spki) as string;
      const { n = '' } = key.publicKey.export({ format: 'jwk' });
      const secrets = [
        pem,
        pem.trimEnd(),
        key.publicKey.export({ type: 'pkcs1', format: 'pem' }) as string,
        key.publicKey.export({ type: 'spki', format: 'der' }),
        JSON.stringify(key.jwk()),
        JSON.stringify({ keys: [key.jwk()] }),
        n,
        Buffer.from(n, 'base64url'),
        '',
      ];

      for (const secret of secrets) {
        for (const [alg, digest] of [
          ['HS256', 'sha256'],
          ['HS384', 'sha384'],
          ['HS512', 'sha512'],
          ['RS256', 'sha256'],
        ] as const) {
          const [status, code] = await outcome(signedBy({ alg }, hmac(digest, secret)));
          expect([alg, status, code]).toEqual(
            alg === 'RS256' ? [alg, ...UNAVAILABLE] : [alg, ...ALGORITHM_REFUSED],
          );
        }
      }
      endpoint.answer = json({ keys: [key.jwk()] });
      clock.advanceSeconds(60);
      for (const secret of secrets) {
        expect(await outcome(signedBy({ alg: 'RS256' }, hmac('sha256', secret)))).toEqual(
          SIGNATURE_INVALID,
        );
      }
    });

    it.each(['fetched', 'given by hand'])(
      'R-02: keys that are %s are public KeyObjects',
      async (how) => {
        endpoint.answer = json({ keys: [key.jwk()] });
        await start(how === 'fetched' ? {} : { jwks: { keys: [key.jwk()] } });

        const resolved = await app.get<SigningKeys>(SIGNING_KEYS).resolve(POOL.issuer, key.kid);

        expect(resolved).toBeInstanceOf(KeyObject);
        expect([resolved.type, resolved.asymmetricKeyType]).toEqual(['public', 'rsa']);
      },
    );

    it('R-03: no algorithm but RS256, though the right key made the signature', async () => {
      endpoint.answer = json({ keys: [key.jwk({ alg: undefined })] });
      await start();
      const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
      const tokens = [
        ...(['RS384', 'RS512'] as const).map((alg) =>
          signedBy({ alg }, (input) =>
            sign(`RSA-SHA${alg.slice(2)}`, Buffer.from(input), key.privateKey),
          ),
        ),
        signedBy({ alg: 'PS256' }, (input) =>
          sign('sha256', Buffer.from(input), { key: key.privateKey, ...pss }),
        ),
        key.sign(accessClaims(), { alg: 'rs256' }),
        key.sign(accessClaims(), { alg: ['RS256'] }),
      ];

      for (const token of tokens) expect(await outcome(token)).toEqual(ALGORITHM_REFUSED);
      expect(endpoint.hits).toBe(0);
      // PSS under the name of RS256 gets as far as the signature.
      expect(
        await outcome(
          signedBy({ alg: 'RS256' }, (input) =>
            sign('sha256', Buffer.from(input), { key: key.privateKey, ...pss }),
          ),
        ),
      ).toEqual(SIGNATURE_INVALID);
    });

    it('R-04: no token without a signature, whatever its alg', async () => {
      await start();
      const algorithms = ['none', 'None', 'NONE', 'nOnE', ' none', '', null, 0, false, [], {}];

      for (const alg of [...algorithms, undefined]) {
        const unsigned = `${encode({ kid: key.kid, alg })}.${encode(accessClaims())}`;
        expect([alg, await outcome(`${unsigned}.AAAA`)]).toEqual([alg, ALGORITHM_REFUSED]);
        for (const end of ['', '.', '..']) {
          expect([alg, await outcome(`${unsigned}${end}`)]).toEqual([alg, MALFORMED]);
        }
      }
      const stripped = key.sign().replace(/[^.]+$/, '');
      expect(await outcome(stripped)).toEqual(MALFORMED);
      expect(endpoint.hits).toBe(0);
    });

    it('R-05: a key that is none lets nobody in', async () => {
      const secret = 'secret'.repeat(8);
      const noKeys: readonly (readonly [string, unknown])[] = [
        ['undefined', undefined],
        ['null', null],
        ['no text', ''],
        ['a text', secret],
        ['a number', 0],
        ['false', false],
        ['an object', {}],
        ['no bytes', Buffer.alloc(0)],
        ['a secret key', createSecretKey(Buffer.from(secret))],
        ['a private key', key.privateKey],
        ['a promise of undefined', Promise.resolve(undefined)],
        ['a promise of a text', Promise.resolve(secret)],
      ];
      let given: unknown;
      const stub = { issuerOf: () => undefined, resolve: () => given, states: () => [] };
      app = await startApp(
        createAdapter,
        {
          imports: [CognitoAuthModule.forRoot({ ...POOL, jwks: { keys: [key.jwk()] } })],
          controllers: [MeController],
        },
        (builder) => builder.overrideProvider(SIGNING_KEYS).useValue(stub),
      );

      for (const [what, value] of noKeys) {
        given = value;
        for (const token of [
          key.sign(),
          signedBy({ alg: 'RS256' }, hmac('sha256', secret)),
          signedBy({ alg: 'HS256' }, hmac('sha256', secret)),
          signedBy({ alg: 'HS256' }, hmac('sha256', '')),
          signedBy({ alg: 'RS256' }, () => Buffer.from('x')),
        ]) {
          expect([what, (await outcome(token))[0]]).toEqual([what, 401]);
        }
      }
      given = key.publicKey;
      expect(await outcome(key.sign())).toEqual([200]);
    });

    it('R-06: an empty HMAC secret does not come into play', async () => {
      await start();

      for (const [alg, digest] of [
        ['HS256', 'sha256'],
        ['HS384', 'sha384'],
        ['HS512', 'sha512'],
      ] as const) {
        for (const kid of [key.kid, undefined, '', null]) {
          expect(await outcome(signedBy({ alg, kid }, hmac(digest, '')))).toEqual(
            ALGORITHM_REFUSED,
          );
        }
      }
      expect(endpoint.hits).toBe(0);
    });

    it('R-07: weak and wrong keys are left out of a set, all at once', async () => {
      const short = SigningKey.generate('short', 1024);
      const one = new UnsoundKey('one', { exponent: 1n, primes: 2, primeBits: 1040 });
      const huge = new UnsoundKey('huge', { exponent: 65_537n, primes: 18, primeBits: 512 });
      const enc = key.as('enc');
      const pss = key.as('pss');
      endpoint.answer = json({
        keys: [
          short.jwk(),
          one.jwk(),
          huge.jwk(),
          enc.jwk({ use: 'enc' }),
          pss.jwk({ alg: 'PS512' }),
          key.jwk(),
        ],
      });
      await start();

      for (const signer of [short, one, huge, enc, pss]) {
        expect([signer.kid, await outcome(signer.sign())]).toEqual([signer.kid, KEY_UNKNOWN]);
      }
      expect(await outcome(key.sign())).toEqual([200]);
    });
  });

  describe('form and claims', () => {
    it.each<[string, Claims]>([
      ['an unknown extension', { crit: ['exp'], exp: 1 }],
      ['b64', { crit: ['b64'], b64: false }],
      ['b64 without crit', { b64: false }],
      ['b64 that changes nothing', { b64: true }],
      ['an empty crit', { crit: [] }],
      ['a crit that is null', { crit: null }],
      ['a crit that is no list', { crit: 'exp' }],
    ])('R-08: %s in the header is refused', async (_case, header) => {
      endpoint.answer = json({ keys: [key.jwk()] });
      await start();

      expect(await outcome(key.sign(accessClaims(), header))).toEqual(MALFORMED);
      expect(endpoint.hits).toBe(0);
    });

    const CLAIMS = JSON.stringify(accessClaims());
    const payloads: readonly (readonly [string, string])[] = [
      ['a list of claims', `[${CLAIMS}]`],
      ['an empty list', '[]'],
      ['a text', '"x"'],
      ['a text of claims', JSON.stringify(CLAIMS)],
      ['null', 'null'],
      ['true', 'true'],
      ['a number', '0'],
      ['a number that is none', '1e999'],
      ['a space', ' '],
      ['a part of an object', '{'],
      ['no JSON', 'not json'],
      ['claims and more', `${CLAIMS}x`],
      ['claims after a byte order mark', `\ufeff${CLAIMS}`],
    ];

    // jsonwebtoken reads a payload in another way where `typ` is JWT, so both ways are tried.
    describe.each<[string, Claims]>([
      ['no typ', {}],
      ['typ JWT', { typ: 'JWT' }],
      ['typ jwt', { typ: 'jwt' }],
    ])('R-09: with %s', (_case, header) => {
      it.each(payloads)('a signed payload that is %s is refused', async (_what, payload) => {
        await start({ jwks: { keys: [key.jwk()] } });

        expect(await outcome(key.sign(payload, header))).toEqual(MALFORMED);
        expect(await outcome(key.sign(CLAIMS, header))).toEqual([200]);
      });

      it.each(payloads)(
        'an unsigned payload that is %s is no failure of the server',
        async (_what, payload) => {
          await start({ jwks: { keys: [key.jwk()] } });

          const [status] = await outcome(`${key.sign(payload, header).replace(/[^.]+$/, '')}AAAA`);
          expect(status).toBe(401);
        },
      );
    });

    it('R-10: a claim matches by being the same text, and by nothing else', async () => {
      await start({ jwks: { keys: [key.jwk()] } });

      for (const claim of ['iss', 'client_id', 'token_use']) {
        const value = accessClaims()[claim] as string;
        const others = [[value], [value, 'x'], { [value]: value }, `${value}$`, '.*', '', null];
        for (const other of others) {
          const [status, code] = await outcome(key.sign(accessClaims({ [claim]: other })));
          expect([claim, other, status, code]).toEqual([
            claim,
            other,
            401,
            expect.stringMatching(REFUSED_BY_CLAIM),
          ]);
        }
      }
    });

    it('R-11: a token has one spelling', async () => {
      await start({ jwks: { keys: [key.jwk()] } });
      const token = key.sign();
      expect(token.split('.')[2]).toHaveLength(342);

      const others = [...Array(BASE64URL.length).keys()]
        .map((index) => token.slice(0, -1) + BASE64URL.charAt(index))
        .filter((other) => other !== token);
      // 256 bytes leave four spare bits in the last character, so 15 others spell the same bytes.
      const bytesOf = (spelled: string) => Buffer.from(spelled.slice(-342), 'base64url');
      const sameBytes = others.filter((other) => bytesOf(other).equals(bytesOf(token)));
      expect(sameBytes).toHaveLength(15);
      for (const other of sameBytes) expect(await outcome(other)).toEqual(MALFORMED);
      for (const other of [`${token}=`, `${token}==`, token.replace('.', '=.')]) {
        expect(await outcome(other)).toEqual(MALFORMED);
      }
      for (const [from, to] of [
        ['-', '+'],
        ['_', '/'],
      ] as const) {
        const spelled = key.sign(accessClaims({ x: '>>>???~~~ÿÿÿ' })).replaceAll(from, to);
        expect(spelled).toContain(to);
        expect(await outcome(spelled)).toEqual(MALFORMED);
      }
      expect(await outcome(token)).toEqual([200]);
    });

    it('R-12: two tokens never share a result, however many are verified at once', async () => {
      await start({ jwks: { keys: [key.jwk()] } });
      const verifier = app.get(CognitoTokenVerifier);
      const subs = Array.from({ length: 50 }, (_, index) => `user-${index}`);
      const spoil = (token: string): string => `${token.slice(0, -342)}${'A'.repeat(342)}`;
      const verify = (token: string) =>
        verifier.verify(token).then(
          (user) => user.sub,
          (error: { code: string }) => error.code,
        );

      for (let round = 0; round < 2; round += 1) {
        const tokens = subs.map((sub) => key.sign(accessClaims({ sub })));
        const verified = await Promise.all(
          tokens.flatMap((token) => [verify(token), verify(spoil(token)), verify(token)]),
        );
        expect(verified).toEqual(
          subs.flatMap((sub) => [sub, 'ERR_COGNITO_SIGNATURE_INVALID', sub]),
        );
      }
      const answers = await Promise.all(
        subs.slice(0, 20).map((sub) => get(app, '/me', key.sign(accessClaims({ sub })))),
      );
      expect(answers.map(({ text }) => text)).toEqual(subs.slice(0, 20));
    });

    it('R-12: the claims of one call are not those of another, nor can they be changed', async () => {
      await start({ jwks: { keys: [key.jwk()] } });
      const verifier = app.get(CognitoTokenVerifier);
      const token = key.sign(accessClaims({ 'cognito:groups': ['users'], nested: { a: [1] } }));

      const [first, second] = [await verifier.verify(token), await verifier.verify(token)];

      expect(first).not.toBe(second);
      for (const change of [
        () => Object.assign(first.claims, { sub: 'changed' }),
        () => (first.claims['nested'] as { a: number[] }).a.push(2),
        () => (first.groups as string[]).push('admin'),
      ]) {
        expect(change).toThrow(TypeError);
      }
    });

    it('R-17: depth is no trouble, in a header that nobody signed or in claims', async () => {
      await start({ jwks: { keys: [key.jwk()] }, maxTokenLength: 16_384 });
      const deep = (open: string, close: string, depth: number, inner = ''): string =>
        open.repeat(depth) + inner + close.repeat(depth);
      const withHeader = (member: string): string => {
        const header = `{"alg":"RS256","kid":"${key.kid}","x":${member}}`;
        return `${encode(header)}.${encode(accessClaims())}.AAAA`;
      };
      const withClaim = (member: string): string =>
        key.sign(`${JSON.stringify(accessClaims()).slice(0, -1)},"x":${member}}`);

      for (const member of [deep('[', ']', 5200), deep('{"":', '}', 2000, '1')]) {
        expect(await outcome(withHeader(member))).toEqual(SIGNATURE_INVALID);
        expect(await outcome(withClaim(member))).toEqual([200]);
      }
      expect(await outcome(withHeader('['.repeat(10_000)))).toEqual(MALFORMED);
    });

    it('R-18: a token of five parts is refused before anything of it is read', async () => {
      await start();
      const header = encode({ alg: 'PBES2-HS256+A128KW', enc: 'A128GCM', p2c: 2 ** 31, p2s: 'a' });
      const deflated = encode({ alg: 'RSA-OAEP', enc: 'A128GCM', zip: 'DEF', kid: key.kid });

      for (const head of [header, deflated, key.sign().split('.')[0]]) {
        expect(await outcome(`${head}.AAAA.AAAA.AAAA.AAAA`)).toEqual(MALFORMED);
      }
      expect(await outcome(`${key.sign()}.AAAA.AAAA`)).toEqual(MALFORMED);
      expect(endpoint.hits).toBe(0);
    });
  });

  describe('key sets', () => {
    it('R-13: two pools whose keys have one kid use each its own', async () => {
      const twin = otherKey.as(key.kid);
      const { clientId, tokenUse } = POOL;
      const issuer = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_ZyXwVu987';
      const other = { userPoolId: 'us-east-1_ZyXwVu987', clientId, tokenUse, issuer } as const;
      endpoint.answer = (incoming, response) => {
        const owner = incoming.url === '/a' ? key : twin;
        json({ keys: [owner.jwk()] })(incoming, response);
      };
      app = await startApp(createAdapter, {
        imports: [
          CognitoAuthModule.forRoot({
            userPools: [
              { ...POOL, jwksUri: `${endpoint.origin}/a` },
              { ...other, jwksUri: `${endpoint.origin}/b` },
            ],
            signingKeys: { prefetch: false },
          }),
        ],
        controllers: [MeController],
      });
      const theirs = { iss: issuer };

      for (let round = 0; round < 2; round += 1) {
        expect(await outcome(key.sign())).toEqual([200]);
        expect(await outcome(twin.sign())).toEqual(SIGNATURE_INVALID);
        expect(await outcome(twin.sign(accessClaims(theirs)))).toEqual([200]);
        expect(await outcome(key.sign(accessClaims(theirs)))).toEqual(SIGNATURE_INVALID);
      }
      expect(endpoint.requested).toEqual(['/a', '/b']);
    });

    it.each([':', '|', '/', '#', '\u0000', ' ', '%2f', '..'])(
      'R-13: a kid with %j in it names no key of another pool',
      async (separator) => {
        const { clientId, tokenUse } = POOL;
        const issuer = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_ZyXwVu987';
        const foreign = otherKey.as('victim');
        await startPools(issuer, { clientId, tokenUse }, foreign);

        for (const owner of [issuer, 'us-east-1_ZyXwVu987', `${endpoint.origin}/b`]) {
          const kid = `${owner}${separator}victim`;
          expect(await outcome(foreign.as(kid).sign(accessClaims()))).toEqual(KEY_UNKNOWN);
        }
        expect(await outcome(foreign.sign(accessClaims()))).toEqual(KEY_UNKNOWN);
        expect(await outcome(foreign.sign(accessClaims({ iss: issuer })))).toEqual([200]);
      },
    );

    const startPools = async (
      issuer: string,
      rules: Pick<typeof POOL, 'clientId' | 'tokenUse'>,
      foreign: SigningKey,
    ) => {
      const userPoolId = issuer.slice(issuer.lastIndexOf('/') + 1);
      app = await startApp(createAdapter, {
        imports: [
          CognitoAuthModule.forRoot({
            userPools: [
              { ...POOL, jwks: { keys: [key.jwk()] } },
              { ...rules, userPoolId, issuer, jwks: { keys: [foreign.jwk()] } },
            ],
          }),
        ],
        controllers: [MeController],
      });
    };

    it('R-14: a refresh replaces the keys: one that is gone is no longer trusted', async () => {
      await startWarm();
      endpoint.answer = json({ keys: [otherKey.jwk()] });
      clock.advanceSeconds(11);

      expect(await outcome(otherKey.sign(accessClaims({}, clock.nowMs)))).toEqual([200]);
      for (let round = 0; round < 2; round += 1) {
        expect(await outcome(key.sign(accessClaims({}, clock.nowMs)))).toEqual(KEY_UNKNOWN);
      }
    });

    it('R-14: one that is gone is refused by the time that twice the maximum age has passed', async () => {
      await startWarm();
      endpoint.answer = json({ keys: [otherKey.jwk()] });
      clock.advanceSeconds(2 * 3600 + 1);

      expect(await outcome(key.sign(accessClaims({}, clock.nowMs)))).toEqual(KEY_UNKNOWN);
    });

    it('R-15: an unknown kid never leads to another key, not even to the only one', async () => {
      await startWarm();

      for (const kid of [
        'key-2',
        'KEY-1',
        'key-1 ',
        ' key-1',
        'key-',
        'key-11',
        'key-1\u0000',
        '__proto__',
        'constructor',
        'toString',
      ]) {
        expect([kid, await outcome(key.as(kid).sign())]).toEqual([kid, KEY_UNKNOWN]);
      }
      for (const kid of [undefined, null, '', 0, ['key-1'], { kid: 'key-1' }]) {
        expect([kid, await outcome(key.sign(accessClaims(), { kid }))]).toEqual([kid, MALFORMED]);
      }
    });

    it('R-16: a malformed entry does not spoil the set', async () => {
      const entries = [null, 1, 'key', [], {}, { kty: 'RSA' }, { kty: 'RSA', kid: 'x', n: 1 }];
      endpoint.answer = json({ keys: [...entries, key.jwk(), ...entries] });
      await start();

      expect(await outcome(key.sign())).toEqual([200]);
    });
  });

  describe('failures', () => {
    it('R-19: those who wait for a failing fetch and try again at once all settle', async () => {
      endpoint.answer = drop;
      await start();
      const verifier = app.get(CognitoTokenVerifier);
      const again = async (times: number): Promise<string> => {
        const code = await settled(verifier.verify(key.sign()));
        return times === 0 ? code : again(times - 1);
      };

      const codes = await Promise.all(Array.from({ length: 20 }, () => again(3)));

      expect(new Set(codes)).toEqual(new Set([UNAVAILABLE[1]]));
      expect(endpoint.hits).toBe(1);
      expect(await outcome(key.sign())).toEqual(UNAVAILABLE);
    });

    it('R-19: so does one that is sent from inside the fetch, or from the news of its failure', async () => {
      const nested: Promise<string>[] = [];
      let fetches = 0;
      const verifyAgain = (): void => {
        nested.push(settled(app.get(CognitoTokenVerifier).verify(key.sign())));
      };
      await start({
        onEvent: ({ type }: CognitoAuthEvent) => {
          if (type === 'keys-failed') verifyAgain();
        },
        signingKeys: {
          prefetch: false,
          fetch: () => {
            fetches += 1;
            verifyAgain();
            return Promise.reject(new Error('down'));
          },
        },
      });

      expect(await outcome(key.sign())).toEqual(UNAVAILABLE);
      expect(await Promise.all(nested)).toEqual([UNAVAILABLE[1], UNAVAILABLE[1]]);
      expect(fetches).toBe(1);
    });

    it('R-19: who comes while a fetch is under way joins it, however long it takes', async () => {
      let release: () => void = () => undefined;
      const asked = new Promise<void>((resolve) => {
        endpoint.answer = (incoming, response) => {
          release = () => json({ keys: [key.jwk()] })(incoming, response);
          resolve();
        };
      });
      await start();
      const verifier = app.get(CognitoTokenVerifier);

      const first = settled(verifier.verify(key.sign()));
      await asked;
      clock.advanceSeconds(30);
      const second = settled(verifier.verify(key.sign(accessClaims({}, clock.nowMs))));
      release();

      expect(await Promise.all([first, second])).toEqual(['accepted', 'accepted']);
      expect(endpoint.hits).toBe(1);
    });

    it('R-20: whatever is sent is answered, and not by a failure of the server', async () => {
      await startWarm();
      const token = key.sign();
      const [header = '', payload = '', signature = ''] = token.split('.');
      const hostile = [
        '.',
        '..',
        '...',
        'a',
        'a.b',
        'a.b.c',
        `${header}.${payload}`,
        `${header}..${signature}`,
        `.${payload}.${signature}`,
        `${header}.${payload}.`,
        `${header}.${header}.${header}`,
        `${payload}.${payload}.${signature}`,
        `${signature}.${payload}.${header}`,
        `${encode('null')}.${payload}.${signature}`,
        `${encode('[]')}.${payload}.${signature}`,
        `${encode('"x"')}.${payload}.${signature}`,
        `${encode('{"alg":"RS256"')}.${payload}.${signature}`,
        `${encode('\ufeff{}')}.${payload}.${signature}`,
        `${header}.${encode('null')}.${signature}`,
        `${header}.${encode('')}.${signature}`,
        key.sign(accessClaims(), { typ: 'at+jwt' }),
        key.sign(accessClaims(), { typ: null }),
        key.sign(accessClaims(), { typ: ['JWT'] }),
        key.sign(accessClaims(), { kid: { toString: 'x' } }),
        key.sign(accessClaims(), { jku: endpoint.origin, x5u: endpoint.origin }).slice(0, -4),
        key.sign('{"__proto__":{"sub":"a"},"constructor":1}'),
        key.sign(accessClaims({ iss: '__proto__' })),
        key.as('hasOwnProperty').sign(),
        'A'.repeat(8193),
        '-'.repeat(8000),
        `${'_'.repeat(4000)}.${'_'.repeat(4000)}.`,
      ];

      const seen: unknown[] = [];
      for (const entry of hostile) seen.push([entry, (await outcome(entry))[0]]);

      expect(seen).toEqual(hostile.map((entry) => [entry, 401]));
      expect(await outcome(token)).toEqual([200]);
    });

    it('R-20: a payload that breaks its parser is answered where the key is waited for', async () => {
      await startWarm();
      // From twice the maximum age on, the key is only given once a refresh has ended.
      clock.advanceSeconds(2 * 3600 + 1);
      const verifying = app.get(CognitoTokenVerifier).verify(key.sign('null', { typ: 'JWT' }));
      const patience = new AbortController();
      const never = setTimeoutAsync(500, 'not settled', { signal: patience.signal });

      expect(await Promise.race([settled(verifying), never])).toBe(MALFORMED[1]);
      patience.abort();
      await never.catch(() => undefined);
    });

    it('R-21: a guard is not passed by another spelling of the path', async () => {
      await start({ globalGuard: true });

      for (const path of ['/ME', '/me/', '//me', '/%6de', '/me;x', '/./me', '/me?/../public']) {
        const { status } = await request(app.getHttpServer()).get(path);
        expect([path, [401, 404]]).toEqual([path, expect.arrayContaining([status])]);
        const { status: head } = await request(app.getHttpServer()).head(path);
        expect([path, [401, 404]]).toEqual([path, expect.arrayContaining([head])]);
      }
    });

    it('R-22: there is no session: no cookie is set, and a session that is there is not touched', async () => {
      const touched: string[] = [];
      const session = new Proxy(
        {},
        {
          get: (_target, name) => void touched.push(`get ${String(name)}`),
          set: (_target, name) => touched.push(`set ${String(name)}`) > 0,
        },
      );
      @Injectable()
      class SessionGuard implements CanActivate {
        canActivate(context: ExecutionContext): boolean {
          const carrier = context.switchToHttp().getRequest<object>();
          Object.defineProperty(carrier, 'session', { value: session, configurable: true });
          return true;
        }
      }
      @Controller('session')
      @UseGuards(SessionGuard, CognitoAuthGuard)
      class SessionController {
        @Get()
        read(): string {
          return 'read';
        }
      }
      @Controller('passport-session')
      @UseGuards(SessionGuard, AuthGuard('cognito'))
      class PassportSessionController {
        @Get()
        read(): string {
          return 'read';
        }
      }
      await start({ jwks: { keys: [key.jwk()] } }, [SessionController, PassportSessionController]);

      for (const path of ['/session', '/passport-session']) {
        for (const [token, expected] of [
          [key.sign(), 200],
          [key.sign(accessClaims({ exp: 1 })), 401],
          [undefined, 401],
        ] as const) {
          const { status, headers } = await get(app, path, token);
          expect([path, status]).toEqual([path, expected]);
          expect(headers).not.toHaveProperty('set-cookie');
        }
      }
      expect(touched).toEqual([]);
    });

    it.each([
      ['that never answers', neverAnswer],
      [
        'that never ends its answer',
        (_request, response) => void response.writeHead(200).write('{"keys":['),
      ],
    ] satisfies readonly (readonly [string, Answer])[])(
      'R-23: an endpoint %s is given up at the deadline',
      async (_case, answer) => {
        endpoint.answer = answer;
        await start({ signingKeys: { prefetch: false, requestTimeoutMs: 200 } });
        const began = performance.now();

        const outcomes = await Promise.all(Array.from({ length: 5 }, () => outcome(key.sign())));

        expect(outcomes).toEqual(outcomes.map(() => UNAVAILABLE));
        expect(endpoint.hits).toBe(1);
        expect(performance.now() - began).toBeLessThan(1200);
      },
    );

    it('R-24: keys that were fetched outlive an outage', async () => {
      await startWarm();
      endpoint.answer = drop;

      for (const seconds of [3601, 3600, 3600, 70_000]) {
        clock.advanceSeconds(seconds);
        expect(await outcome(key.sign(accessClaims({}, clock.nowMs)))).toEqual([200]);
      }
      expect(endpoint.hits).toBeGreaterThan(1);
      clock.advanceSeconds(10_000);
      expect(await outcome(key.sign(accessClaims({}, clock.nowMs)))).toEqual(UNAVAILABLE);
    });
  });

  describe('of the libraries below', () => {
    it('3.1: a connection that is lost in mid-answer fails the fetch, and the next one works', async () => {
      endpoint.answer = dropInMidAnswer;
      await start();

      expect(await outcome(key.sign())).toEqual(UNAVAILABLE);
      endpoint.answer = json({ keys: [key.jwk()] });
      clock.advanceSeconds(1);
      expect(await outcome(key.sign())).toEqual([200]);
    });

    it('3.2: unknown kids cause one fetch and do not lock out good tokens', async () => {
      await startWarm();
      clock.advanceSeconds(11);
      const verifier = app.get(CognitoTokenVerifier);

      const codes = await Promise.all(
        Array.from({ length: 200 }, (_, index) =>
          settled(verifier.verify(`${key.as(`unknown-${index}`).sign().slice(0, -342)}AAAA`)),
        ),
      );

      expect(new Set(codes)).toEqual(new Set([KEY_UNKNOWN[1]]));
      expect(endpoint.hits).toBe(2);
      expect(await outcome(key.sign())).toEqual([200]);
      clock.advanceSeconds(3601);
      expect(await outcome(key.sign(accessClaims({}, clock.nowMs)))).toEqual([200]);
    });

    it.each([
      ['drops connections', drop],
      ['drops them in mid-answer', dropInMidAnswer],
      ['fails', json({}, 500)],
      ['answers something else', json([])],
    ] satisfies readonly (readonly [string, Answer])[])(
      '3.3: an endpoint that %s is not the fault of the caller',
      async (_case, answer) => {
        endpoint.answer = answer;
        await start();

        const { status, headers } = await get(app, '/me', key.sign());

        expect([status, headers['retry-after']]).toEqual([503, '1']);
        expect(headers).not.toHaveProperty('www-authenticate');
        expect(await outcome(key.sign(), '/optional')).toEqual(UNAVAILABLE);
      },
    );

    it('3.4: an unknown kid and a wrong algorithm have codes of their own', async () => {
      await startWarm();

      expect(await outcome(otherKey.sign())).toEqual(KEY_UNKNOWN);
      expect(await outcome(key.sign(accessClaims(), { alg: 'ES256' }))).toEqual(ALGORITHM_REFUSED);
    });

    it('3.5: what passport-jwt verifies with is what it was meant to', async () => {
      await start();
      const { _verifOpts: verification } = app.get<{ _verifOpts: object }>(CognitoStrategy);

      expect(verification).toMatchObject({ algorithms: ['RS256'] });
      // What passport-jwt leaves undefined is checked after it, so a wrong value still is refused.
      for (const changes of [{ iss: 'https://evil.example' }, { client_id: 'x' }, { exp: 1 }]) {
        expect((await outcome(key.sign(accessClaims(changes))))[0]).not.toBe(200);
      }
    });

    it('3.6: claims that jsonwebtoken does not ask for are asked for', async () => {
      await start({ jwks: { keys: [key.jwk()] } });

      for (const claim of ['exp', 'iat', 'iss', 'sub', 'token_use', 'client_id']) {
        const [status, code] = await outcome(key.sign(accessClaims({ [claim]: undefined })));
        expect([claim, status, code]).toEqual([
          claim,
          401,
          expect.stringMatching(/CLAIM_INVALID|ISSUER_UNKNOWN/),
        ]);
      }
    });

    it('3.7: a key is imported once', async () => {
      await startWarm();
      const signingKeys = app.get<SigningKeys>(SIGNING_KEYS);
      const first = signingKeys.resolve(POOL.issuer, key.kid);
      await outcome(key.sign());

      expect(first).toBeInstanceOf(KeyObject);
      expect(signingKeys.resolve(POOL.issuer, key.kid)).toBe(first);
    });

    it('3.8: a second application takes nothing from the first', async () => {
      await start({ jwks: { keys: [key.jwk()] } });
      const second = await startApp(createAdapter, {
        imports: [CognitoAuthModule.forRoot({ ...POOL, jwks: { keys: [otherKey.jwk()] } })],
        controllers: [MeController],
      });
      try {
        expect(await outcome(key.sign())).toEqual([200]);
        expect(await outcome(otherKey.sign())).toEqual(KEY_UNKNOWN);
        expect((await get(second, '/me', otherKey.sign())).status).toBe(200);
        expect((await get(second, '/me', key.sign())).status).toBe(401);
      } finally {
        await second.close();
      }
    });

    it.each(['ws', 'rpc', 'graphql'])(
      '3.10: a %s context is refused and not written to',
      async (type) => {
        await start({ jwks: { keys: [key.jwk()] } });
        const payload = { headers: { authorization: `Bearer ${key.sign()}` } };
        const before = Reflect.ownKeys(payload);
        const context = {
          getType: () => type,
          getClass: () => MeController,
          getHandler: () => Object.getOwnPropertyDescriptor(MeController.prototype, 'read')?.value,
          getArgs: () => [payload, payload, payload],
          getArgByIndex: () => payload,
          switchToHttp: () => ({ getRequest: () => payload, getResponse: () => payload }),
        } as unknown as ExecutionContext;

        // What HTTP does with this payload would let it in, so only the type of the context is in the way.
        await expect(
          Promise.resolve(app.get(CognitoAuthGuard).canActivate(context)),
        ).rejects.toMatchObject({ code: expect.stringMatching(/^ERR_COGNITO_/) });
        expect(Reflect.ownKeys(payload)).toEqual(before);
      },
    );

    it('3.12: a strategy that passes lets nobody in', async () => {
      await start({ jwks: { keys: [key.jwk()] } });
      Object.assign(app.get(CognitoStrategy), {
        authenticate(this: { pass: () => void }) {
          this.pass();
        },
      });

      for (const path of ['/me', '/optional']) {
        expect((await get(app, path, key.sign())).status).toBe(500);
      }
      expect((await get(app, '/optional')).text).toBe('nobody');
    });

    it('3.15: the name of a header is found in any case', async () => {
      await start({
        jwks: { keys: [key.jwk()] },
        tokenSources: [headerToken('X-Id-Token'), bearerToken()],
      });

      for (const name of ['X-Id-Token', 'x-id-token', 'X-ID-TOKEN']) {
        const { status } = await request(app.getHttpServer()).get('/me').set(name, key.sign());
        expect([name, status]).toEqual([name, 200]);
      }
    });

    it('3.18: a failure is not kept: what failed once works as soon as it can', async () => {
      endpoint.answer = drop;
      await start();
      expect(await outcome(key.sign())).toEqual(UNAVAILABLE);
      endpoint.answer = json({ keys: [key.jwk()] });
      expect(await outcome(key.sign())).toEqual(UNAVAILABLE);
      clock.advanceSeconds(1);

      expect(await outcome(key.sign())).toEqual([200]);
    });

    it('3.18: a refresh that fails, or is under way, takes no key away', async () => {
      // Longer than a test may take: a request that waited for the refresh would not be answered.
      await startWarm({ signingKeys: { prefetch: false, requestTimeoutMs: 30_000 } });
      let release: (() => void) | undefined;
      const asked = new Promise<void>((resolve) => {
        endpoint.answer = (incoming, response) => {
          release = () => json({}, 500)(incoming, response);
          resolve();
        };
      });
      clock.advanceSeconds(3601);
      const token = key.sign(accessClaims({}, clock.nowMs));

      expect(await outcome(token)).toEqual([200]);
      await asked;
      expect(await outcome(token)).toEqual([200]);
      release?.();
      expect(await outcome(token)).toEqual([200]);
    });

    it('3.18: options are not written to, so that applications can share them', async () => {
      const shared = Object.freeze({
        ...POOL,
        clientId: Object.freeze([POOL.clientId]),
        jwks: Object.freeze({ keys: Object.freeze([Object.freeze(key.jwk())]) }),
        signingKeys: Object.freeze({ prefetch: false }),
      });
      const before = JSON.stringify(shared);
      await start(shared);

      expect(await outcome(key.sign())).toEqual([200]);
      expect(JSON.stringify(shared)).toBe(before);
    });

    it('3.18: no part of a token stands in the log', async () => {
      const lines: string[] = [];
      const levels = ['log', 'warn', 'error', 'debug', 'verbose', 'fatal'] as const;
      const original = Object.fromEntries(levels.map((level) => [level, Logger.prototype[level]]));
      for (const level of levels) {
        Logger.prototype[level] = (...given: unknown[]) =>
          void lines.push(given.map(String).join());
      }
      try {
        await start({ jwks: { keys: [key.jwk()] } });
        const tokens = [
          key.sign(),
          key.sign(accessClaims({ exp: 1 })),
          key.sign(accessClaims({ sub: 'sub-of-somebody', client_id: 'another' })),
          `${key.sign().slice(0, -342)}AAAA`,
          otherKey.sign(),
        ];
        for (const token of tokens) await outcome(token);

        expect(lines.filter((line) => line.startsWith('Refused: '))).toHaveLength(4);
        for (const segment of tokens.flatMap((token) => token.split('.'))) {
          if (segment !== 'AAAA') expect(lines.join('\n')).not.toContain(segment);
        }
        expect(lines.join('\n')).not.toContain('sub-of-somebody');
      } finally {
        Object.assign(Logger.prototype, original);
      }
    });

    it('3.18: what stands on a handler beats what stands on its class', async () => {
      @Public()
      @Controller('beats')
      @UseGuards(CognitoAuthGuard)
      class PublicController {
        @Get()
        open(): string {
          return 'open';
        }

        @RequireAnyGroup('admin')
        @Get('closed')
        closed(): string {
          return 'closed';
        }
      }
      @Controller('beaten')
      @UseGuards(CognitoAuthGuard)
      @RequireAnyGroup('admin')
      class ClosedController {
        @Public()
        @Get('open')
        open(): string {
          return 'open';
        }

        @Get()
        closed(): string {
          return 'closed';
        }
      }
      await start({ jwks: { keys: [key.jwk()] } }, [PublicController, ClosedController]);

      expect(await outcome(undefined, '/beats')).toEqual([200]);
      expect((await outcome(undefined, '/beats/closed'))[0]).toBe(401);
      expect(await outcome(undefined, '/beaten/open')).toEqual([200]);
      expect((await outcome(undefined, '/beaten'))[0]).toBe(401);
    });

    it('3.18: an issuer that cannot be reached does not stop the boot', async () => {
      let report: (event: CognitoAuthEvent) => void = () => undefined;
      const failed = new Promise<CognitoAuthEvent>((resolve) => {
        report = resolve;
      });
      app = await startApp(createAdapter, {
        imports: [
          CognitoAuthModule.forRoot({
            ...POOL,
            signingKeys: { fetch: () => Promise.reject(new Error('ENOTFOUND')) },
            onEvent: (event) => report(event),
          }),
        ],
        controllers: [MeController],
      });

      expect(await failed).toMatchObject({ type: 'keys-failed', userPoolId: POOL.userPoolId });
    });
  });
});

describe('what is set before any request', () => {
  const boot = (options: unknown) =>
    startApp(() => new ExpressAdapter(), {
      imports: [CognitoAuthModule.forRoot(options as CognitoAuthModuleOptions)],
    });

  it.each(['clientId', 'issuer', 'audience', 'userPoolId', 'tokenUse'])(
    'R-10: %s is no pattern',
    async (name) => {
      await expect(
        boot({ ...POOL, jwks: { keys: [key.jwk()] }, [name]: /./ }),
      ).rejects.toMatchObject({
        mistakes: expect.arrayContaining([expect.stringMatching(new RegExp(`^${name}: `))]),
      });
    },
  );

  it.each(['clientId', 'issuer', 'audience', 'userPoolId', 'tokenUse'])(
    '3.6: %s that is empty is no way to switch its check off',
    async (name) => {
      for (const empty of ['', [], [''], {}]) {
        await expect(
          boot({ ...POOL, jwks: { keys: [key.jwk()] }, [name]: empty }),
        ).rejects.toMatchObject({ code: 'ERR_COGNITO_OPTIONS' });
      }
    },
  );

  it('3.6: a maximum age that is a text is no number of milliseconds', async () => {
    await expect(
      boot({ ...POOL, jwks: { keys: [key.jwk()] }, maxTokenAgeSeconds: '3600' }),
    ).rejects.toMatchObject({ mistakes: [expect.stringContaining('maxTokenAgeSeconds: ')] });
  });

  it('R-25: a fetch is given three seconds at least, unless less is asked for', () => {
    const { signingKeys } = resolveCognitoAuthOptions(POOL);

    expect(signingKeys.requestTimeoutMs).toBeGreaterThanOrEqual(3000);
  });

  it('3.13: what is request-scoped stops the boot instead of every request', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class Tenant {}
    @Module({ providers: [Tenant], exports: [Tenant] })
    class TenantModule {}
    const registration = CognitoAuthModule.forRootAsync({
      imports: [TenantModule],
      inject: [Tenant],
      useFactory: () => ({ ...POOL, jwks: { keys: [key.jwk()] } }),
    });

    await expect(
      startApp(() => new ExpressAdapter(), { imports: [registration] }),
    ).rejects.toMatchObject({ mistakes: [expect.stringContaining('request-scoped')] });
  });

  it('3.14: reading a header takes time in proportion to its length', () => {
    const read = bearerToken();
    const length = 65_536;
    const values = [
      'A'.repeat(length),
      ' '.repeat(length),
      '\t'.repeat(length),
      'Bearer '.repeat(length / 8),
      `Bearer ${' '.repeat(length)}x y`,
      `Bearer ${'A'.repeat(length)}!`,
      `Bearer ${'='.repeat(length)}!`,
      `Bearer ${'A='.repeat(length / 2)}!`,
    ];

    for (const authorization of values) {
      const began = performance.now();
      try {
        read({ headers: { authorization } });
      } catch {
        // Whether it is refused is not the question here.
      }
      // A quadratic one takes two seconds for this length.
      expect(performance.now() - began).toBeLessThan(50);
    }
  });

  it('3.16: a lax router of Fastify is no way around the guard', async () => {
    const app = await startApp(
      () =>
        new FastifyAdapter({
          routerOptions: { ignoreDuplicateSlashes: true, caseSensitive: false },
        }),
      {
        imports: [CognitoAuthModule.forRoot({ ...POOL, jwks: { keys: [key.jwk()] } })],
        controllers: [MeController],
      },
    );
    for (const path of ['/me', '//me', '/ME', '///Me']) {
      expect([path, (await get(app, path)).status]).toEqual([path, 401]);
      expect([path, (await get(app, path, key.sign())).status]).toEqual([path, 200]);
    }
    await app.close();
  });
});

describe('the lock file', () => {
  const { packages } = JSON.parse(
    readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'),
  ) as { packages: Record<string, { version: string }> };

  const versionsOf = (name: string): readonly string[] =>
    Object.entries(packages)
      .filter(([path]) => path.endsWith(`node_modules/${name}`))
      .map(([, { version }]) => version);

  const isAtLeast = (version: string, floor: string): boolean =>
    version.localeCompare(floor, 'en', { numeric: true }) >= 0;

  it('R-06: holds no jws that takes an empty secret', () => {
    const versions = versionsOf('jws');

    expect(versions.length).toBeGreaterThan(0);
    for (const version of versions) {
      expect([version, isAtLeast(version, version.startsWith('3.') ? '3.2.3' : '4.0.1')]).toEqual([
        version,
        true,
      ]);
    }
  });

  it.each([
    ['jsonwebtoken', '9.0.0'],
    ['passport', '0.6.0'],
    ['jwks-rsa', '3.2.2'],
  ])('3.17: holds no %s below %s, which has known vulnerabilities', (name, floor) => {
    const versions = versionsOf(name);

    expect(versions.length).toBeGreaterThan(0);
    expect(versions.filter((version) => !isAtLeast(version, floor))).toEqual([]);
  });
});
