// Applications that run in a process of their own and tell this one where they listen.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { check } from '../support/checks.mjs';

const BOOT_DEADLINE_MS = 60_000;

/**
 * Boots a compiled application and ends it after use. `use` gets the one message that it sends when it is up, and
 * `get()`, which asks it.
 */
export async function withApp(name, { app, script, env, ...settings }, use) {
  const child = fork(join(app, script), [], {
    cwd: app,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    ...settings,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
  const exited = once(child, 'exit');
  try {
    let started;
    const isUp = await check(name, async () => {
      started = await firstMessage(child, exited).catch((error) => {
        throw new Error(`${error.message}\n${output}`);
      });
    });
    if (isUp) await use({ ...started, get: (path, token) => get(started.port, path, token) });
  } finally {
    child.kill('SIGKILL');
    await exited;
  }
}

async function firstMessage(child, exited) {
  const deadline = { signal: AbortSignal.timeout(BOOT_DEADLINE_MS) };
  const [message] = await Promise.race([
    once(child, 'message', deadline),
    exited.then(([code]) => {
      throw new Error(`the process ended with code ${code}`);
    }),
  ]);
  return message;
}

async function get(port, path, token) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });
  return { status: response.status, headers: response.headers, body: await response.text() };
}
