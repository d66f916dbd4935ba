import type { LocalCognitoOptions } from '../../../lib/local/options/local-cognito-options.interface.js';
import { MadeResources } from '../../e2e/local/targets/made-resources.js';
import { postOperation } from '../../e2e/local/targets/post-operation.js';
import { fillPool, provisionPool } from '../../e2e/local/targets/provision-pool.js';
import { StepNames } from '../../e2e/local/targets/step-names.js';
import type { StepTarget } from '../../e2e/local/targets/step-target.interface.js';

/** What the emulator was told to send. */
const CODE = '123456';

/** A pool of cognito-local. */
export async function startEmulatorTarget(
  endpoint: string,
  options: LocalCognitoOptions,
): Promise<StepTarget> {
  const resources = new MadeResources();
  const call: StepTarget['call'] = async (operation, input) =>
    (await postOperation(endpoint, operation, input)).result;
  const provisioning = { call: withoutScopes(call), name: 'steps', tags: {}, resources };
  const { userPoolId, clientIds } = await provisionPool(options, provisioning);
  await fillPool(options, userPoolId, call);
  return {
    names: new StepNames({ userPoolId, clientIds, issuer: `${endpoint}/${userPoolId}` }),
    origin: endpoint,
    call,
    now: Date.now,
    sentCode: () => CODE,
    close: () => resources.deleteAll(),
  };
}

/** The emulator has no resource servers. Its clients take any scope. */
function withoutScopes(call: StepTarget['call']): StepTarget['call'] {
  return (operation, input) =>
    operation === 'CreateResourceServer' ? Promise.resolve({ answer: {} }) : call(operation, input);
}
