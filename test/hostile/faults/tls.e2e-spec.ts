import { Agent, fetch as undiciFetch } from 'undici';
import { platforms } from '../../support/platforms.js';
import { type Answer, dripBody, hang, json, redirect } from '../../support/answers.js';
import { certificates, TEST_CA } from './support/certificates.js';
import { ADMITTED, SOME_ERROR, UNAVAILABLE } from './support/fault-app.js';
import { FaultBench, GIVEN_UP, HASTY, MAX_AGE_SECONDS } from './support/fault-bench.js';
import { KeyEndpoint } from '../../support/key-endpoint.js';

const bench = FaultBench.forThisFile();

/** A fetch that trusts the CA of these tests, as an application behind a proxy of its own would make it. */
function trustingFetch(): typeof globalThis.fetch {
  const agent = new Agent({ connect: { ca: TEST_CA } });
  bench.onEnd(() => agent.destroy());
  const fetch = (uri: string, init: object) => undiciFetch(uri, { ...init, dispatcher: agent });
  return fetch as unknown as typeof globalThis.fetch;
}

describe.each(platforms)('an endpoint over TLS, on %s,', (_name, createAdapter) => {
  const expectAllToWaitForOneDeadline = async ({ jwksUri }: KeyEndpoint) => {
    const app = await bench.boot(jwksUri, {
      createAdapter,
      signingKeys: { ...HASTY, fetch: trustingFetch() },
    });

    const outcomes = await app.sendAll(bench.tokens(20));

    for (const outcome of outcomes) expect(outcome).toMatchObject(UNAVAILABLE);
    expect(app.states).toMatchObject([{ status: 'missing', lastError: GIVEN_UP }]);
  };

  it('is used where its certificate is trusted', async () => {
    const endpoint = await bench.endpoint(json(bench.pool.jwks), certificates.loopback);
    const app = await bench.boot(endpoint.jwksUri, {
      createAdapter,
      signingKeys: { fetch: trustingFetch() },
    });

    expect(await app.send(bench.token())).toMatchObject(ADMITTED);
    expect(endpoint.hits).toBe(1);
  });

  it('is not asked where its CA is unknown', async () => {
    const endpoint = await bench.endpoint(json(bench.pool.jwks), certificates.loopback);
    const app = await bench.boot(endpoint.jwksUri, { createAdapter });

    expect(await app.send(bench.token())).toMatchObject({ ...UNAVAILABLE, retryAfter: '1' });
    expect(endpoint.connections).toBe(1);
    expect(endpoint.hits).toBe(0);
    expect(await endpoint.busyConnections()).toBe(0);
  });

  it.each([
    ['is for another host', certificates.wrongHost],
    ['has expired', certificates.expired],
  ])('is not asked where its certificate %s', async (_case, certificate) => {
    const endpoint = await bench.endpoint(json(bench.pool.jwks), certificate);
    const app = await bench.boot(endpoint.jwksUri, {
      createAdapter,
      signingKeys: { fetch: trustingFetch() },
    });

    expect(await app.send(bench.token())).toMatchObject({ ...UNAVAILABLE, retryAfter: '1' });
    expect(endpoint.connections).toBe(1);
    expect(endpoint.hits).toBe(0);
    expect(await endpoint.busyConnections()).toBe(0);
  });

  it.each(['TLSv1', 'TLSv1.1'] as const)('is not asked where it speaks %s', async (version) => {
    const endpoint = await bench.endpoint(json(bench.pool.jwks), {
      ...certificates.loopback,
      minVersion: version,
      maxVersion: version,
      // OpenSSL 3 does not even serve these versions at its usual level.
      ciphers: 'DEFAULT:@SECLEVEL=0',
    });
    const app = await bench.boot(endpoint.jwksUri, {
      createAdapter,
      signingKeys: { fetch: trustingFetch() },
    });

    expect(await app.send(bench.token())).toMatchObject({ ...UNAVAILABLE, retryAfter: '1' });
    expect(endpoint.connections).toBe(1);
    expect(endpoint.hits).toBe(0);
  });

  it('keeps its keys in use when its certificate expires', async () => {
    const good = await bench.endpoint(json(bench.pool.jwks), certificates.loopback);
    const expired = await bench.endpoint(json(bench.pool.jwks), certificates.expired);
    const fetch = trustingFetch();
    let current = good;
    const app = await bench.boot(good.jwksUri, {
      createAdapter,
      signingKeys: { fetch: (_uri, init) => fetch(current.jwksUri, init) },
    });
    await app.send(bench.token());
    current = expired;
    bench.clock.advanceSeconds(2 * MAX_AGE_SECONDS + 1);

    expect(await app.send(bench.token())).toMatchObject(ADMITTED);
    expect(app.states).toMatchObject([{ status: 'stale', lastError: SOME_ERROR }]);
    expect(expired.hits).toBe(0);
  });

  it('that says nothing in the handshake leads to 503 at the deadline', async () => {
    const endpoint = await bench.silentEndpoint('https');
    await expectAllToWaitForOneDeadline(endpoint);

    expect(endpoint.connections).toBe(1);
  });

  it.each<[string, () => Answer]>([
    ['that says nothing after the handshake', () => hang],
    ['that sends a byte now and then', () => dripBody(JSON.stringify(bench.pool.jwks), 20)],
  ])('%s leads to 503 at the deadline', async (_case, fault) => {
    const endpoint = await bench.endpoint(fault(), certificates.loopback);
    await expectAllToWaitForOneDeadline(endpoint);

    expect(endpoint.hits).toBe(1);
    expect(await endpoint.busyConnections()).toBe(0);
  });

  it('cannot redirect to an endpoint without TLS', async () => {
    const plain = await bench.endpoint(json(bench.pool.jwks));
    const endpoint = await bench.endpoint(redirect(302, plain.jwksUri), certificates.loopback);
    const app = await bench.boot(endpoint.jwksUri, {
      createAdapter,
      signingKeys: { fetch: trustingFetch() },
    });

    expect(await app.send(bench.token())).toMatchObject(UNAVAILABLE);
    expect(endpoint.hits).toBe(1);
    expect(plain.connections).toBe(0);
  });
});
