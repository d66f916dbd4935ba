import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { ALL_SCENARIOS } from '../e2e/local/steps/all-scenarios.js';
import { POOL } from '../e2e/local/steps/names.js';
import type { Scenario } from '../e2e/local/steps/step.interface.js';
import { MadeResources } from '../e2e/local/targets/made-resources.js';
import { startAwsTarget } from './aws-target.js';
import { clean } from './clean.js';
import { type Cloud, connect } from './cloud.js';
import { CloudDouble } from './double/cloud-double.js';
import { askOpenQuestions } from './questions/ask-open-questions.js';
import { OPEN_QUESTIONS } from './questions/open-questions.js';
import { runAgainstAws } from './run-against-aws.js';

let double: CloudDouble;
let connection: ReturnType<typeof connect>;
let cloud: Cloud;
let printed: string[];

beforeEach(async () => {
  double = await CloudDouble.start();
  connection = connect('eu-west-1', double.endpoint);
  cloud = { ...connection, domainOrigin: (domain) => double.domainOrigin(domain) };
  printed = [];
});

afterEach(async () => {
  connection.close();
  await double.close();
});

const run = (scenarios: readonly Scenario[], signal = new AbortController().signal) =>
  runAgainstAws(scenarios, { cloud, signal, print: (line) => printed.push(line) });

const scenarioNamed = (name: string): Scenario => {
  const scenario = ALL_SCENARIOS.find((each) => each.name === name);
  if (scenario === undefined) throw new Error(`There is no scenario ${name}`);
  return scenario;
};
const SIGN_IN = scenarioNamed('a sign-in by SRP');
const HOSTED: Scenario = {
  ...scenarioNamed('a browser that has signed in'),
  options: { ...scenarioNamed('a browser that has signed in').options, identityPool: {} },
};

/** The double makes clients and sets the pool up itself, so that it cannot stand in for steps which change them. */
const CHANGED_BY_STEPS = new Set([
  'AddUserPoolClientSecret',
  'SetUserPoolMfaConfig',
  'UpdateUserPool',
  'UpdateUserPoolClient',
]);
const FOR_THE_DOUBLE = ALL_SCENARIOS.filter(({ steps }) =>
  steps.every((step) => !('operation' in step) || !CHANGED_BY_STEPS.has(step.operation)),
);

it('finds that a local Cognito in place of AWS passes each step that it can run', async () => {
  const { passed, differing, leftOut } = await run(FOR_THE_DOUBLE);

  expect(printed.filter((line) => line.includes('≠'))).toEqual([]);
  expect(differing).toBe(0);
  expect(FOR_THE_DOUBLE.length).toBeGreaterThan(ALL_SCENARIOS.length - 10);
  expect(passed + leftOut).toBe(FOR_THE_DOUBLE.flatMap(({ steps }) => steps).length);
  expect(passed).toBeGreaterThan(leftOut);
  expect(double.resources).toEqual([]);
}, 300_000);

it('prints what differs', async () => {
  const [first] = SIGN_IN.steps;
  if (first === undefined || !('operation' in first)) throw new Error('There is no first step');
  const step = { ...first, operation: 'DescribeUserPool', input: POOL };
  const other = { ...step, expected: { answer: { UserPool: { Id: POOL.UserPoolId } } } };

  // A rehearsal leaves out what ours does not answer either, so AWS has to be another here.
  const differing = await runAgainstAws([{ ...SIGN_IN, steps: [other] }], {
    cloud: {
      ...cloud,
      call: (operation, input) =>
        operation === 'DescribeUserPool'
          ? Promise.resolve({ error: 'ForbiddenException', message: 'Not here' })
          : cloud.call(operation, input),
    },
    signal: new AbortController().signal,
    print: (line) => printed.push(line),
  });

  expect(differing).toEqual({ passed: 0, differing: 1, leftOut: 0 });
  expect(printed).toContainEqual(expect.stringContaining('ForbiddenException: Not here'));
});

describe('what was made is deleted', () => {
  it('is there while the steps run', async () => {
    const resources = new MadeResources();
    const target = await startAwsTarget(cloud, HOSTED.options, resources);

    expect(double.resources).toHaveLength(3);
    expect(resources.names).toHaveLength(3);
    await target.close();
    expect(double.resources).toEqual([]);
  });

  it.each(['CreateUserPoolClient', 'CreateIdentityPool', 'AdminCreateUser', 'InitiateAuth'])(
    'when %s throws',
    async (failing) => {
      const call: Cloud['call'] = (operation, input) =>
        operation === failing
          ? Promise.reject(new Error('no network'))
          : cloud.call(operation, input);
      const { differing } = await runAgainstAws([HOSTED], {
        cloud: { ...cloud, call },
        signal: new AbortController().signal,
        print: (line) => printed.push(line),
      });

      expect(differing).toBeGreaterThan(0);
      expect(double.resources).toEqual([]);
    },
  );

  it('when it is interrupted between two steps', async () => {
    const interruption = new AbortController();
    const call: Cloud['call'] = (operation, input) => {
      if (operation === 'InitiateAuth') interruption.abort(new Error('interrupted'));
      return cloud.call(operation, input);
    };

    await expect(
      runAgainstAws([HOSTED, SIGN_IN], {
        cloud: { ...cloud, call },
        signal: interruption.signal,
        print: (line) => printed.push(line),
      }),
    ).rejects.toThrow('interrupted');
    expect(printed).not.toContain(`- ${SIGN_IN.name}`);
    expect(double.resources).toEqual([]);
  });

  it('but for what cannot be deleted, which is named', async () => {
    const call: Cloud['call'] = (operation, input) =>
      operation === 'DeleteUserPool'
        ? Promise.resolve({ error: 'TooManyRequestsException', message: 'Later' })
        : cloud.call(operation, input);

    await expect(
      runAgainstAws([HOSTED], {
        cloud: { ...cloud, call },
        signal: new AbortController().signal,
        print: (line) => printed.push(line),
      }),
    ).rejects.toThrow(/Not deleted: user pool eu-west-1_\w+ \(.*TooManyRequestsException/);
    // The domain and the identity pool were.
    expect(double.resources).toHaveLength(1);
  });

  it('by the command for what was left behind, which leaves the pools of others alone', async () => {
    await startAwsTarget(cloud, HOSTED.options, new MadeResources());
    const settings = { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD'] } } };
    const others = { ...settings, AdminCreateUserConfig: {}, UsernameAttributes: ['email'] };
    const [[mine = '']] = [double.resources];
    for (const [PoolName, UserPoolTags] of [
      ['production', { 'nestjs-cognito-auth': 'test' }],
      ['nestjs-cognito-auth-test-1', {}],
    ] as const) {
      await cloud.call('CreateUserPool', { ...others, PoolName, UserPoolTags });
    }

    const deleted = await clean(cloud);

    expect(deleted).toEqual([`user pool ${mine}`, expect.stringMatching(/^identity pool /)]);
    expect(double.resources).toHaveLength(2);
  });

  it('when the process is interrupted', async () => {
    const child = spawn(process.execPath, [
      '--require=./test/support/lend-keys.cjs',
      '--import=./test/support/register-typescript.mjs',
      'test/aws/main.ts',
      '--target=local',
      `--only=${HOSTED.name}`,
    ]);
    const output = printedBy(child);
    while (!output.text.includes(`- ${HOSTED.name}`)) await once(child.stdout, 'data');
    child.kill('SIGINT');
    const [code] = (await once(child, 'close')) as [number | null];

    expect(output.text).toContain('interrupted by SIGINT');
    expect(output.text).not.toContain('Not deleted');
    expect(code).toBe(1);
  }, 120_000);
});

it('asks every open question, and prints the answers of both', async () => {
  const { signal } = new AbortController();
  await askOpenQuestions({ cloud, signal, print: (line) => printed.push(line) });

  const answers = (of: string) =>
    printed.filter((line) => line.startsWith(`  ${of}:`)).map((line) => line.slice(8));
  expect(answers('AWS')).toHaveLength(OPEN_QUESTIONS.length);
  expect(answers('ours')).toHaveLength(OPEN_QUESTIONS.length);
  expect(printed.filter((line) => line.includes('no answer'))).toEqual([]);
  expect(double.resources).toEqual([]);
});

function printedBy(child: ChildProcess): { text: string } {
  const output = { text: '' };
  child.stdout?.on('data', (chunk) => (output.text += String(chunk)));
  child.stderr?.on('data', (chunk) => (output.text += String(chunk)));
  return output;
}
