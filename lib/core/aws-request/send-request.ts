import { RequestFailure } from './request-failure.js';
import { ROUTE_HINT } from './deadline.js';

export interface OutgoingRequest {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** How a request is sent, and what it may take. */
export interface RequestLimits {
  /** Of the body of the response. */
  readonly maxBytes: number;
  /** Ends the request. */
  readonly signal: AbortSignal;
  readonly fetch: typeof globalThis.fetch;
}

export interface ReceivedResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/**
 * Sends one request and reads the whole response. A redirect is not followed but given as it is.
 *
 * @throws {RequestFailure} (rejects) with the reason, and no content of request or response
 */
export async function sendRequest(
  uri: string,
  request: OutgoingRequest,
  limits: RequestLimits,
): Promise<ReceivedResponse> {
  const response = await connect(uri, request, limits);
  const { status, headers } = response;
  return { status, headers, body: await readBody(response, limits.maxBytes) };
}

async function connect(
  uri: string,
  request: OutgoingRequest,
  { fetch, signal }: RequestLimits,
): Promise<Response> {
  try {
    return await fetch(uri, { ...request, redirect: 'manual', signal });
  } catch (error) {
    throw connectionFailure(error);
  }
}

async function readBody(response: Response, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength;
      if (size > maxBytes) break;
      chunks.push(chunk);
    }
  } catch (error) {
    throw connectionFailure(error);
  }
  if (size > maxBytes) {
    throw new RequestFailure('too-long', `the answer was longer than ${maxBytes} bytes`);
  }
  return Buffer.concat(chunks);
}

/** The global fetch says no more than "fetch failed"; the reason is in its cause. */
function connectionFailure(error: unknown): RequestFailure {
  const { code } = ((error as Error).cause ?? error) as { code?: unknown };
  const reason = typeof code === 'string' ? ` (${code})` : '';
  return new RequestFailure('connection', `the connection failed${reason}; ${ROUTE_HINT}`, {
    cause: error,
  });
}
