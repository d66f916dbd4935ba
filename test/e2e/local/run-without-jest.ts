// Runs every step against a build of the package, in whatever version of Node runs this: its argument is the file of
// the entry point. Ends with the line "N passed, N failed".
import './steps/global-expect.js';
import { pathToFileURL } from 'node:url';
import type { LocalCognito } from 'nestjs-cognito-auth/local';
import { ALL_SCENARIOS } from './steps/all-scenarios.js';
import { runScenario } from './steps/run-scenario.js';
import { titleOf } from './steps/title-of.js';
import { startLocalTarget } from './targets/local-target.js';

const [, , entry = ''] = process.argv;
const { LocalCognito: Built } = (await import(pathToFileURL(entry).href)) as {
  readonly LocalCognito: typeof LocalCognito;
};
let passed = 0;
let failed = 0;
for (const scenario of ALL_SCENARIOS) {
  const target = await startLocalTarget(Built.start, scenario.options);
  for (const { step, outcome } of await runScenario(scenario, target)) {
    if (outcome.kind === 'passed') {
      passed += 1;
      continue;
    }
    failed += 1;
    const why = outcome.kind === 'differs' ? outcome.error : outcome.why;
    process.stdout.write(`${scenario.name}: ${titleOf(step)}\n${String(why)}\n`);
  }
  await target.close();
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
