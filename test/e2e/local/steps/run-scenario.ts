import type { StepTarget } from '../targets/step-target.interface.js';
import type { AnyStep, Scenario } from './step.interface.js';
import type { StepOutcome } from './step-outcome.js';
import { StepRunner } from './step-runner.js';

export interface StepResult {
  readonly step: AnyStep;
  readonly outcome: StepOutcome;
}

/**
 * Runs the steps of a scenario, in their order, whatever comes of each.
 *
 * @param leftOut steps to go over, and why
 * @param onStep called after each step, such as to look at what the target has done
 */
export async function runScenario(
  { steps }: Scenario,
  target: StepTarget,
  leftOut: ReadonlyMap<AnyStep, string> = new Map(),
  onStep: (result: StepResult) => void = () => undefined,
): Promise<readonly StepResult[]> {
  const runner = new StepRunner(target);
  const results: StepResult[] = [];
  for (const step of steps) {
    const why = leftOut.get(step);
    const outcome = why === undefined ? await runner.run(step) : runner.leaveOut(step, why);
    const result = { step, outcome };
    results.push(result);
    onStep(result);
  }
  return results;
}
