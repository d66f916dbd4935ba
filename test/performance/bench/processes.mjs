import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

/**
 * Starts a script of this folder with a channel for messages.
 *
 * @param core the processor to keep it on, where that can be had
 */
export function start(script, { args = [], flags = [], core, env = {} } = {}) {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const command = [
    ...(core === undefined ? [] : ['taskset', '-c', String(core)]),
    process.execPath,
    ...flags,
    file,
    ...args,
  ];
  const child = spawn(command[0], command.slice(1), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production', ...env },
  });
  const exited = once(child, 'exit').then(([code, signal]) => code ?? signal);
  /** The next message; an end without one is an error. */
  const receive = () =>
    Promise.race([
      once(child, 'message').then(([message]) => message),
      exited.then((code) => {
        throw new Error(`${script} ended with ${code} and said nothing`);
      }),
    ]);
  return {
    receive,
    ask(message) {
      const answer = receive();
      child.send(message);
      return answer;
    },
    async stop() {
      child.kill();
      await exited;
    },
    exited,
  };
}

/** One processor for the server and one for the load, so that neither takes time from the other. */
export function findCores() {
  const canPin =
    availableParallelism() > 1 && spawnSync('taskset', ['-c', '0,1', 'true']).status === 0;
  return canPin ? { server: 0, load: 1 } : { server: undefined, load: undefined };
}
