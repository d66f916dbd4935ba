import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** The last cells of the table of attacks, such as "security: `claims`; e2e: `streams`". */
async function holders(): Promise<readonly string[]> {
  const text = await readFile(join(ROOT, 'SECURITY.md'), 'utf8');
  const [, table = ''] = text.split('## What is defended');
  const rows = table.split('\n').filter((line) => /^\| [A-Z]/.test(line));
  return rows.slice(1).map((row) => row.split('|').at(-2)?.trim() ?? '');
}

/** The suites that a cell names, as paths. */
function suitesOf(cell: string): readonly string[] {
  return cell.split(';').flatMap((part) => {
    const [folder, names = ''] = part.split(':');
    return [...names.matchAll(/`([\w-]+)`/g)].map(
      ([, name]) => `test/${folder?.trim()}/${name}.e2e-spec.ts`,
    );
  });
}

describe('SECURITY.md', () => {
  it('names a suite of tests for every attack, and each of them is there', async () => {
    const cells = await holders();

    expect(cells.length).toBeGreaterThan(15);
    for (const cell of cells) {
      const suites = suitesOf(cell);
      expect({ cell, suites: suites.length }).not.toEqual({ cell, suites: 0 });
      expect(suites.filter((suite) => !existsSync(join(ROOT, suite)))).toEqual([]);
    }
  });
});
