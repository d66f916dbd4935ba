import { FakeClock } from '../../support/fake-clock.js';
import { platforms } from '../../support/platforms.js';
import { Bench } from './support/bench.js';
import { CapturedLog } from '../../support/captured-log.js';
import { bearer } from './support/guarded-app.js';
import { respellings, segment } from '../../support/forge.js';
import { RawUserPool } from '../../support/raw-user-pool.js';
import { acceptanceOf, invalidToken, refusalOf } from './support/refusal-of.js';

const MALFORMED = invalidToken('ERR_COGNITO_TOKEN_MALFORMED');

const clock = new FakeClock();
const pool = RawUserPool.create({ now: () => clock.nowMs });
const log = new CapturedLog();

const CLAIMS = JSON.stringify(pool.claims());
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

describe.each(platforms)('the guard against lax encodings on %s', (_name, createAdapter) => {
  const bench = Bench.forEachTest({ createAdapter, pool, clock, log });

  const refusalOfToken = (token: string) => refusalOf(bench.app, bearer(token));

  // jsonwebtoken reads a payload in another way where `typ` is JWT, so both ways are tried.
  describe.each<[string, object]>([
    ['no typ', {}],
    ['typ JWT', { typ: 'JWT' }],
    ['typ jwt', { typ: 'jwt' }],
  ])('in a token with %s', (_case, type) => {
    beforeEach(() => bench.startWith(pool.options));

    it.each(payloads)('refuses a signed payload that is %s', async (_what, payload) => {
      const header = pool.header(type);

      expect(await refusalOfToken(pool.token({ header, payload }))).toEqual(MALFORMED);
      await acceptanceOf(bench.app, bearer(pool.token({ header, payload: CLAIMS })));
    });

    it.each(payloads)(
      'answers an unsigned payload that is %s without a failure of the server',
      async (_what, payload) => {
        const token = pool.token({ header: pool.header(type), payload });
        const refusal = await refusalOfToken(`${token.replace(/[^.]+$/, '')}AAAA`);

        expect(refusal).toEqual(invalidToken(refusal.code));
      },
    );
  });

  it('accepts one spelling of a token', async () => {
    await bench.startWith(pool.options);
    const token = pool.token();
    const start = token.slice(0, token.lastIndexOf('.') + 1);
    const signature = token.slice(start.length);
    expect(signature).toHaveLength(342);

    // 256 bytes leave four spare bits in the last character, so 15 others spell the same bytes.
    const others = respellings(signature);
    expect(others).toHaveLength(15);
    for (const other of others) expect(await refusalOfToken(start + other)).toEqual(MALFORMED);
    for (const other of [`${token}=`, `${token}==`, token.replace('.', '=.')]) {
      expect(await refusalOfToken(other)).toEqual(MALFORMED);
    }
    for (const [from, to] of [
      ['-', '+'],
      ['_', '/'],
    ] as const) {
      const payload = pool.claims({ x: '>>>???~~~ÿÿÿ' });
      const spelled = pool.token({ payload }).replaceAll(from, to);
      expect(spelled).toContain(to);
      expect(await refusalOfToken(spelled)).toEqual(MALFORMED);
    }
    await acceptanceOf(bench.app, bearer(token));
  });

  it('refuses five parts, as of a JWE, before it reads any of them', async () => {
    await bench.start();
    const derived = segment({ alg: 'PBES2-HS256+A128KW', enc: 'A128GCM', p2c: 2 ** 31, p2s: 'a' });
    const deflated = segment({ alg: 'RSA-OAEP', enc: 'A128GCM', zip: 'DEF', kid: pool.kid });

    for (const header of [derived, deflated, pool.token().split('.')[0]]) {
      expect(await refusalOfToken(`${header}.AAAA.AAAA.AAAA.AAAA`)).toEqual(MALFORMED);
    }
    expect(await refusalOfToken(`${pool.token()}.AAAA.AAAA`)).toEqual(MALFORMED);
    expect(bench.endpoint.hits).toBe(0);
  });
});
