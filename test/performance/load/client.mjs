import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';

/** No request may hang; longer than any deadline that the servers here have. */
const GIVE_UP_MS = 15_000;
const TICK_MS = 5;

/** Sends requests to one server, and notes how each was answered and how long that took. */
export class Client {
  #pool;

  /** A client whose connections are open: a busy server accepts new ones late, whatever they carry. */
  static async connect(origin, { connections, path }) {
    const client = new Client(origin, connections);
    await Promise.all(Array.from({ length: connections }, () => client.send(path)));
    return client;
  }

  constructor(origin, connections) {
    this.#pool = new Pool(origin, {
      connections,
      pipelining: 1,
      headersTimeout: GIVE_UP_MS,
      bodyTimeout: GIVE_UP_MS,
      keepAliveTimeout: GIVE_UP_MS,
    });
  }

  /** Sends one request. Never rejects: what is no answer has its error as `status`. */
  async send(path, authorization) {
    const headers = authorization === undefined ? {} : { authorization };
    const startedAt = performance.now();
    let status;
    try {
      const response = await this.#pool.request({ method: 'GET', path, headers });
      await response.body.dump();
      status = response.statusCode;
    } catch (error) {
      status = error.code ?? error.name;
    }
    return { status, startedAt, endedAt: performance.now() };
  }

  /** Sends a request for each token, `concurrency` of them at any time. */
  async flood(path, tokens, concurrency) {
    const tally = new Tally();
    let next = 0;
    const work = async () => {
      while (next < tokens.length) {
        const token = tokens[next];
        next += 1;
        tally.add(await this.send(path, `Bearer ${token}`));
      }
    };
    await Promise.all(Array.from({ length: concurrency }, work));
    return tally;
  }

  /**
   * Sends what `next` gives, evenly over the time and without waiting for answers, until the signal.
   *
   * @param next gives `{ path, token, note }`; `note` is called with the result
   */
  async pace(perSecond, signal, next) {
    const tally = new Tally();
    const pending = new Set();
    const sendNext = async () => {
      const { path, token, note } = next();
      const result = await this.send(path, `Bearer ${token}`);
      tally.add(result);
      note?.(result);
    };
    const startedAt = performance.now();
    for (let sent = 0; !signal.aborted; await delay(TICK_MS)) {
      const due = ((performance.now() - startedAt) / 1000) * perSecond;
      for (; sent < due; sent += 1) {
        const done = sendNext().finally(() => pending.delete(done));
        pending.add(done);
      }
    }
    await Promise.all(pending);
    return tally;
  }

  close() {
    return this.#pool.destroy();
  }
}

/** What came back: how often each status, and how long it took. */
export class Tally {
  statuses = {};
  #latencies = [];
  #firstAt = Number.POSITIVE_INFINITY;
  #lastAt = 0;

  add({ status, startedAt, endedAt }) {
    this.statuses[status] = (this.statuses[status] ?? 0) + 1;
    this.#latencies.push(endedAt - startedAt);
    this.#firstAt = Math.min(this.#firstAt, startedAt);
    this.#lastAt = Math.max(this.#lastAt, endedAt);
  }

  /** All answers of several tallies together. */
  static merge(tallies) {
    const merged = new Tally();
    for (const { statuses } of tallies) {
      for (const [status, count] of Object.entries(statuses)) {
        merged.statuses[status] = (merged.statuses[status] ?? 0) + count;
      }
    }
    merged.#latencies = tallies.flatMap((tally) => tally.#latencies);
    return merged;
  }

  get count() {
    return this.#latencies.length;
  }

  get seconds() {
    return (this.#lastAt - this.#firstAt) / 1000;
  }

  get perSecond() {
    return this.count / this.seconds;
  }

  get maxMs() {
    return Math.max(0, ...this.#latencies);
  }

  percentileMs(percent) {
    const sorted = Float64Array.from(this.#latencies).toSorted();
    return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))];
  }

  /** Whether there were answers, and none with another status. */
  isAll(status) {
    return this.count > 0 && this.statuses[status] === this.count;
  }
}
