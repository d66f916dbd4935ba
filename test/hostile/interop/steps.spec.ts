import { LocalCognito } from '../../../lib/local/local-cognito.js';
import { ALL_SCENARIOS } from '../../e2e/local/steps/all-scenarios.js';
import { titleOf } from '../../e2e/local/steps/title-of.js';
import { runScenario } from '../../e2e/local/steps/run-scenario.js';
import { rehearse } from '../../e2e/local/targets/rehearse.js';
import { whyUnprovisionable } from '../../e2e/local/targets/unprovisionable.js';
import { startEmulatorTarget } from './emulator-target.js';
import { readIssuedTokens } from './issued-tokens.js';

const { issuer, userPoolId } = readIssuedTokens().userPool;
const endpoint = issuer.replace(`/${userPoolId}`, '');
/** Codes are always the same there, and can be read therefore. */
const LIMITS = { codes: true, messages: true };

const scenarios = ALL_SCENARIOS.filter(({ options }) => whyUnprovisionable(options) === undefined);

/**
 * What cognito-local answers otherwise than Cognito is recorded. What it answers otherwise from now on is news, and so is
 * what it no longer does: both change the record, which `npm run test:interop -- -u` writes.
 */
describe('the steps against cognito-local', () => {
  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
    'differ as it is known: %s',
    async (_name, scenario) => {
      const leftOut = await rehearse(LocalCognito.start, scenario, LIMITS);
      const target = await startEmulatorTarget(endpoint, scenario.options);
      const results = await runScenario(scenario, target, leftOut);
      await target.close();

      const differences = results.flatMap(({ step, outcome }) =>
        outcome.kind === 'differs' ? [`${titleOf(step)} → ${outcome.answered}`] : [],
      );
      const count = (kind: string) => results.filter(({ outcome }) => outcome.kind === kind).length;
      expect({
        differences,
        alike: count('passed'),
        leftOut: count('left out'),
      }).toMatchSnapshot();
    },
  );
});
