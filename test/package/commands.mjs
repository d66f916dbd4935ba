// Commands that the checks of the package run.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { access, copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DEADLINE_MS = 180_000;

/**
 * Runs a command to its end; gives what it printed.
 *
 * @throws {Error} with what it printed, when the command fails
 */
export async function run(command, args, cwd, env = process.env) {
  try {
    const { stdout } = await promisify(execFile)(command, args, {
      cwd,
      env,
      maxBuffer: 1 << 26,
      timeout: DEADLINE_MS,
    });
    return stdout;
  } catch (error) {
    throw new Error([error.message, error.stdout, error.stderr].filter(Boolean).join('\n'), {
      cause: error,
    });
  }
}

/**
 * Packs as publishing does, the build included, into a new folder; gives the path of the tarball. Where `PACKED_TARBALL`
 * names one, that is taken, so that several checks can share it.
 */
export async function pack(folder) {
  const { PACKED_TARBALL: packed } = process.env;
  if (packed !== undefined) {
    await access(packed);
    return packed;
  }
  await mkdir(folder);
  await run('npm', ['pack', '--pack-destination', folder], ROOT);
  const [file] = await readdir(folder);
  assert.ok(file, 'npm pack left no file');
  return join(folder, file);
}

export async function npmInstall(app, words) {
  const settings = ['--prefer-offline', '--strict-peer-deps', '--no-audit', '--no-fund'];
  // Started by npm itself, this would otherwise take its settings for where to install from there.
  await run('npm', ['install', ...words, ...settings, '--prefix', app], app);
}

/** Gives a folder the packages of another one, as hard links: most of an installation is unpacking. */
export async function linkInstalled(from, to) {
  await run('cp', ['-al', join(from, 'node_modules'), to], to);
  // npm writes into this one instead of replacing it.
  const lock = 'node_modules/.package-lock.json';
  await rm(join(to, lock));
  await copyFile(join(from, lock), join(to, lock));
}

/** Removes a folder of installed packages; Node takes several times as long for that many files. */
export async function removeFolder(folder) {
  await run('rm', ['-rf', folder], ROOT);
}
