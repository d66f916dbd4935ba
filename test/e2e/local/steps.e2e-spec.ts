import { userPoolService } from '../../../lib/local/api/user-pool-service.js';
import { SignIn } from '../../../lib/local/sign-in/sign-in.js';
import { ServiceException } from '../../../lib/local/wire/service-exception.js';
import { readInput } from '../../../lib/local/wire/shape.js';
import { startPool } from '../../support/local-pool.js';
import { ALL_SCENARIOS } from './steps/all-scenarios.js';
import { AwsModel } from './steps/aws-model.js';
import { runSteps, type StepTarget } from './steps/run-steps.js';

const model = new AwsModel();
const deviations: string[] = [];

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
      const inputs = [...Object.keys(operation.input), ...Object.keys(given)];
      deviations.push(...model.unknownInputs(name, inputs));
      try {
        const output = await operation.run(readInput(given, operation.input));
        const answer = JSON.parse(JSON.stringify(output)) as Record<string, unknown>;
        deviations.push(...model.unknownOutputs(name, answer));
        return { answer };
      } catch (error) {
        if (!(error instanceof ServiceException)) throw error;
        deviations.push(...model.unknownErrors(name, error.type));
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

  it('meet nothing that the model of AWS does not declare', () => {
    expect(deviations).toEqual([]);
    // It would find what there is not.
    expect([
      ...model.unknownInputs('SignUp', ['ClientId', 'Email']),
      ...model.unknownOutputs('GetUser', { Username: 'ada', Email: 'ada@example.com' }),
      ...model.unknownErrors('RevokeToken', 'UnauthorizedException'),
      ...model.unknownErrors('RevokeToken', 'NotAuthorizedException'),
    ]).toEqual([
      'SignUp takes no Email',
      'GetUser answers no Email',
      'RevokeToken declares no NotAuthorizedException',
    ]);
  });

  it('say where each is known from', () => {
    for (const { source } of steps) {
      expect(source).toMatch(
        /^https:\/\/(?:docs\.aws\.amazon\.com|www\.rfc-editor\.org)\/|^observed|^reported|^not settled/,
      );
    }
  });
});
