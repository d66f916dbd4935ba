import { userPoolService } from '../../../lib/local/api/user-pool-service.js';
import { SignIn } from '../../../lib/local/sign-in/sign-in.js';
import { ServiceException } from '../../../lib/local/wire/service-exception.js';
import { readInput } from '../../../lib/local/wire/shape.js';
import { startPool } from '../../support/local-pool.js';
import { ALL_SCENARIOS } from './steps/all-scenarios.js';
import { runSteps, type StepTarget } from './steps/run-steps.js';

async function startTarget(
  options: Parameters<typeof startPool>[0],
): Promise<StepTarget & { readonly operations: readonly string[] }> {
  const { pool, clock, sent } = await startPool(options);
  const { operations } = userPoolService(pool, new SignIn(pool));
  return {
    operations: [...operations.keys()],
    async call(name, given) {
      const operation = operations.get(name);
      if (operation === undefined) return { error: 'UnknownOperationException', message: name };
      try {
        const output = await operation.run(readInput(given, operation.input));
        return { answer: JSON.parse(JSON.stringify(output)) as Record<string, unknown> };
      } catch (error) {
        if (!(error instanceof ServiceException)) throw error;
        return { error: error.type, message: error.message };
      }
    },
    now: () => clock.now(),
    advance: (ms) => clock.advance(ms),
    sentCodes: () => sent.map(({ code }) => code),
    close: () => Promise.resolve(),
  };
}

runSteps(ALL_SCENARIOS, startTarget);

describe('the steps', () => {
  const steps = ALL_SCENARIOS.flatMap((scenario) => scenario.steps);

  it('call every operation, and see each succeed', async () => {
    const { operations } = await startTarget({});
    const succeeding = new Set(
      steps.flatMap(({ operation, expected }) => ('error' in expected ? [] : [operation])),
    );

    expect([...succeeding].toSorted()).toEqual(operations.toSorted());
  });

  it('say where each is known from', () => {
    for (const { source } of steps) {
      expect(source).toMatch(
        /^https:\/\/(?:docs\.aws\.amazon\.com|www\.rfc-editor\.org)\/|^observed|^reported|^not settled/,
      );
    }
  });
});
