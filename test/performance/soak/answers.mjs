import { knowledgeOf } from './expectations.mjs';

const GENUINE = new Set(['accessToken', 'idToken', 'previous']);
const NEVER_GOOD = new Set(['expired', 'forged', 'unknownKid', 'malformed']);
const MOST_EXAMPLES = 3;

/** Rules that answers have to follow; a rule that `appliesTo` no answer at all has shown nothing. */
const RULES = [
  {
    name: 'only 200, 401 and 503',
    appliesTo: () => true,
    allows: [200, 401, 503],
  },
  {
    name: '200 for a genuine token whose key is known, whatever the endpoint does',
    appliesTo: ({ kind, knowledge }) => GENUINE.has(kind) && knowledge === 'known',
    allows: [200],
  },
  {
    name: '503 for a genuine token once the keys are too old',
    appliesTo: ({ kind, knowledge }) => GENUINE.has(kind) && knowledge === 'lost',
    allows: [503],
  },
  {
    name: 'no 200 for a key that was withdrawn',
    appliesTo: ({ kind, knowledge }) => kind === 'retired' && knowledge === 'unknown',
    allows: [401, 503],
  },
  {
    name: '401 for what is no token',
    appliesTo: ({ kind }) => kind === 'malformed',
    allows: [401],
  },
  {
    name: '401 for an expired token whose key is known',
    appliesTo: ({ kind, knowledge }) => kind === 'expired' && knowledge === 'known',
    allows: [401],
  },
  {
    name: '401 for a forged token whose key is known',
    appliesTo: ({ kind, knowledge }) => kind === 'forged' && knowledge === 'known',
    allows: [401],
  },
  {
    name: 'no 200 for what is expired, forged or of an unknown key, ever',
    appliesTo: ({ kind }) => NEVER_GOOD.has(kind),
    allows: [401, 503],
  },
  {
    name: '200 for a genuine token soon after the endpoint is well again',
    appliesTo: ({ kind, isRecovered }) => GENUINE.has(kind) && isRecovered,
    allows: [200],
  },
  {
    name: '401 for an unknown key soon after the endpoint is well again',
    appliesTo: ({ kind, isRecovered }) => kind === 'unknownKid' && isRecovered,
    allows: [401],
  },
];

/** Holds each answer against the rules. */
export class Answers {
  #staleMs;
  #recoveryMs;
  #results = RULES.map(({ name }) => ({ name, judged: 0, wrong: 0, examples: [] }));

  constructor({ staleMs, recoveryMs }) {
    this.#staleMs = staleMs;
    this.#recoveryMs = recoveryMs;
  }

  judge(answer, { deliveries, rotatedAt = 0 }) {
    const knowledge = knowledgeOf(answer.kid, deliveries, answer, this.#staleMs);
    // A new key counts as a fault: until it is fetched, its tokens are refused.
    const wellSince = Math.max(answer.goodSince ?? Number.POSITIVE_INFINITY, rotatedAt);
    const isRecovered = answer.startedAt > wellSince + this.#recoveryMs;
    for (const [index, { appliesTo, allows }] of RULES.entries()) {
      if (!appliesTo({ ...answer, knowledge, isRecovered })) continue;
      const result = this.#results[index];
      result.judged += 1;
      if (allows.includes(answer.status)) continue;
      result.wrong += 1;
      if (result.examples.length < MOST_EXAMPLES) result.examples.push(describe(answer));
    }
  }

  results() {
    return this.#results;
  }
}

function describe({ kind, status, fault, startedAt, endedAt }) {
  const at = (startedAt / 1000).toFixed(1);
  return `${status} to ${kind} after ${(endedAt - startedAt).toFixed(0)} ms, sent at ${at} s during ${fault}`;
}
