import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');

/** The last cells of the table of attacks, such as "security: `claims`; e2e: `streams`". */
async function holders(): Promise<readonly string[]> {
  const text = await readFile(join(ROOT, 'SECURITY.md'), 'utf8');
  const [, table = ''] = text.split('## What is defended');
  const rows = table.split('\n').filter((line) => /^\| [A-Z]/.test(line));
  return rows.slice(1).map((row) => row.split('|').at(-2)?.trim() ?? '');
}

/** All suites, such as `hostile/security/claims.e2e-spec.ts`. */
const SUITES = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' }).map((path) =>
  path.split(sep).join('/'),
);

function isSuite({ folder, name }: { folder: string; name: string }): boolean {
  return SUITES.some(
    (path) => path.endsWith(`/${name}.e2e-spec.ts`) && `/${path}`.includes(`/${folder}/`),
  );
}

/** The suites that a cell names. */
function suitesOf(cell: string): readonly { folder: string; name: string }[] {
  return cell.split(';').flatMap((part) => {
    const [folder = '', names = ''] = part.split(':');
    return [...names.matchAll(/`([\w-]+)`/g)].map(([, name = '']) => ({
      folder: folder.trim(),
      name,
    }));
  });
}

describe('SECURITY.md', () => {
  it('names a suite of tests for every attack, and each of them is there', async () => {
    const cells = await holders();

    expect(cells.length).toBeGreaterThan(15);
    for (const cell of cells) {
      const suites = suitesOf(cell);
      expect({ cell, suites: suites.length }).not.toEqual({ cell, suites: 0 });
      expect(suites.filter((suite) => !isSuite(suite))).toEqual([]);
    }
  });
});
