import { Logger } from '@nestjs/common';
import { createPublicKey, generateKeyPairSync, type JsonWebKey, type KeyObject } from 'node:crypto';
import { platforms } from '../../support/platforms.js';
import { json } from '../../support/answers.js';
import { cpuTimer } from '../../support/cpu-timer.js';
import { ADMITTED, UNAVAILABLE, UNKNOWN_KEY } from './support/fault-app.js';
import { COOLDOWN_SECONDS, FaultBench } from './support/fault-bench.js';

const bench = FaultBench.forThisFile();

/** The lines that are warned of while something runs. */
async function warningsOf(run: () => Promise<unknown>): Promise<string[]> {
  const warnings: string[] = [];
  Logger.overrideLogger({
    log() {},
    error() {},
    warn: (line: string) => warnings.push(line),
  });
  try {
    await run();
  } finally {
    Logger.overrideLogger(false);
  }
  return warnings;
}

describe.each(platforms)('a key set with flaws, on %s,', (_name, createAdapter) => {
  /** The key of access tokens, and the one of ID tokens. */
  const keys = (): [JsonWebKey, JsonWebKey] => {
    const [access, id] = bench.pool.jwks.keys;
    if (access === undefined || id === undefined) throw new Error('a pool has two keys');
    return [access, id];
  };

  const bootWith = async (published: readonly unknown[]) => {
    const endpoint = await bench.endpoint(json({ keys: published }));
    return { endpoint, app: await bench.boot(endpoint.jwksUri, { createAdapter }) };
  };

  it('is used where it has the same key twice', async () => {
    const [access] = keys();
    const { endpoint, app } = await bootWith([access, { ...access }]);

    const warnings = await warningsOf(async () => {
      expect(await app.send(bench.token())).toMatchObject(ADMITTED);
    });

    expect(warnings).toEqual([]);
    expect(endpoint.hits).toBe(1);
  });

  it.each([
    ['before', (good: JsonWebKey, bad: JsonWebKey) => [good, bad]],
    ['after', (good: JsonWebKey, bad: JsonWebKey) => [bad, good]],
    ['around', (good: JsonWebKey, bad: JsonWebKey) => [bad, good, bad]],
  ])('loses both keys where two have one id, the right one %s', async (_case, arrange) => {
    const [access, id] = keys();
    const { endpoint, app } = await bootWith([
      ...arrange(access, { ...id, kid: access['kid'] }),
      id,
    ]);

    const warnings = await warningsOf(async () => {
      expect(await app.send(bench.token())).toMatchObject(UNKNOWN_KEY);
      // An attacker's token under that id, signed with the other key.
      bench.clock.advanceSeconds(COOLDOWN_SECONDS);
      expect(await app.send(bench.token())).toMatchObject(UNKNOWN_KEY);
    });

    const idToken = bench.pool.idToken({ issuedAt: new Date(bench.clock.nowMs) });
    expect(await app.send(idToken)).toMatchObject(ADMITTED);
    // Once, and not at each of the two fetches.
    expect(endpoint.hits).toBe(2);
    expect(warnings).toEqual([expect.stringContaining(bench.pool.userPoolId)]);
  });

  describe('of 140 keys of which one is good,', () => {
    /** Every kind of entry that is no key for RS256, in turn. */
    const useless = (): readonly unknown[] => {
      const [, id] = keys();
      const { n, ...withoutModulus } = id;
      const jwkOf = ({ publicKey }: { publicKey: KeyObject }) =>
        publicKey.export({ format: 'jwk' });
      const flawed: object[] = [
        { use: 'enc' },
        { key_ops: ['encrypt'] },
        { alg: 'RS512' },
        { alg: 'PS256' },
        { kty: 'rsa' },
        { n: 'AQ' },
        { n: 7 },
        { n: '' },
        { e: 'AQ' },
        { e: 'AA' },
        { d: n },
        jwkOf(generateKeyPairSync('ec', { namedCurve: 'P-256' })),
        jwkOf(generateKeyPairSync('ed25519')),
        { ...jwkOf(generateKeyPairSync('rsa', { modulusLength: 1024 })) },
        { kty: 'oct', k: 'c2VjcmV0', alg: 'HS256' },
      ].map((flaw, index) => ({ ...id, ...flaw, kid: `useless-${index}` }));
      return [
        ...flawed,
        { ...withoutModulus, kid: 'no-modulus' },
        { ...id, kid: undefined },
        { ...id, kid: 1 },
        { ...id, kid: '' },
        null,
        1,
        'key',
        true,
        [],
        [id],
        {},
      ];
    };

    it.each(['first', 'last'])('is used for that one, where it is the %s', async (place) => {
      const [access] = keys();
      const kinds = useless();
      const rest = Array.from({ length: 139 }, (_, index) => kinds[index % kinds.length]);
      const published = place === 'first' ? [access, ...rest] : [...rest, access];
      expect(JSON.stringify({ keys: published }).length).toBeLessThan(64 * 1024);
      const { endpoint, app } = await bootWith(published);

      expect(await app.send(bench.token())).toMatchObject(ADMITTED);
      const idToken = bench.pool.idToken({ issuedAt: new Date(bench.clock.nowMs) });
      expect(await app.send(idToken)).toMatchObject(UNKNOWN_KEY);
      expect(endpoint.hits).toBe(1);
    });
  });

  it('is used whole, for little more than reading each key once, where it holds 140 good keys', async () => {
    const [access, id] = keys();
    const published = Array.from({ length: 139 }, (_, index) => ({ ...id, kid: `key-${index}` }));
    const jwks = { keys: [...published, access] };
    expect(JSON.stringify(jwks).length).toBeLessThan(64 * 1024);

    // The cheapest of some: the others say more of the machine than of the code.
    const [reading, verifying]: [number[], number[]] = [[], []];
    for (let run = 0; run < 5; run += 1) {
      const app = await bench.boot('https://keys.invalid/jwks.json', {
        createAdapter,
        signingKeys: { fetch: () => Promise.resolve(Response.json(jwks)) },
      });
      const token = bench.token();
      const used = cpuTimer();
      for (const key of jwks.keys) createPublicKey({ key, format: 'jwk' });
      reading.push(used());
      const usedAgain = cpuTimer();
      await app.verifier.verify(token);
      verifying.push(usedAgain());
    }

    // To compare each with each would be a hundred times as much.
    expect(Math.min(...verifying)).toBeLessThan(10 * Math.min(...reading));
  });

  it('is refused as too long where it holds 1000 keys', async () => {
    const [access, id] = keys();
    const published = Array.from({ length: 999 }, (_, index) => ({ ...id, kid: `key-${index}` }));
    const { endpoint, app } = await bootWith([access, ...published]);

    expect(await app.send(bench.token())).toMatchObject(UNAVAILABLE);
    expect(endpoint.hits).toBe(1);
  });
});
