import { CognitoTokenVerifier } from 'nestjs-cognito-auth';
import { FakeClock } from '../../support/fake-clock.js';
import { platforms } from '../../support/platforms.js';
import { Bench } from './support/bench.js';
import { CapturedLog } from '../../support/captured-log.js';
import { bearer } from './support/guarded-app.js';
import { segment } from '../../support/forge.js';
import { RawUserPool } from '../../support/raw-user-pool.js';
import { acceptanceOf, invalidToken, refusalOf } from './support/refusal-of.js';
import { settled } from './support/settled.js';

const MALFORMED = invalidToken('ERR_COGNITO_TOKEN_MALFORMED');
const SIGNATURE_INVALID = invalidToken('ERR_COGNITO_SIGNATURE_INVALID');

const clock = new FakeClock();
const pool = RawUserPool.create({ now: () => clock.nowMs });
const log = new CapturedLog();

describe.each(platforms)('a server on %s', (_name, createAdapter) => {
  const bench = Bench.forEachTest({ createAdapter, pool, clock, log });

  const refusalOfToken = (token: string) => refusalOf(bench.app, bearer(token));

  it('is not stopped by deep nesting, in a header that nobody signed or in claims', async () => {
    await bench.startWith({ ...pool.options, maxTokenLength: 16_384 });
    const deep = (open: string, close: string, depth: number, inner = ''): string =>
      open.repeat(depth) + inner + close.repeat(depth);
    const withMember = (object: object, member: string): string =>
      `${JSON.stringify(object).slice(0, -1)},"x":${member}}`;
    const withHeader = (member: string): string =>
      `${segment(withMember(pool.header(), member))}.${segment(pool.claims())}.AAAA`;

    for (const member of [deep('[', ']', 5200), deep('{"":', '}', 2000, '1')]) {
      expect(await refusalOfToken(withHeader(member))).toEqual(SIGNATURE_INVALID);
      const payload = withMember(pool.claims(), member);
      await acceptanceOf(bench.app, bearer(pool.token({ payload })));
    }
    expect(await refusalOfToken(withHeader('['.repeat(10_000)))).toEqual(MALFORMED);
  });

  it('answers all input, and never with a failure of the server', async () => {
    await bench.startWarm();
    const token = pool.token();
    const [header = '', payload = '', signature = ''] = token.split('.');
    const under = (members: object): string => pool.token({ header: pool.header(members) });
    const { origin } = bench.endpoint;
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
      `${segment('null')}.${payload}.${signature}`,
      `${segment('[]')}.${payload}.${signature}`,
      `${segment('"x"')}.${payload}.${signature}`,
      `${segment('{"alg":"RS256"')}.${payload}.${signature}`,
      `${segment('\ufeff{}')}.${payload}.${signature}`,
      `${header}.${segment('null')}.${signature}`,
      `${header}.${segment('')}.${signature}`,
      under({ typ: 'at+jwt' }),
      under({ typ: null }),
      under({ typ: ['JWT'] }),
      under({ kid: { toString: 'x' } }),
      under({ jku: origin, x5u: origin }).slice(0, -4),
      pool.token({ payload: '{"__proto__":{"sub":"a"},"constructor":1}' }),
      pool.token({ payload: pool.claims({ iss: '__proto__' }) }),
      under({ kid: 'hasOwnProperty' }),
      'A'.repeat(8193),
      '-'.repeat(8000),
      `${'_'.repeat(4000)}.${'_'.repeat(4000)}.`,
    ];

    for (const entry of hostile) {
      const refusal = await refusalOfToken(entry);
      expect([entry, refusal]).toEqual([entry, invalidToken(refusal.code)]);
    }
    await acceptanceOf(bench.app, bearer(token));
  });

  it('answers a payload that breaks its parser while the call waits for the key', async () => {
    await bench.startWarm();
    // From twice the maximum age on, the key is only given once a refresh has ended.
    clock.advanceSeconds(2 * 3600 + 1);
    const token = pool.token({ header: pool.header({ typ: 'JWT' }), payload: 'null' });
    const verifying = bench.app.nest.get(CognitoTokenVerifier).verify(token);

    // One that never settled would hold the test up until its timeout.
    expect(await settled(verifying)).toBe(MALFORMED.code);
  });
});
