import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const CHECK = join(import.meta.dirname, '../../.ci/check-release.mjs');

describe('the check of a release', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'release-'));
    await cp(CHECK, join(folder, '.ci/check-release.mjs'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  const check = async (
    tag: string,
    version: string,
    locked: string,
    head: string,
  ): Promise<number> => {
    await writeFile(join(folder, 'package.json'), JSON.stringify({ version }));
    await writeFile(join(folder, 'package-lock.json'), JSON.stringify({ version: locked }));
    await writeFile(join(folder, 'CHANGELOG.md'), `# Changelog\n\n## [${head}]\n\n## [0.0.9]\n`);
    try {
      await promisify(execFile)(process.execPath, [join(folder, '.ci/check-release.mjs'), tag]);
      return 0;
    } catch (error) {
      return (error as { code: number }).code;
    }
  };

  it('passes where all name one version', async () => {
    expect(await check('v1.2.3', '1.2.3', '1.2.3', '1.2.3')).toBe(0);
  });

  it.each([
    ['the tag', 'v1.2.4', '1.2.3', '1.2.3', '1.2.3'],
    ['the package', 'v1.2.3', '1.2.4', '1.2.3', '1.2.3'],
    ['the lock file', 'v1.2.3', '1.2.3', '1.2.4', '1.2.3'],
    ['the changelog', 'v1.2.3', '1.2.3', '1.2.3', 'Unreleased'],
  ])('fails where %s names another', async (_what, ...named) => {
    expect(await check(...named)).toBe(1);
  });
});
