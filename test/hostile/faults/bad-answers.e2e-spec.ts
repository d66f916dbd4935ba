import { constants, createGzip, gzipSync } from 'node:zlib';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import type { KeyEndpoint } from '../../support/key-endpoint.js';
import { platforms } from '../../support/platforms.js';
import {
  type Answer,
  body,
  breakOff,
  breakOffChunks,
  json,
  noContent,
  notHttp,
  pour,
  redirect,
  reset,
  status,
} from '../../support/answers.js';
import { ADMITTED, type FaultApp, SOME_ERROR, UNAVAILABLE } from './support/fault-app.js';
import { COOLDOWN_SECONDS, FaultBench, MAX_AGE_SECONDS } from './support/fault-bench.js';

const LIMIT_BYTES = 64 * 1024;
const MIB = 1024 * 1024;

const bench = FaultBench.forThisFile();

const text = (): string => JSON.stringify(bench.pool.jwks);
/** A key set with white space behind it: it would do, were it not for its size. */
const padded = (bytes: number): string => text().padEnd(bytes, ' ');

/** Much white space in little gzip, made without having it all at once. */
async function bomb(beginning: string, mebibytes: number): Promise<Buffer> {
  function* content(): Generator<Buffer> {
    yield Buffer.from(beginning);
    const spaces = Buffer.alloc(MIB, ' ');
    for (let count = 0; count < mebibytes; count += 1) yield spaces;
  }
  return buffer(Readable.from(content()).pipe(createGzip({ level: constants.Z_BEST_COMPRESSION })));
}

describe.each(platforms)('an answer that is no good, on %s,', (_name, createAdapter) => {
  const bootCold = (endpoint: KeyEndpoint): Promise<FaultApp> =>
    bench.boot(endpoint.jwksUri, { createAdapter });

  /** An application whose keys are so old that the next request waits for their refresh. */
  const bootWarm = async (endpoint: KeyEndpoint, fault: Answer): Promise<FaultApp> => {
    endpoint.answer = json(bench.pool.jwks);
    const app = await bootCold(endpoint);
    await app.send(bench.token());
    await endpoint.closeIdleConnections();
    endpoint.answer = fault;
    bench.clock.advanceSeconds(2 * MAX_AGE_SECONDS + 1);
    return app;
  };

  const expectColdToFail = async (endpoint: KeyEndpoint) => {
    const app = await bootCold(endpoint);
    const outcome = await app.send(bench.token());
    expect(outcome).toMatchObject({ ...UNAVAILABLE, retryAfter: '1' });
    expect(endpoint.hits).toBe(1);
    expect(app.states).toMatchObject([{ status: 'missing', fetchedAt: undefined }]);

    endpoint.answer = json(bench.pool.jwks);
    bench.clock.advanceSeconds(1);
    expect(await app.send(bench.token())).toMatchObject(ADMITTED);
  };

  const expectWarmToHold = async (endpoint: KeyEndpoint) => {
    const fault = endpoint.answer;
    const fetchedAt = new Date(bench.clock.nowMs);
    const app = await bootWarm(endpoint, fault);
    const hits = endpoint.hits + 1;
    const outcome = await app.send(bench.token());
    expect(outcome).toMatchObject(ADMITTED);
    expect(endpoint.hits).toBe(hits);
    expect(app.states).toMatchObject([{ status: 'stale', fetchedAt, lastError: SOME_ERROR }]);
    const idToken = bench.pool.idToken({ issuedAt: new Date(bench.clock.nowMs) });
    expect(await app.send(idToken)).toMatchObject(ADMITTED);

    endpoint.answer = json(bench.pool.jwks);
    bench.clock.advanceSeconds(COOLDOWN_SECONDS);
    expect(await app.send(bench.token())).toMatchObject(ADMITTED);
    expect(app.states).toMatchObject([{ status: 'fresh', lastError: undefined }]);
  };

  const bad: [string, () => Answer][] = [
    ['that ends in mid-body', () => breakOff(text(), 'close')],
    ['that is reset in mid-body', () => breakOff(text(), 'reset')],
    ['that ends without its last chunk', () => breakOffChunks(text())],
    ['that is cut and calls itself whole', () => body(text().slice(0, -1))],
    ['that is a reset', () => reset],
    ['that is not HTTP', () => notHttp],
    ['that calls itself gzip and is not', () => body(text(), { 'content-encoding': 'gzip' })],
    [
      'that is half a gzip',
      () => body(gzipSync(text()).subarray(0, -20), { 'content-encoding': 'gzip' }),
    ],
    [
      'that is a page',
      () => body('<!doctype html><title>Sign in</title>', { 'content-type': 'text/html' }),
    ],
    ['that is empty', () => body('')],
    ['that is 204', () => noContent],
    ['that is a key set under 201', () => withStatus(201)],
    ['that is a key set under 203', () => withStatus(203)],
    ['that is a key set under 404', () => withStatus(404)],
    ['that is null', () => body('null')],
    ['that is a number', () => body('1')],
    ['that is a string', () => body('"keys"')],
    ['that is a list', () => body(JSON.stringify(bench.pool.jwks.keys))],
    ['that is an empty list', () => body('[]')],
    ['that is an empty object', () => body('{}')],
    ['whose keys are an object', () => json({ keys: { 0: bench.pool.jwks.keys[0] } })],
    ['whose keys are null', () => json({ keys: null })],
    ['whose keys are inherited', () => body(`{"__proto__":${text()}}`)],
    ['whose keys are none', () => json({ keys: [] })],
    ['whose keys are all useless', () => json({ keys: [null, 1, {}, { kty: 'oct' }] })],
    ['that has a byte order mark', () => body(`\uFEFF${text()}`)],
    ['that is UTF-16', () => body(Buffer.from(text(), 'utf16le'))],
    [
      'that is Latin-1',
      () => body(Buffer.from(JSON.stringify({ ...bench.pool.jwks, note: 'é' }), 'latin1')),
    ],
    ['that has something behind its end', () => body(`${text()}{}`)],
    ['whose headers are too long', () => status(200, { 'x-padding': 'x'.repeat(MIB) })],
    ['that is one byte too long', () => body(padded(LIMIT_BYTES + 1))],
    [
      'that is one byte too long when unpacked',
      () => body(gzipSync(padded(LIMIT_BYTES + 1)), { 'content-encoding': 'gzip' }),
    ],
  ];

  const withStatus =
    (code: number): Answer =>
    (_request, response) => {
      response.writeHead(code, { 'content-type': 'application/json' }).end(text());
    };

  it.each(bad)('%s leaves an application without keys at 503', async (_case, fault) => {
    await expectColdToFail(await bench.endpoint(fault()));
  });

  it.each(bad)('%s takes no keys from an application that has them', async (_case, fault) => {
    await expectWarmToHold(await bench.endpoint(fault()));
  });

  it.each<[string, () => Answer]>([
    ['as long as it may be', () => body(padded(LIMIT_BYTES))],
    [
      'as long as it may be when unpacked',
      () => body(gzipSync(padded(LIMIT_BYTES)), { 'content-encoding': 'gzip' }),
    ],
    ['of another content type', () => body(text(), { 'content-type': 'text/plain' })],
    ['in chunks', () => pour(text(), Buffer.from(' '), 3)],
  ])('is told from a good one, which is %s', async (_case, answer) => {
    const app = await bootCold(await bench.endpoint(answer()));

    expect(await app.send(bench.token())).toMatchObject(ADMITTED);
  });

  describe('because it is too much,', () => {
    // The whole of it would do as a key set, so that only its size can be what refuses it.
    const tooMuch: [string, () => Promise<Answer>][] = [
      [
        '48 MiB that are announced',
        async () =>
          pour(text(), Buffer.alloc(16 * 1024, ' '), 3072, {
            headers: { 'content-length': 48 * MIB + text().length },
          }),
      ],
      ['48 MiB in chunks', async () => pour(text(), Buffer.alloc(16 * 1024, ' '), 3072)],
      ['chunks without end', async () => pour(text(), Buffer.alloc(16 * 1024, ' '), Infinity)],
      [
        'an error without end',
        async () => pour(text(), Buffer.alloc(16 * 1024, ' '), Infinity, { code: 503 }),
      ],
      [
        '64 MiB in 64 KiB of gzip',
        async () => body(await bomb(text(), 64), { 'content-encoding': 'gzip' }),
      ],
      [
        '64 MiB in 64 KiB of gzip in chunks',
        async () => {
          const packed = await bomb(text(), 64);
          return pour('', packed, 1, { headers: { 'content-encoding': 'gzip' } });
        },
      ],
    ];

    it.each(tooMuch)(
      '%s, is cut off and leaves an application without keys at 503',
      async (_case, makeFault) => {
        const endpoint = await bench.endpoint(await makeFault());
        const app = await bootCold(endpoint);
        const rssBefore = process.memoryUsage().rss;

        const outcome = await app.send(bench.token());

        expect(outcome).toMatchObject(UNAVAILABLE);
        expect(await endpoint.busyConnections()).toBe(0);
        expect(endpoint.hits).toBe(1);
        // What the operating system buffers comes on top of what is read.
        expect(endpoint.bytesSent).toBeLessThan(2 * LIMIT_BYTES + MIB / 4);
        expect(process.memoryUsage().rss - rssBefore).toBeLessThan(16 * MIB);
      },
    );

    it.each(tooMuch)(
      '%s, takes no keys from an application that has them',
      async (_case, makeFault) => {
        await expectWarmToHold(await bench.endpoint(await makeFault()));
      },
    );
  });

  describe('because it points elsewhere,', () => {
    it.each([301, 302, 303, 307, 308])('by %i to another origin, is not followed', async (code) => {
      const target = await bench.endpoint(json(bench.pool.jwks));
      for (const location of [target.jwksUri, `//${new URL(target.origin).host}/jwks.json`]) {
        const endpoint = await bench.endpoint(redirect(code, location));
        await expectColdToFail(endpoint);
        endpoint.answer = redirect(code, location);
        await expectWarmToHold(endpoint);
      }
      expect(target.connections).toBe(0);
    });

    it.each([301, 302, 303, 307, 308])(
      'by %i to the same origin, is not followed',
      async (code) => {
        const endpoint = await bench.endpoint((request, response) =>
          request.url === '/elsewhere'
            ? json(bench.pool.jwks)(request, response)
            : redirect(code, '/elsewhere')(request, response),
        );
        const app = await bootCold(endpoint);

        expect(await app.send(bench.token())).toMatchObject(UNAVAILABLE);
        expect(endpoint.requested).toEqual(['/jwks.json']);
      },
    );
  });
});
