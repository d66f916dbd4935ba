import { getEventListeners } from 'node:events';
import { type DownloadLimits, downloadJwks } from './download-jwks.js';

const URI = 'https://keys.example/jwks.json';
const MAX_BYTES = 65_536;
const HINT = 'does this host have a route to the endpoint (NAT gateway, proxy)?';

type Fetch = DownloadLimits['fetch'];
type Body = ConstructorParameters<typeof Response>[0];

const answering =
  (body: Body, status = 200): Fetch =>
  async () =>
    new Response(body, { status });
const never: Fetch = () => new Promise<Response>(() => undefined);
/** A JWK Set that is padded to a length. */
const ofLength = (length: number): string => {
  const text = JSON.stringify({ keys: [], padding: '' });
  return text.replace('""', `"${'x'.repeat(length - text.length)}"`);
};

let shutdown: AbortController;

beforeEach(() => {
  shutdown = new AbortController();
});

const download = (fetch: Fetch, timeoutMs = 1000): Promise<unknown> =>
  downloadJwks(URI, { timeoutMs, signal: shutdown.signal, fetch });

describe('downloadJwks', () => {
  it('asks once, for JSON and without following redirects', async () => {
    const asked: unknown[] = [];
    await download(async (input, init) => {
      asked.push([input, init]);
      return new Response('{"keys":[]}');
    });

    expect(asked).toEqual([
      [
        URI,
        {
          method: 'GET',
          signal: expect.any(AbortSignal),
          redirect: 'manual',
          headers: { accept: 'application/json' },
        },
      ],
    ]);
  });

  it('gives the keys as they are, and nothing else of the answer', async () => {
    const keys = [null, { kid: 'a' }, 1];

    expect(await download(answering(JSON.stringify({ keys, more: 1 })))).toEqual({ keys });
  });

  it.each([201, 204, 301, 302, 307, 403, 404, 429, 500, 503])('refuses HTTP %d', async (status) => {
    const body = status === 204 ? null : '{"keys":[]}';

    await expect(download(answering(body, status))).rejects.toThrow(
      new Error(`the answer was HTTP ${status}`),
    );
  });

  it('asks whether there is the pool that Cognito knows nothing of', async () => {
    await expect(download(answering('{"message":"x"}', 400))).rejects.toThrow(
      new Error('the answer was HTTP 400; is there such a user pool in this region?'),
    );
  });

  it.each(['null', '[]', '{}', '{"keys":{}}', '{"keys":null}', '"keys"', '1'])(
    'refuses %s for a JWK Set',
    async (body) => {
      await expect(download(answering(body))).rejects.toThrow(
        new Error('the answer was no JWK Set'),
      );
    },
  );

  it.each<[string, Body]>([
    ['no body', null],
    ['an empty body', ''],
    ['HTML', '<html></html>'],
    ['JSON that is cut off', '{"keys":['],
    ['a BOM', '\ufeff{"keys":[]}'],
    ['bytes that are not UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['UTF-16', new Uint8Array(Buffer.from('{"keys":[]}', 'utf16le'))],
  ])('refuses %s, and quotes none of it', async (_case, body) => {
    await expect(download(answering(body))).rejects.toThrow(new Error('the answer was no JSON'));
  });

  it('takes 64 KiB and not a byte more', async () => {
    await expect(download(answering(ofLength(MAX_BYTES)))).resolves.toEqual({ keys: [] });
    await expect(download(answering(ofLength(MAX_BYTES + 1)))).rejects.toThrow(
      new Error('the answer was longer than 65536 bytes'),
    );
  });

  it('reads no further than the limit, however long the answer is', async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent += 1024;
        controller.enqueue(new Uint8Array(1024));
        // Not quite endless, so that a reader without a limit fails here and takes no machine with it.
        if (sent >= 64 * MAX_BYTES) controller.close();
      },
    });

    await expect(download(answering(endless))).rejects.toThrow('the answer was longer');
    expect(sent).toBeLessThanOrEqual(MAX_BYTES + 4096);
  });

  it('puts an answer together that comes in pieces', async () => {
    const pieces = ['{"ke', 'ys":[{"kid":"', 'ä"}]}'].map((text) => new TextEncoder().encode(text));
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (const piece of pieces) controller.enqueue(piece);
        controller.close();
      },
    });

    expect(await download(answering(body))).toEqual({ keys: [{ kid: 'ä' }] });
  });

  it.each<[string, Error, string]>([
    [
      'of the global fetch',
      new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }),
      ' (ECONNREFUSED)',
    ],
    [
      'with a code of its own',
      Object.assign(new Error('x'), { code: 'ENOTFOUND' }),
      ' (ENOTFOUND)',
    ],
    ['without a code', new Error('secret'), ''],
    ['with a code that is no text', Object.assign(new Error('x'), { code: 7 }), ''],
  ])('tells of a failed connection %s and where to look', async (_case, cause, reason) => {
    const failing: Fetch = () => Promise.reject(cause);

    await expect(download(failing)).rejects.toMatchObject({
      message: `the connection failed${reason}; ${HINT}`,
      cause,
    });
  });

  it('gives up at the deadline, also with a fetch that heeds no signal', async () => {
    import.meta.jest.useFakeTimers();
    try {
      const pending = download(never, 500);
      const outcome = pending.catch((error: Error) => error.message);
      let isSettled = false;
      void outcome.then(() => (isSettled = true));

      await import.meta.jest.advanceTimersByTimeAsync(499);
      expect(isSettled).toBe(false);
      await import.meta.jest.advanceTimersByTimeAsync(1);
      expect(await outcome).toBe(`no complete answer within 500 ms; ${HINT}`);
    } finally {
      import.meta.jest.useRealTimers();
    }
  });

  it('gives up at the deadline while the body is being read', async () => {
    const stuck = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => undefined) });

    await expect(download(answering(stuck), 20)).rejects.toThrow('no complete answer within 20 ms');
  });

  it('gives up when the application shuts down', async () => {
    const pending = download(never);
    shutdown.abort(new Error('the application shuts down'));

    await expect(pending).rejects.toThrow(new Error('the application shuts down'));
  });

  it('does not begin when the application has shut down', async () => {
    shutdown.abort(new Error('the application shuts down'));
    let signal: AbortSignal | null | undefined;

    await expect(
      download((_uri, init) => {
        signal = init?.signal;
        return never('');
      }),
    ).rejects.toThrow('the application shuts down');
    expect(signal?.aborted).toBe(true);
  });

  it.each<[string, Fetch]>([
    ['success', answering('{"keys":[]}')],
    ['failure', answering('', 500)],
  ])(
    'leaves nothing behind after a %s: no timer, no listener, no connection',
    async (_case, fetch) => {
      import.meta.jest.useFakeTimers();
      try {
        let signal: AbortSignal | null | undefined;
        let during: unknown;
        await download((uri, init) => {
          signal = init?.signal;
          during = [import.meta.jest.getTimerCount(), signal?.aborted];
          return fetch(uri, init);
        }).catch(() => undefined);

        expect(during).toEqual([1, false]);
        expect(import.meta.jest.getTimerCount()).toBe(0);
        expect(getEventListeners(shutdown.signal, 'abort')).toEqual([]);
        expect(signal?.aborted).toBe(true);
      } finally {
        import.meta.jest.useRealTimers();
      }
    },
  );
});
