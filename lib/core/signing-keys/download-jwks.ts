import { Deadline, untilAborted } from '../aws-request/deadline.js';
import { parseJson } from '../aws-request/parse-json.js';
import { sendRequest } from '../aws-request/send-request.js';

/** Limits of one download. */
export interface DownloadLimits {
  readonly timeoutMs: number;
  /** Ends the download early, as on shutdown; its reason is what the download fails with. */
  readonly signal: AbortSignal;
  readonly fetch: typeof globalThis.fetch;
}

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
  const deadline = new Deadline(timeoutMs, signal);
  try {
    return await untilAborted(request(uri, deadline.signal, fetch), deadline.signal);
  } finally {
    deadline.end();
  }
}

async function request(
  uri: string,
  signal: AbortSignal,
  fetch: typeof globalThis.fetch,
): Promise<{ keys: unknown[] }> {
  const { status, body } = await sendRequest(
    uri,
    { method: 'GET', headers: { accept: 'application/json' } },
    { maxBytes: MAX_RESPONSE_BYTES, signal, fetch },
  );
  if (status !== 200) throw new Error(describeStatus(status));
  return readJwks(parseJson(body));
}

/** Cognito answers 400 for a pool that does not exist. */
function describeStatus(status: number): string {
  const hint = status === 400 ? '; is there such a user pool in this region?' : '';
  return `the answer was HTTP ${status}${hint}`;
}

function readJwks(jwks: unknown): { keys: unknown[] } {
  if (jwks === undefined) throw new Error('the answer was no JSON');
  if (typeof jwks !== 'object' || jwks === null || !('keys' in jwks) || !Array.isArray(jwks.keys)) {
    throw new Error('the answer was no JWK Set');
  }
  return { keys: jwks.keys };
}
