import { createHmac } from 'node:crypto';
import { totpCode } from '../../../../lib/local/pool/totp.js';
import { Authenticator } from '../../../support/authenticator.js';
import { FormBrowser, type Page } from '../../../support/form-browser.js';
import { SrpClient } from '../../../support/srp-client.js';
import type { StepTarget } from '../targets/step-target.interface.js';
import { expectAnswer, expectResponse } from './expect-answer.js';
import { SECRET } from './names.js';
import { responseOf, sendRequest } from './send-request.js';
import type { AnyStep, Known, RequestStep, Step } from './step.interface.js';
import { AnotherAnswer, LeftOut, type StepOutcome } from './step-outcome.js';

/** RFC 6238 §5.2. */
const TOTP_STEP_MS = 30_000;

/** Runs the steps of one scenario, in their order, and remembers what they keep. */
export class StepRunner implements Known {
  readonly srp = new SrpClient();
  readonly authenticator = new Authenticator();
  readonly #target: StepTarget;
  readonly #browser: FormBrowser | undefined;
  readonly #beganMs: number;
  readonly #kept = new Map<string, string>();
  /** What steps would have kept that have not come to it. */
  readonly #missing = new Set<string>();
  #last: Readonly<Record<string, unknown>> = {};
  #shown: Page | undefined;

  constructor(target: StepTarget) {
    this.#target = target;
    const { origin } = target;
    this.#browser = origin === undefined ? undefined : new FormBrowser(origin);
    // To the beginning of a step of TOTP: a code that two steps use is then the same in both.
    target.advance?.(TOTP_STEP_MS - (target.now() % TOTP_STEP_MS));
    this.#beganMs = target.now();
  }

  async run(step: AnyStep): Promise<StepOutcome> {
    try {
      await this.#run(step);
      return { kind: 'passed' };
    } catch (error) {
      for (const name of Object.keys(step.keeps ?? {})) this.#forget(name);
      if (error instanceof LeftOut) return { kind: 'left out', why: error.message };
      const answered = error instanceof AnotherAnswer ? error.answered : 'another answer';
      return { kind: 'differs', answered, error };
    }
  }

  /** Goes over a step, as one that cannot be run. */
  leaveOut(step: AnyStep, why: string): StepOutcome {
    for (const name of Object.keys(step.keeps ?? {})) this.#forget(name);
    return { kind: 'left out', why };
  }

  value(name: string): string {
    const value = this.#kept.get(name);
    if (value !== undefined) return value;
    if (this.#missing.has(name)) throw new LeftOut(`no step has kept ${name}`);
    throw new Error(`No step has kept ${name}`);
  }

  get last(): Readonly<Record<string, unknown>> {
    return this.#last;
  }

  get poolName(): string {
    return this.#target.names.poolName;
  }

  sentCode(): string {
    if (this.#target.sentCode === undefined) throw new LeftOut('the code cannot be read');
    return this.#target.sentCode();
  }

  sentCount(): number {
    if (this.#target.sentCount === undefined) throw new LeftOut('messages cannot be counted');
    return this.#target.sentCount();
  }

  totp(secret: string, steps = 0): string {
    // Where the clock cannot be moved, it stands for codes: the pool takes the code of the step before too.
    const nowMs = this.#target.advance === undefined ? this.#beganMs : this.#target.now();
    return totpCode(secret, Math.floor(nowMs / TOTP_STEP_MS) + steps);
  }

  proof(group: string, name: string, password: string): Record<string, string> {
    const challenge = this.#last['ChallengeParameters'] as Record<string, string>;
    return this.srp.answer(group, name, password, challenge);
  }

  secretHash(clientId: string, username: string, secret = SECRET): string {
    return createHmac('sha256', secret)
      .update(`${username}${this.#target.names.id(clientId)}`)
      .digest('base64');
  }

  claimsOf(token: unknown): Record<string, unknown> {
    const [, payload = ''] = String(token).split('.');
    const claims = Buffer.from(payload, 'base64url').toString();
    return JSON.parse(this.#target.names.answered(claims)) as Record<string, unknown>;
  }

  #forget(name: string): void {
    this.#kept.delete(name);
    this.#missing.add(name);
  }

  async #run(step: AnyStep): Promise<void> {
    const { afterMs = 0, keeps = {} } = step;
    if (afterMs > 0 && this.#target.advance === undefined) {
      throw new LeftOut('the clock cannot be moved');
    }
    this.#target.advance?.(afterMs);
    const answer = 'request' in step ? await this.#send(step) : await this.#call(step);
    for (const [name, path] of Object.entries(keeps)) {
      this.#kept.set(name, textAt(answer, path));
    }
  }

  async #call({ operation, input, expected }: Step): Promise<object> {
    const given = typeof input === 'function' ? (input as (known: Known) => object)(this) : input;
    const { names } = this.#target;
    const result = await this.#target.call(operation, names.given(given));
    const named = JSON.parse(names.answered(JSON.stringify(result))) as typeof result;
    this.#last = expectAnswer(named, expected, this);
    return this.#last;
  }

  async #send({ request, response }: RequestStep): Promise<object> {
    const { names, origin } = this.#target;
    if (this.#browser === undefined || origin === undefined) {
      throw new LeftOut('there is no hosted login');
    }
    const given = typeof request === 'function' ? request(this) : request;
    const page = await sendRequest(this.#browser, given, { shown: this.#shown, names });
    if (page.action !== '') this.#shown = page;
    return expectResponse(responseOf(page, origin, names), response, this);
  }
}

function textAt(answer: object, path: string): string {
  let value: unknown = answer;
  for (const name of path.split('.')) {
    value = (value as Readonly<Record<string, unknown>> | undefined)?.[name];
  }
  if (typeof value !== 'string') throw new Error(`The answer has no text at ${path}`);
  return value;
}
