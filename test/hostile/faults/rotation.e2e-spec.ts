import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { tamper } from '../../support/forge.js';
import { platforms } from '../../support/platforms.js';
import { held, json } from '../../support/answers.js';
import { ADMITTED, distinct, UNAVAILABLE, UNKNOWN_KEY } from './support/fault-app.js';
import { COOLDOWN_SECONDS, FaultBench, MAX_AGE_SECONDS } from './support/fault-bench.js';

const bench = FaultBench.forThisFile();

describe.each(platforms)('a pool that changes its keys, on %s,', (_name, createAdapter) => {
  let rotated: LocalUserPool;

  beforeAll(async () => {
    rotated = await bench.rotated();
  });

  const bootWarm = async () => {
    const endpoint = await bench.endpoint(json(bench.pool.jwks));
    const app = await bench.boot(endpoint.jwksUri, { createAdapter });
    expect(await app.send(bench.token())).toMatchObject(ADMITTED);
    return { endpoint, app };
  };
  const both = () => ({ keys: [...bench.pool.jwks.keys, ...rotated.jwks.keys] });
  const oldToken = (): string => bench.token();
  const newToken = (): string => bench.token({}, rotated);

  it('has its new key accepted from the first token on, and its old key all the time', async () => {
    const { endpoint, app } = await bootWarm();
    const { answer, letGo } = held(json(both()));
    endpoint.answer = answer;
    bench.clock.advanceSeconds(COOLDOWN_SECONDS);

    const asked = endpoint.nextRequest();
    const first = app.sendAll(Array.from({ length: 10 }, newToken));
    await asked;
    const old = await app.sendAll(bench.tokens(50));
    letGo();

    expect(distinct(old)).toEqual([ADMITTED]);
    expect(distinct(await first)).toEqual([ADMITTED]);
    expect(distinct(await app.sendAll([oldToken(), newToken()]))).toEqual([ADMITTED]);
    expect(endpoint.hits).toBe(2);
  });

  it('has its new key accepted after the cooldown, whatever unknown keys others send', async () => {
    const { endpoint, app } = await bootWarm();
    bench.clock.advanceSeconds(COOLDOWN_SECONDS);
    const flood = () => app.send(tamper(oldToken(), { header: { kid: 'unknown' } }));
    expect(await flood()).toMatchObject(UNKNOWN_KEY);
    endpoint.answer = json(both());

    const timeline: number[] = [];
    for (let second = 0; second <= COOLDOWN_SECONDS; second += 1) {
      const [fromAttacker, fromOld] = [await flood(), await app.send(oldToken())];
      expect(fromAttacker).toMatchObject(UNKNOWN_KEY);
      expect(fromOld).toMatchObject(ADMITTED);
      timeline.push((await app.send(newToken())).status);
      bench.clock.advanceSeconds(1);
    }

    expect(timeline).toEqual([...Array.from({ length: COOLDOWN_SECONDS }, () => 401), 200]);
    expect(endpoint.hits).toBe(3);
  });

  it('has a dropped key refused after a refresh that an unknown key causes', async () => {
    const { endpoint, app } = await bootWarm();
    endpoint.answer = json(rotated.jwks);
    bench.clock.advanceSeconds(COOLDOWN_SECONDS);
    expect(await app.send(oldToken())).toMatchObject(ADMITTED);

    expect(await app.send(newToken())).toMatchObject(ADMITTED);
    expect(await app.send(oldToken())).toMatchObject(UNKNOWN_KEY);
    expect(endpoint.hits).toBe(2);
  });

  it('has a dropped key refused for good after a refresh that the age of the keys causes', async () => {
    const { endpoint, app } = await bootWarm();
    const { answer, letGo } = held(json(rotated.jwks));
    endpoint.answer = answer;
    const token = bench.token({ expiresInSeconds: 86_400 });
    bench.clock.advanceSeconds(MAX_AGE_SECONDS + 1);

    const asked = endpoint.nextRequest();
    expect(await app.send(token)).toMatchObject(ADMITTED);
    await asked;
    const joined = app.send(newToken());
    letGo();
    expect(await joined).toMatchObject(ADMITTED);

    expect(await app.send(token)).toMatchObject(UNKNOWN_KEY);
    await endpoint.refuse();
    for (const seconds of [COOLDOWN_SECONDS, MAX_AGE_SECONDS, MAX_AGE_SECONDS + 1]) {
      bench.clock.advanceSeconds(seconds);
      expect((await app.send(token)).status).not.toBe(200);
      expect(await app.send(newToken())).toMatchObject(ADMITTED);
    }
  });

  it('has a dropped key refused at once where the keys are older than twice their maximum age', async () => {
    const { endpoint, app } = await bootWarm();
    endpoint.answer = json(rotated.jwks);
    const token = bench.token({ expiresInSeconds: 86_400 });
    bench.clock.advanceSeconds(2 * MAX_AGE_SECONDS + 1);

    const outcomes = await app.sendAll([token, token, token]);

    expect(distinct(outcomes)).toEqual([UNKNOWN_KEY]);
    expect(endpoint.hits).toBe(2);
  });

  it('has a token refused whose key id now names another key', async () => {
    const { endpoint, app } = await bootWarm();
    const token = bench.token({ expiresInSeconds: 86_400 });
    const keys = bench.pool.jwks.keys.map(({ kid }, index) => ({
      ...rotated.jwks.keys[index],
      kid,
    }));
    endpoint.answer = json({ keys });
    bench.clock.advanceSeconds(2 * MAX_AGE_SECONDS + 1);

    expect(await app.send(token)).toMatchObject({
      status: 401,
      code: 'ERR_COGNITO_SIGNATURE_INVALID',
    });
  });

  it('does not lose its keys when an answer has none', async () => {
    const { endpoint, app } = await bootWarm();
    endpoint.answer = json({ keys: [] });
    bench.clock.advanceSeconds(2 * MAX_AGE_SECONDS + 1);

    expect(await app.send(oldToken())).toMatchObject(ADMITTED);
    expect(await app.send(newToken())).toMatchObject(UNAVAILABLE);
  });
});
