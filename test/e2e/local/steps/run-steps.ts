import { totpCode } from '../../../../lib/local/pool/totp.js';
import { SrpClient } from '../../../support/srp-client.js';
import type { Known, Scenario, Step } from './step.interface.js';

type Answer = Readonly<Record<string, unknown>>;

/** What the steps run against. */
export interface StepTarget {
  /** @returns what was answered, as JSON; or the name of the error with its message */
  call(operation: string, input: object): Promise<{ answer: Answer } | ServiceError>;
  /** By the clock of the target. */
  now(): number;
  advance(ms: number): void;
  /** Codes that were sent, oldest first. */
  sentCodes(): readonly string[];
  close(): Promise<void>;
}

interface ServiceError {
  readonly error: string;
  readonly message: string;
}

/** RFC 6238 §5.2. */
const TOTP_STEP_MS = 30_000;

/** Declares the steps of scenarios as tests, in their order. */
export function runSteps(
  scenarios: readonly Scenario[],
  start: (options: Scenario['options']) => Promise<StepTarget>,
): void {
  describe.each(scenarios)('$name', ({ options, steps }) => {
    let target: StepTarget;
    let run: StepRunner;

    beforeAll(async () => {
      target = await start(options);
      // To the beginning of a step of TOTP: a code that two steps use is then the same in both.
      target.advance(TOTP_STEP_MS - (target.now() % TOTP_STEP_MS));
      run = new StepRunner(target);
    });

    afterAll(() => target.close());

    it.each(steps)('$operation $name', (step) => run.step(step));
  });
}

class StepRunner implements Known {
  readonly srp = new SrpClient();
  readonly #target: StepTarget;
  readonly #kept = new Map<string, string>();
  #last: Answer = {};

  constructor(target: StepTarget) {
    this.#target = target;
  }

  async step({ operation, input, expected, afterMs = 0, keeps = {} }: Step): Promise<void> {
    this.#target.advance(afterMs);
    const given = typeof input === 'function' ? (input as (known: Known) => object)(this) : input;
    const answer = expectResult(await this.#target.call(operation, given), expected, this);
    this.#last = answer;
    for (const [name, path] of Object.entries(keeps)) {
      this.#kept.set(name, textAt(answer, path));
    }
  }

  value(name: string): string {
    const value = this.#kept.get(name);
    if (value === undefined) throw new Error(`No step has kept ${name}`);
    return value;
  }

  sentCode(): string {
    return this.#target.sentCodes().at(-1) ?? 'none';
  }

  sentCount(): number {
    return this.#target.sentCodes().length;
  }

  totp(secret: string, steps = 0): string {
    return totpCode(secret, Math.floor(this.#target.now() / TOTP_STEP_MS) + steps);
  }

  proof(group: string, name: string, password: string): Record<string, string> {
    const challenge = this.#last['ChallengeParameters'] as Record<string, string>;
    return this.srp.answer(group, name, password, challenge);
  }
}

/** @returns what was answered, and nothing where an error was expected */
function expectResult(
  result: { readonly answer: Answer } | ServiceError,
  expected: Step['expected'],
  known: Known,
): Answer {
  if ('error' in expected) {
    expect(result).toMatchObject(expected);
    return {};
  }
  if (!('answer' in result)) throw new Error(`${result.error}: ${result.message}`);
  if ('answer' in expected) expect(result.answer).toMatchObject(expected.answer);
  else expected.check(result.answer, known);
  return result.answer;
}

function textAt(answer: Answer, path: string): string {
  let value: unknown = answer;
  for (const name of path.split('.')) value = (value as Answer | undefined)?.[name];
  if (typeof value !== 'string') throw new Error(`The answer has no text at ${path}`);
  return value;
}
