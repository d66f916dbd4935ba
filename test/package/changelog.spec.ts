import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const CHECK = join(import.meta.dirname, '../../.ci/check-changelog.mjs');
const run = promisify(execFile);

const CODE = 'lib/core/guard/some.guard.ts';
const SPEC = 'lib/core/guard/some.guard.spec.ts';
const REPORT = 'test/package/api/core.api.md';
const CHANGELOG = 'CHANGELOG.md';

describe('the check of the changelog', () => {
  let folder: string;

  const git = (...words: string[]) =>
    run('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...words], { cwd: folder });

  const commit = async (message: string, paths: readonly string[]): Promise<void> => {
    for (const path of paths) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), message);
    }
    await git('add', '.');
    await git('commit', '--quiet', '--message', message);
  };

  const check = async (): Promise<number> => {
    try {
      await run(process.execPath, [CHECK, 'base'], { cwd: folder });
      return 0;
    } catch (error) {
      return (error as { code: number }).code;
    }
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'changelog-'));
    await git('init', '--quiet');
    await commit('chore: begin', ['package.json']);
    await git('branch', 'base');
  });

  afterEach(() => rm(folder, { recursive: true }));

  it.each([
    ['a feature', 'feat(core): say more', [CODE]],
    ['a fix', 'fix: refuse it', [CODE]],
    ['a faster one', 'perf(guard): ask once', [CODE]],
    ['a breaking change', 'refactor(core)!: rename it', [CODE]],
    ['a change of the API', 'refactor: move it', [REPORT]],
  ])('fails for %s without a line, and passes with one', async (_what, message, paths) => {
    await commit(message, paths);
    expect(await check()).toBe(1);

    await commit('docs: say so', [CHANGELOG]);
    expect(await check()).toBe(0);
  });

  it.each([
    ['a test', 'fix(test): wait for it', [SPEC]],
    ['a change that nobody notices', 'refactor(core): split it', [CODE, SPEC]],
    ['a page', 'docs: say it shorter', ['README.md', 'lib/core/README.md']],
  ])('passes for %s', async (_what, message, paths) => {
    await commit(message, paths);

    expect(await check()).toBe(0);
  });
});
