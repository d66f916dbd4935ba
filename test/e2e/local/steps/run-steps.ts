import type { StepTarget } from '../targets/step-target.interface.js';
import type { Scenario } from './step.interface.js';
import { StepRunner } from './step-runner.js';
import { titleOf } from './title-of.js';

/** Declares the steps of scenarios as tests, in their order. */
export function runSteps(
  scenarios: readonly Scenario[],
  start: (options: Scenario['options']) => Promise<StepTarget>,
): void {
  describe.each(scenarios)('$name', ({ options, steps }) => {
    let target: StepTarget;
    let runner: StepRunner;

    beforeAll(async () => {
      target = await start(options);
      runner = new StepRunner(target);
    });

    afterAll(() => target.close());

    it.each(steps.map((step) => [titleOf(step), step] as const))('%s', async (_title, step) => {
      const outcome = await runner.run(step);
      if (outcome.kind === 'differs') throw outcome.error;
      expect(outcome).toEqual({ kind: 'passed' });
    });
  });
}
