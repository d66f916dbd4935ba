import { type GuardedApp, REQUIRED_GROUP } from './guarded-app.js';
import { headerValues, type RawRequest, type RawResponse } from '../../../support/raw-http.js';

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
  challenge: 'bare',
};

/** A refusal for want of keys: an outage, which is not the caller's fault. */
export const KEYS_UNAVAILABLE: ObservedRefusal = {
  status: 503,
  code: 'ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE',
  challenge: 'absent',
};

/** A refusal of a user who is known and in none of the groups that are asked for. */
export const GROUP_REQUIRED: ObservedRefusal = {
  status: 403,
  code: 'ERR_COGNITO_GROUP_REQUIRED',
  challenge: 'insufficient_scope',
};

/** A refusal, and the whole answer that it was read from. */
export interface Refused {
  readonly refusal: ObservedRefusal;
  readonly response: RawResponse;
}

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
  return (await refusedAt(app, request)).refusal;
}

/** As {@link refusalOf}, with the answer as it came. */
export async function refusedAt(app: GuardedApp, request: RawRequest): Promise<Refused> {
  const [refused] = await allRefusedAt(app, [request]);
  if (refused === undefined) throw new Error('one request has one answer');
  return refused;
}

/** As {@link refusedAt}, with requests that are under way at the same time. */
export async function allRefusedAt(
  app: GuardedApp,
  requests: readonly RawRequest[],
): Promise<readonly Refused[]> {
  const firstCall = app.calls.length;
  const firstLine = app.log.lines.length;
  const firstEvent = app.events.length;
  const responses = await Promise.all(requests.map((request) => app.send(request)));

  expect(app.calls.slice(firstCall)).toEqual([]);
  const reported = expectRefusedEvents(app, firstEvent);
  const secrets = secretsOf(requests);
  const refused = responses.map((response, index) => {
    const code = expectBody(response, requests[index], reported[index]);
    expectCommonParts(response, secrets);
    return {
      refusal: { status: response.status, code, challenge: challengeOf(response) },
      response,
    };
  });
  const codes = refused.map(({ refusal: { code } }) => code).toSorted();
  expect(reported.toSorted()).toEqual(codes);
  expectQuietLog(app, firstLine, { codes, secrets });
  return refused;
}

/** The codes of the events since then, which are of refusals and of nothing else. */
function expectRefusedEvents(app: GuardedApp, firstEvent: number): readonly string[] {
  const events = app.events.slice(firstEvent).filter(({ type }) => !type.startsWith('keys'));
  expect(events.filter(({ type }) => type !== 'refused')).toEqual([]);
  return events.map((event) => (event as { code: string }).code);
}

/** The code that a body says. An answer to HEAD has none, so it is what was reported. */
function expectBody(response: RawResponse, request: RawRequest = {}, reported = ''): string {
  if (request.method === 'HEAD') {
    expect(response.body).toBe('');
    return reported;
  }
  const { status, body } = response;
  expect(headerValues(response, 'content-type')).toEqual([
    expect.stringMatching(/^application\/json\b/),
  ]);
  const { code, ...rest } = JSON.parse(body) as { code: string };
  expect(rest).toEqual({
    statusCode: status,
    error: REASONS[status],
    message: expect.stringMatching(/^[\x20-\x7e]+$/),
  });
  return code;
}

function expectCommonParts(response: RawResponse, secrets: Secrets): void {
  expect(Object.keys(REASONS)).toContain(String(response.status));
  expect(headerValues(response, 'cache-control')).toEqual(['no-store']);
  expect(headerValues(response, 'set-cookie')).toEqual([]);
  expectNothingOf(secrets, [...response.headers.flat(), ...printedIn(response.body)].join('\n'));
  expect(response.body).not.toMatch(/\bat .+:\d+|node_modules|\.[jt]s\b/);
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
  return /error="([^"]*)"/.exec(challenge)?.[1] ?? 'bare';
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

/** All that requests say that is peculiar to them: tokens, their segments, and every text in those. */
function secretsOf(requests: readonly RawRequest[]): Secrets {
  const sent = requests.flatMap(sentIn);
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

function sentIn({ path = '', headers = [], body = '' }: RawRequest): string[] {
  const credentials = headers.filter(([name]) => !PLAIN_HEADERS.includes(name));
  return [
    ...credentials.map(([, value]) => value.replace(/^[A-Za-z]+\s+/, '')),
    ...new URLSearchParams(path.includes('?') ? path.slice(path.indexOf('?') + 1) : '').values(),
    body,
  ];
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

/** What is logged of a key set, by whichever request it was fetched for. */
const NEWS_OF_KEYS = /^(?:Fetching signing keys|Key set of user pool) /;

/** What a line says of the handler and of the option that refused a token. A request may name the same as they do. */
const ASKED = `, which asks for any group ${REQUIRED_GROUP}`;
const OPTION = /, the option \w+ of its user pool accepts (.+)(?= CognitoAuth$)/;

/** A line without what handlers and options ask for, and nothing else may stand there. */
function withoutQuestions(text: string, { configuredNames }: GuardedApp): string {
  const [statement = '', names] = OPTION.exec(text) ?? [];
  const named = names === undefined || names === 'none' ? [] : names.split(', ');
  expect(named.filter((name) => !configuredNames.has(name))).toEqual([]);
  return text.replace(statement, '').replace(ASKED, '');
}

function expectQuietLog(
  app: GuardedApp,
  firstLine: number,
  { codes, secrets }: { codes: readonly string[]; secrets: Secrets },
): void {
  const lines = app.log.lines.slice(firstLine);
  const refusals = lines
    .filter(({ text }) => !NEWS_OF_KEYS.test(text))
    .map(({ level, text }) => `${level} ${/^Refused: \w+/.exec(text)?.[0]}`);
  expect(refusals.toSorted()).toEqual(codes.map((code) => `debug Refused: ${code}`));
  for (const { text } of lines) {
    // One line, and nothing that drives a terminal (CWE-117).
    expect(text).toMatch(/^[\x20-\x7e]*$/);
    const said = withoutQuestions(text, app);
    const leaked = [...secrets.all].filter((secret) => said.includes(secret));
    expect(leaked.filter((secret) => !secrets.loggable.has(secret))).toEqual([]);
  }
}

/** Sends a request that must be let in, and gives the answer. */
export async function acceptanceOf(app: GuardedApp, request: RawRequest): Promise<RawResponse> {
  const calls = app.calls.length;
  const response = await app.send(request);
  expect([response.status, response.body]).toEqual([200, expect.anything()]);
  expect(app.calls).toHaveLength(calls + 1);
  expect(headerValues(response, 'www-authenticate')).toEqual([]);
  return response;
}
