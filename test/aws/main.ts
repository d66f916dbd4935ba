// `npm run test:aws`: holds AWS against the steps that our local Cognito passes. See README.md.
import '../e2e/local/steps/global-expect.js';
import { parseArgs } from 'node:util';
import { ALL_SCENARIOS } from '../e2e/local/steps/all-scenarios.js';
import { clean } from './clean.js';
import { type Cloud, connect } from './cloud.js';
import { CloudDouble } from './double/cloud-double.js';
import { askOpenQuestions } from './questions/ask-open-questions.js';
import { runAgainstAws } from './run-against-aws.js';

const { values: options } = parseArgs({
  options: {
    target: { type: 'string', default: 'aws' },
    region: { type: 'string', default: 'eu-west-1' },
    only: { type: 'string', default: '' },
    clean: { type: 'boolean', default: false },
  },
});
if (!['aws', 'local'].includes(options.target))
  throw new Error("--target must be 'aws' or 'local'");

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const interruption = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(name, () => {
    print(`${name}: what was made is deleted first`);
    interruption.abort(new Error(`interrupted by ${name}`));
  });
}

const double = options.target === 'local' ? await CloudDouble.start() : undefined;
const connection = connect(options.region, double?.endpoint);
const cloud: Cloud =
  double === undefined
    ? connection
    : { ...connection, domainOrigin: (domain) => double.domainOrigin(domain) };
try {
  if (options.clean) await cleanUp();
  else await runAll();
} catch (error) {
  print(String(error));
  process.exitCode = 1;
} finally {
  const left = double?.resources ?? [];
  if (left.length > 0) {
    print(`Not deleted: ${left.join(', ')}`);
    process.exitCode = 1;
  }
  connection.close();
  await double?.close();
}

async function cleanUp(): Promise<void> {
  const deleted = await clean(cloud);
  print(deleted.length === 0 ? 'Nothing was left behind' : `Deleted: ${deleted.join(', ')}`);
}

async function runAll(): Promise<void> {
  const { signal } = interruption;
  const scenarios = ALL_SCENARIOS.filter(({ name }) => name.includes(options.only));
  const { passed, differing, leftOut } = await runAgainstAws(scenarios, { cloud, signal, print });
  if (options.only === '') await askOpenQuestions({ cloud, signal, print });
  print(`${leftOut} left out`);
  print(`${passed} passed, ${differing} failed`);
  if (differing > 0 || passed === 0) process.exitCode = 1;
}
