// Runs every sample by the command that its README names. One that tests has to pass. One that serves is asked something
// and stopped as Ctrl-C does it, and has to say in one line why it cannot start.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { check, reportChecks } from '../../support/checks.mjs';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const DEADLINE_MS = 120_000;

// What the samples share has no number and cannot be started.
const folders = await readdir(new URL('../../../sample/', import.meta.url));
for (const sample of folders.filter((name) => /^\d/.test(name))) {
  await check(`${sample} runs as its README says`, () => checkSample(sample));
}
reportChecks();

async function checkSample(sample) {
  const readme = await readFile(`${ROOT}sample/${sample}/README.md`, 'utf8');
  const [, command] = /^npm ci\n(npm (?:start|run [\w:-]+))$/m.exec(readme) ?? [];
  assert.ok(command, 'its README names no command after npm ci');
  // A group of its own, because npm does not hand signals on to what it runs.
  const child = spawn('sh', ['-c', command], {
    cwd: ROOT,
    detached: true,
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const signal = (name) => process.kill(-Number(child.pid), name);
  const deadline = setTimeout(() => signal('SIGKILL'), DEADLINE_MS);
  try {
    if (command.startsWith('npm run test:')) {
      child.stdout.resume();
      const [code] = await exited;
      return assert.equal(code, 0);
    }
    const url = await readUrl(child.stdout);
    const { status } = await fetch(url);
    assert.ok(status < 500, `${url} answers ${status}`);
    const { port } = new URL(url);
    assert.match(await refusalOf(sample, port), /^Port \d+ is in use\. .+\n$/);
    assert.match(await refusalOf(sample, 'abc'), /^PORT must be .+\n$/);
    signal('SIGINT');
    await exited;
    await assert.rejects(fetch(url), 'it still listens');
  } finally {
    clearTimeout(deadline);
    if (child.exitCode === null && child.signalCode === null) signal('SIGKILL');
    await exited;
  }
}

/** What the sample, which has been built by now, prints as an error when it cannot start on a port. */
async function refusalOf(sample, port) {
  const main = `${ROOT}dist/sample/${sample}/src/main.js`;
  const env = { ...process.env, PORT: port };
  const started = promisify(execFile)(process.execPath, [main], { env, timeout: DEADLINE_MS });
  const { code, stderr } = await started.then(
    () => assert.fail(`it starts with PORT=${port}`),
    (error) => error,
  );
  assert.equal(code, 1);
  return stderr;
}

async function readUrl(output) {
  for await (const line of createInterface(output)) {
    const [, url] = /listens on (http:\/\/127\.0\.0\.1:\d+)/.exec(line) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error('it ended without saying where it listens');
}
