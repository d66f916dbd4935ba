import type { GuardedApp } from './guarded-app.js';
import { headerValues, type RawRequest, type RawResponse } from './raw-http.js';

/** What tells one refusal from another; all else is the same for every refusal. */
export interface ObservedRefusal {
  readonly status: number;
  readonly code: string;
  /** `error` of the challenge; `none` for a challenge without one, `absent` where there is none. */
  readonly challenge: string;
}

/** A refusal for a token that is there and not good: what most hostile tokens end in. */
export const invalidToken = (code: string): ObservedRefusal => ({
  status: 401,
  code,
  challenge: 'invalid_token',
});

/** A refusal of a request without a token (RFC 6750 §3.1: no error code). */
export const NO_TOKEN: ObservedRefusal = {
  status: 401,
  code: 'ERR_COGNITO_TOKEN_MISSING',
  challenge: 'none',
};

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  503: 'Service Unavailable',
};

/**
 * Sends a request that must be refused, checks all that every refusal has to keep, and gives what is
 * peculiar to this one: JSON of exactly four members, `no-store`, at most one well-formed challenge,
 * nothing of the request in answer or log, no handler called, one event, one line at level debug.
 */
export async function refusalOf(app: GuardedApp, request: RawRequest): Promise<ObservedRefusal> {
  const calls = app.callers.length;
  const firstLine = app.log.lines.length;
  const firstEvent = app.events.length;
  const response = await app.send(request);

  expect(Object.keys(REASONS)).toContain(String(response.status));
  expect(app.callers).toHaveLength(calls);
  const events = app.events.slice(firstEvent).filter(({ type }) => !type.startsWith('keys'));
  expect(events).toEqual([expect.objectContaining({ type: 'refused' })]);
  const { code } = events[0] as { code: string };
  expectBody(response, code, request.method);
  expect(headerValues(response, 'cache-control')).toEqual(['no-store']);
  expect(headerValues(response, 'set-cookie')).toEqual([]);
  const secrets = secretsOf(request);
  expectNothingOf(secrets, [...response.headers.flat(), ...printedIn(response.body)].join('\n'));
  expect(response.body).not.toMatch(/\bat .+:\d+|node_modules|\.[jt]s\b/);
  expectQuietLog(app, firstLine, secrets);
  return { status: response.status, code, challenge: challengeOf(response) };
}

function expectBody({ status, headers, body }: RawResponse, code: string, method = 'GET'): void {
  if (method === 'HEAD') {
    expect(body).toBe('');
    return;
  }
  expect(headerValues({ status, headers, body }, 'content-type')).toEqual([
    expect.stringMatching(/^application\/json\b/),
  ]);
  expect(JSON.parse(body)).toEqual({
    statusCode: status,
    error: REASONS[status],
    message: expect.stringMatching(/^[\x20-\x7e]+$/),
    code,
  });
}

/** A body as sent, and its texts without the escapes of JSON. */
function printedIn(body: string): string[] {
  return [body, ...textsIn(parseJson(body))];
}

/** RFC 6750 §3: `Bearer` and parameters, each at most once, of printable ASCII without `"` and `\`. */
const CHALLENGE = /^Bearer (?:[a-z_]+="[\x20\x21\x23-\x5b\x5d-\x7e]*"(?:, |$))+$/;

/** `error` of the one challenge. A 401 has one, always; a 503 never. */
function challengeOf(response: RawResponse): string {
  const challenges = headerValues(response, 'www-authenticate');
  if (response.status === 503) expect(challenges).toEqual([]);
  if (response.status === 401 || response.status === 400) expect(challenges).toHaveLength(1);
  const [challenge] = challenges;
  if (challenge === undefined) return 'absent';
  expect(challenge).toMatch(CHALLENGE);
  const names = [...challenge.matchAll(/([a-z_]+)="/g)].map(([, name]) => name);
  expect(names).toEqual([...new Set(names)]);
  expect(names[0]).toBe('realm');
  return /error="([^"]*)"/.exec(challenge)?.[1] ?? 'none';
}

interface Secrets {
  /** Never in an answer. */
  readonly all: ReadonlySet<string>;
  /** Fit for a log line, escaped and cut. */
  readonly loggable: ReadonlySet<string>;
}

/** Shorter texts, such as `RS256`, stand in an answer by chance. */
const MIN_SECRET_LENGTH = 7;

/** Headers whose values are nobody's secret. */
const PLAIN_HEADERS = ['Content-Type', 'Origin'];

/** All that a request says that is peculiar to it: tokens, their segments, and every text in those. */
function secretsOf({ path = '', headers = [], body = '' }: RawRequest): Secrets {
  const credentials = headers.filter(([name]) => !PLAIN_HEADERS.includes(name));
  const sent = [
    ...credentials.map(([, value]) => value.replace(/^[A-Za-z]+\s+/, '')),
    ...new URLSearchParams(path.includes('?') ? path.slice(path.indexOf('?') + 1) : '').values(),
    body,
  ];
  const segments = sent.flatMap((value) => value.match(/[A-Za-z0-9_-]+/g) ?? []);
  const decoded = segments.map((text) => Buffer.from(text, 'base64url').toString());
  const values = decoded.map(parseJson);
  const loggable = values.flatMap((value) =>
    isRecord(value) ? [value['iss'], value['kid']].flatMap(textsIn) : [],
  );
  const all = [...sent, ...segments, ...decoded, ...values.flatMap(textsIn)];
  return {
    all: new Set(all.filter((text) => text.length >= MIN_SECRET_LENGTH)),
    loggable: new Set(loggable),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Every string in a value. Works off a list: hostile values nest deeper than the stack. */
function textsIn(root: unknown): string[] {
  const texts: string[] = [];
  const pending = [root];
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value === 'string') texts.push(value);
    if (typeof value === 'object' && value !== null) pending.push(...Object.values(value));
  }
  return texts;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function expectNothingOf(secrets: Secrets, text: string): void {
  expect([...secrets.all].filter((secret) => text.includes(secret))).toEqual([]);
}

function expectQuietLog(app: GuardedApp, firstLine: number, secrets: Secrets): void {
  const lines = app.log.lines.slice(firstLine);
  expect(lines.filter(({ text }) => !text.startsWith('Fetching signing keys'))).toEqual([
    { level: 'debug', text: expect.stringMatching(/^Refused: ERR_COGNITO_/) },
  ]);
  for (const { text } of lines) {
    // One line, and nothing that drives a terminal (CWE-117).
    expect(text).toMatch(/^[\x20-\x7e]*$/);
    const leaked = [...secrets.all].filter((secret) => text.includes(secret));
    expect(leaked.filter((secret) => !secrets.loggable.has(secret))).toEqual([]);
  }
}

/** Sends a request that must be let in, and gives the answer. */
export async function acceptanceOf(app: GuardedApp, request: RawRequest): Promise<RawResponse> {
  const calls = app.callers.length;
  const response = await app.send(request);
  expect([response.status, response.body]).toEqual([200, expect.anything()]);
  expect(app.callers).toHaveLength(calls + 1);
  expect(headerValues(response, 'www-authenticate')).toEqual([]);
  return response;
}
