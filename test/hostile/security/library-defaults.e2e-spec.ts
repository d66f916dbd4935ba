import { readFileSync } from 'node:fs';
import { ExpressAdapter } from '@nestjs/platform-express';
import { type CognitoAuthModuleOptions, CognitoStrategy } from 'nestjs-cognito-auth';
import { FakeClock } from '../../support/fake-clock.js';
import { json } from '../../support/key-endpoint.js';
import { platforms } from '../../support/platforms.js';
import { Bench } from './support/bench.js';
import { CapturedLog } from '../../support/captured-log.js';
import { bearer, GuardedApp } from './support/guarded-app.js';
import { RawUserPool } from '../../support/raw-user-pool.js';
import { invalidToken, refusalOf } from './support/refusal-of.js';

const clock = new FakeClock();
const pool = RawUserPool.create({ now: () => clock.nowMs });
const log = new CapturedLog();

const REFUSED_BY_CLAIM = /^ERR_COGNITO_(?:ISSUER_UNKNOWN|CLAIM_MALFORMED|CLIENT_REFUSED)$/;

// passport-jwt and jsonwebtoken check a claim only where they are told what it must be, and jsonwebtoken
// takes a list or a pattern for that as well.
describe.each(platforms)(
  'the guard, whatever the libraries below do by default, on %s,',
  (_name, createAdapter) => {
    const bench = Bench.forEachTest({ createAdapter, pool, clock, log });

    const refusalWith = (claims: object) =>
      refusalOf(bench.app, bearer(pool.token({ payload: pool.claims(claims) })));

    it('compares a claim as text, and in no other way', async () => {
      await bench.startWith(pool.options);

      for (const claim of ['iss', 'client_id', 'token_use']) {
        const value = pool.claims()[claim] as string;
        const others = [[value], [value, 'x'], { [value]: value }, `${value}$`, '.*', '', null];
        for (const other of others) {
          expect([claim, other, await refusalWith({ [claim]: other })]).toEqual([
            claim,
            other,
            { ...invalidToken(''), code: expect.stringMatching(REFUSED_BY_CLAIM) },
          ]);
        }
      }
    });

    it('gives passport-jwt RS256 alone, and checks what passport-jwt does not', async () => {
      bench.endpoint.answer = json(pool.jwks);
      await bench.start();
      const { _verifOpts: verification } = bench.app.nest.get<{ _verifOpts: object }>(
        CognitoStrategy,
      );

      expect(verification).toMatchObject({ algorithms: ['RS256'] });
      for (const [claims, code] of [
        [{ iss: 'https://evil.example' }, 'ERR_COGNITO_ISSUER_UNKNOWN'],
        [{ client_id: 'x' }, 'ERR_COGNITO_CLIENT_REFUSED'],
        [{ exp: 1 }, 'ERR_COGNITO_TOKEN_EXPIRED'],
      ] as const) {
        expect(await refusalWith(claims)).toEqual(invalidToken(code));
      }
    });

    it.each(['exp', 'iat', 'iss', 'sub', 'token_use', 'client_id'])(
      'refuses a token without %s, which jsonwebtoken does not require',
      async (claim) => {
        await bench.startWith(pool.options);

        expect(await refusalWith({ [claim]: undefined })).toEqual({
          ...invalidToken(''),
          code: expect.stringMatching(/CLAIM_MALFORMED|ISSUER_UNKNOWN/),
        });
      },
    );
  },
);

describe('an option that the libraries below would take for something else', () => {
  const boot = (options: object) =>
    GuardedApp.start(() => new ExpressAdapter(), options as CognitoAuthModuleOptions, log);

  it.each(['clientId', 'issuer', 'audience', 'userPoolId', 'tokenUse'])(
    'stops the boot where %s is a pattern',
    async (name) => {
      await expect(boot({ ...pool.options, [name]: /./ })).rejects.toMatchObject({
        mistakes: expect.arrayContaining([expect.stringMatching(new RegExp(`^${name}: `))]),
      });
    },
  );

  it.each(['clientId', 'issuer', 'audience', 'userPoolId', 'tokenUse'])(
    'stops the boot where %s is empty, which could switch its check off',
    async (name) => {
      for (const empty of ['', [], [''], {}]) {
        await expect(boot({ ...pool.options, [name]: empty })).rejects.toMatchObject({
          code: 'ERR_COGNITO_SETUP',
        });
      }
    },
  );

  it('stops the boot where a maximum age is a text', async () => {
    await expect(boot({ ...pool.options, maxTokenAgeSeconds: '3600' })).rejects.toMatchObject({
      mistakes: [expect.stringContaining('maxTokenAgeSeconds: ')],
    });
  });
});

describe('the lock file', () => {
  const { packages } = JSON.parse(
    readFileSync(new URL('../../../package-lock.json', import.meta.url), 'utf8'),
  ) as { packages: Record<string, { version: string }> };

  const versionsOf = (name: string): readonly string[] =>
    Object.entries(packages)
      .filter(([path]) => path.endsWith(`node_modules/${name}`))
      .map(([, { version }]) => version);

  const isAtLeast = (version: string, floor: string): boolean =>
    version.localeCompare(floor, 'en', { numeric: true }) >= 0;

  it('holds no jws that takes an empty secret', () => {
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
  ])('holds no %s below %s, which has known vulnerabilities', (name, floor) => {
    const versions = versionsOf(name);

    expect(versions.length).toBeGreaterThan(0);
    expect(versions.filter((version) => !isAtLeast(version, floor))).toEqual([]);
  });
});
