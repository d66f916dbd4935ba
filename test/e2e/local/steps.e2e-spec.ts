import { userPoolService } from '../../../lib/local/api/user-pool-service.js';
import { IdentityPool } from '../../../lib/local/identity-pool/identity-pool.js';
import { identityPoolService } from '../../../lib/local/identity-pool/identity-pool-service.js';
import { LocalCognito } from '../../../lib/local/local-cognito.js';
import { SignIn } from '../../../lib/local/sign-in/sign-in.js';
import type { Operation } from '../../../lib/local/wire/operation.interface.js';
import { startPool } from '../../support/local-pool.js';
import { ALL_SCENARIOS } from './steps/all-scenarios.js';
import { AwsModel } from './steps/aws-model.js';
import { runSteps } from './steps/run-steps.js';
import { wireDeviations } from './steps/wire-deviations.js';
import { startLocalTarget } from './targets/local-target.js';

const model = new AwsModel();
const deviations: string[] = [];

runSteps(ALL_SCENARIOS, (options) =>
  startLocalTarget(LocalCognito.start, options, (operation, input, { result, ...wire }) => {
    deviations.push(...model.unknownInputs(operation, Object.keys(input)));
    deviations.push(...wireDeviations(operation, { result, ...wire }));
    deviations.push(
      ...('answer' in result
        ? model.unknownOutputs(operation, result.answer)
        : model.unknownErrors(operation, result.error)),
    );
  }),
);

describe('the steps', () => {
  const steps = ALL_SCENARIOS.flatMap((scenario) => scenario.steps);

  /** Of the user pool and of the identity pool. */
  async function operations(): Promise<ReadonlyMap<string, Operation>> {
    const { pool } = await startPool({ identityPool: {} });
    const { identityPool } = pool.options;
    if (identityPool === undefined) throw new Error('There is no identity pool');
    return new Map([
      ...userPoolService(pool, new SignIn(pool)).operations,
      ...identityPoolService(new IdentityPool(pool, identityPool)).operations,
    ]);
  }

  it('call every operation, and see each succeed', async () => {
    const succeeding = new Set(
      steps.flatMap((step) =>
        'operation' in step && !('error' in step.expected) ? [step.operation] : [],
      ),
    );

    expect([...succeeding].toSorted()).toEqual([...(await operations()).keys()].toSorted());
  });

  it('meet nothing that the model of AWS does not declare', async () => {
    for (const [name, { input }] of await operations()) {
      deviations.push(...model.unknownInputs(name, Object.keys(input)));
    }

    expect(deviations).toEqual([]);
    // It would find what there is not.
    expect([
      ...model.unknownInputs('SignUp', ['ClientId', 'Email']),
      ...model.unknownOutputs('GetUser', { Username: 'ada', Email: 'ada@example.com' }),
      ...model.unknownErrors('RevokeToken', 'UnauthorizedException'),
      ...model.unknownErrors('RevokeToken', 'NotAuthorizedException'),
      ...model.unknownErrors('GetId', 'NotAuthorizedException'),
      ...model.unknownErrors('GetId', 'UserNotFoundException'),
      ...wireDeviations('GetUser', {
        status: 500,
        headers: new Headers({ 'x-amzn-errortype': 'InternalErrorException' }),
        result: { error: 'InternalErrorException', message: '' },
      }),
    ]).toEqual([
      'SignUp takes no Email',
      'GetUser answers no Email',
      'RevokeToken declares no NotAuthorizedException',
      'GetId declares no UserNotFoundException',
      'GetUser answers with the status 500',
      'GetUser answers with the content type null',
      'GetUser answers with the error type InternalErrorException',
      'GetUser answers without a request id',
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
