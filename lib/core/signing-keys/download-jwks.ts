/** Limits of one download. */
export interface DownloadLimits {
  readonly timeoutMs: number;
  /** Ends the download early, as on shutdown. */
  readonly signal: AbortSignal;
  readonly fetch: typeof globalThis.fetch;
}

/** The usual cause where AWS is reached from a private subnet. */
const ROUTE_HINT = 'does this host have a route to the endpoint (NAT gateway, proxy)?';

/** Cognito's key set takes less than 2 KiB. */
const MAX_RESPONSE_BYTES = 64 * 1024;

/**
 * Downloads a JWK Set: one request, no redirects, and a deadline and a size limit over all of it. Whatever
 * the other end does, this settles by the deadline.
 *
 * @throws {Error} with the reason, and no content of the response
 */
export async function downloadJwks(
  uri: string,
  { timeoutMs, signal, fetch }: DownloadLimits,
): Promise<{ keys: unknown[] }> {
  const controller = new AbortController();
  const abort = (): void =>
    controller.abort(new Error('the download was given up, because the application shuts down'));
  signal.addEventListener('abort', abort, { once: true });
  const deadline = setTimeout(
    () => controller.abort(new Error(`no complete answer within ${timeoutMs} ms; ${ROUTE_HINT}`)),
    timeoutMs,
  );
  try {
    if (signal.aborted) abort();
    // The application's own fetch may ignore the signal; the deadline still applies.
    return await Promise.race([
      request(uri, fetch, controller.signal),
      rejectWhenAborted(controller.signal),
    ]);
  } finally {
    clearTimeout(deadline);
    signal.removeEventListener('abort', abort);
    // Frees the connection of a download that was not read completely.
    controller.abort();
  }
}

function rejectWhenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

async function request(
  uri: string,
  fetch: typeof globalThis.fetch,
  signal: AbortSignal,
): Promise<{ keys: unknown[] }> {
  const response = await connect(uri, fetch, signal);
  if (response.status !== 200) throw new Error(describeStatus(response.status));
  return parseJwks(await readBody(response));
}

/** Cognito answers 400 for a pool that does not exist. */
function describeStatus(status: number): string {
  const hint = status === 400 ? '; is there such a user pool in this region?' : '';
  return `the answer was HTTP ${status}${hint}`;
}

async function connect(
  uri: string,
  fetch: typeof globalThis.fetch,
  signal: AbortSignal,
): Promise<Response> {
  try {
    return await fetch(uri, {
      signal,
      redirect: 'manual',
      headers: { accept: 'application/json' },
    });
  } catch (error) {
    // The global fetch says no more than "fetch failed"; the reason is in its cause.
    const { code } = ((error as Error).cause ?? error) as { code?: unknown };
    const reason = typeof code === 'string' ? ` (${code})` : '';
    throw new Error(`the connection failed${reason}; ${ROUTE_HINT}`, { cause: error });
  }
}

async function readBody(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > MAX_RESPONSE_BYTES)
      throw new Error(`the answer was longer than ${MAX_RESPONSE_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parseJwks(body: Uint8Array): { keys: unknown[] } {
  const jwks = parseJson(body);
  if (typeof jwks !== 'object' || jwks === null || !('keys' in jwks) || !Array.isArray(jwks.keys)) {
    throw new Error('the answer was no JWK Set');
  }
  return { keys: jwks.keys };
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body));
  } catch {
    // The parser's own message would quote what a stranger may have sent.
    throw new Error('the answer was no JSON');
  }
}
