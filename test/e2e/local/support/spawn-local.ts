import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A process of the command. */
export class LocalProcess {
  readonly #child: ChildProcess;
  #output = '';
  #errors = '';

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.stdout?.on('data', (chunk) => (this.#output += String(chunk)));
    child.stderr?.on('data', (chunk) => (this.#errors += String(chunk)));
  }

  /** As `npx` would start it, from the source. */
  static start(...args: readonly string[]): LocalProcess {
    return LocalProcess.spawn([
      '--require',
      './test/support/lend-keys.cjs',
      '--import',
      './test/support/register-typescript.mjs',
      'lib/local/command/main.ts',
      ...args,
    ]);
  }

  /** @param args of Node. @param cwd where it runs */
  static spawn(args: readonly string[], cwd = process.cwd()): LocalProcess {
    const env = { ...process.env, NODE_ENV: 'development' };
    return new LocalProcess(
      spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] }),
    );
  }

  get output(): string {
    return this.#output;
  }

  get errors(): string {
    return this.#errors;
  }

  /** What the output says behind a word, once it does. @throws {Error} when the process ends before that */
  async printed(pattern: RegExp): Promise<string> {
    for (;;) {
      const [, found] = pattern.exec(this.#output) ?? [];
      if (found !== undefined) return found;
      if (this.#child.exitCode !== null) throw new Error(`It has ended: ${this.#errors}`);
      await Promise.race([
        once(this.#child.stdout ?? this.#child, 'data'),
        once(this.#child, 'exit'),
      ]);
    }
  }

  /** Where it listens, once it does. */
  origin(): Promise<string> {
    return this.printed(/Address +(\S+)\n/);
  }

  /** @returns the exit code, or the signal that ended it */
  async end(signal?: NodeJS.Signals): Promise<number | string> {
    const closed = once(this.#child, 'close') as Promise<[number | null, string]>;
    if (signal !== undefined) this.#child.kill(signal);
    const [code, by] = await closed;
    return code ?? by;
  }
}
