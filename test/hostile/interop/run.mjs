// Runs the interop tests: `npm run test:interop`. Arguments go to Jest.
//
// Everywhere else the tests verify tokens that this repository made. Here they verify tokens from
// cognito-local, an emulator of Cognito that was written by others: user pools, clients, users and groups
// are created and signed in through the AWS SDK, and the keys are fetched from where the emulator
// publishes them. What runs, in this order:
//
//   1. `npm ci` in ./emulator, unless that is done already. The emulator and the SDK have a lock file of
//      their own, because they are larger than all that the package itself needs.
//   2. the emulator, on a free port of 127.0.0.1, with its data in a new temporary folder
//   3. ./emulator/issue-tokens.mjs, whose tokens go into a file of that folder
//   4. Jest, on the specs of this folder: one holds our guard against these tokens, the other holds the emulator against
//      the steps that our local Cognito passes
//
// Whatever happens, the emulator is ended and the folder removed; the exit code is Jest's.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { installPackages } from '../../support/install-packages.mjs';

const HOST = '127.0.0.1';
/** What the emulator sends in place of a random code; `emulator-target.ts` knows it. */
const CODE = '123456';
const START_DEADLINE_MS = 30_000;
const POLL_INTERVAL_MS = 100;

const pathOf = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const EMULATOR = pathOf('./emulator/');
const ROOT = pathOf('../../../');

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => interruption.abort(new Error(`interrupted by ${signal}`)));
}

await installPackages(EMULATOR);
process.exitCode = await testInTemporaryFolder();

async function testInTemporaryFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'nestjs-cognito-auth-interop-'));
  try {
    return await testAgainstEmulator(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function testAgainstEmulator(folder) {
  const emulator = await startEmulator(folder);
  try {
    const tokensFile = join(folder, 'issued-tokens.json');
    await issueTokensInto(tokensFile, emulator);
    return await run(
      process.execPath,
      [
        '--experimental-vm-modules',
        join(ROOT, 'node_modules/jest/bin/jest.js'),
        '--config',
        pathOf('./jest.config.mjs'),
        // A difference that is not recorded fails, and is not recorded by the way.
        '--ci',
        ...process.argv.slice(2),
      ],
      { cwd: ROOT, env: { ...process.env, ISSUED_TOKENS_FILE: tokensFile } },
    );
  } finally {
    await emulator.stop();
  }
}

async function issueTokensInto(file, emulator) {
  try {
    await emulator.healthy();
    // The SDK is there only once the emulator is installed.
    const { issueTokens } = await import('./emulator/issue-tokens.mjs');
    await writeFile(file, JSON.stringify(await issueTokens(emulator.endpoint)));
  } catch (error) {
    console.error(await emulator.log());
    throw error;
  }
}

/** Runs a command to its end and tells its exit code. */
async function run(command, args, options) {
  interruption.signal.throwIfAborted();
  const child = spawn(command, args, { stdio: 'inherit', ...options });
  interruption.signal.addEventListener('abort', () => child.kill(), { once: true });
  const [code] = await once(child, 'exit');
  return code ?? 1;
}

async function startEmulator(folder) {
  // The emulator keeps its data and looks for its configuration below the working directory.
  await mkdir(join(folder, '.cognito'));
  await writeFile(
    join(folder, '.cognito/config.json'),
    // Users sign in by a name of their own, not by an e-mail address, so that name and sub differ.
    JSON.stringify({ UserPoolDefaults: { UsernameAttributes: [] } }),
  );
  // The port stands in the issuer, so it must be known before the emulator starts.
  const port = await findFreePort();
  const endpoint = `http://${HOST}:${port}`;
  const logFile = join(folder, 'emulator.log');
  const log = await open(logFile, 'w');
  const child = spawn(process.execPath, [join(EMULATOR, 'serve.cjs')], {
    cwd: folder,
    env: { HOST, PORT: String(port), CODE, AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE: '1' },
    stdio: ['ignore', log.fd, log.fd, 'ipc'],
  });
  const exited = once(child, 'exit');
  await log.close();
  return {
    endpoint,
    healthy: () => waitUntilHealthy(endpoint, child),
    log: () => readFile(logFile, 'utf8'),
    async stop() {
      // Its data is thrown away, so there is nothing to be gentle about.
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function waitUntilHealthy(endpoint, child) {
  const deadline = AbortSignal.any([interruption.signal, AbortSignal.timeout(START_DEADLINE_MS)]);
  while (child.exitCode === null && child.signalCode === null) {
    try {
      const response = await fetch(`${endpoint}/health`, { signal: deadline });
      await response.arrayBuffer();
      if (response.ok) return;
    } catch (error) {
      if (deadline.aborted) throw error;
    }
    await delay(POLL_INTERVAL_MS, undefined, { signal: deadline });
  }
  throw new Error(`the emulator ended with ${child.exitCode ?? child.signalCode}`);
}

async function findFreePort() {
  const server = createServer().listen(0, HOST);
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
