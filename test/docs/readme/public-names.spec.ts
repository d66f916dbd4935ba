import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENTRIES, exportedNamesOf } from './exported-names.js';
import { readPage, readReadme } from './readme-blocks.js';

/** What stands as code in a text: blocks, and what is in backticks. */
function codeOf(text: string): string {
  const blocks = [...text.matchAll(/^```\w+\n(.*?)^```$/gms)].map(([, block = '']) => block);
  const spans = [...text.replaceAll(/^```\w+\n.*?^```$/gms, '').matchAll(/`([^`]+)`/g)];
  return [...blocks, ...spans.map(([, span = '']) => span)].join('\n');
}

const missingFrom = (text: string, names: readonly string[]): readonly string[] => {
  const named = new Set(codeOf(text).match(/\w+/g));
  return names.filter((name) => !named.has(name));
};

describe.each(ENTRIES)('every name that %s exports', (entry) => {
  const names = exportedNamesOf(entry);

  it('stands in a page', async () => {
    expect(names.length).toBeGreaterThan(2);
    expect(missingFrom(await readReadme(), names)).toEqual([]);
  });

  it('stands in the changelog', async () => {
    expect(missingFrom(await readPage('CHANGELOG.md'), names)).toEqual([]);
  });

  it('stands in the report of the API', () => {
    const report = join(import.meta.dirname, `../../package/api/${entry}.api.md`);
    const text = readFileSync(report, 'utf8');

    expect(names.filter((name) => !new RegExp(`^export .*\\b${name}\\b`, 'm').test(text))).toEqual(
      [],
    );
  });
});

it('every option and code of the reference stands in the changelog', async () => {
  const rows = (await readPage('REFERENCE.md')).matchAll(/^\| `(\w+)`/gm);
  const names = [...rows].map(([, name = '']) => name);

  expect(names).toEqual(expect.arrayContaining(['userPoolId', 'maxBytes', 'ERR_COGNITO_SETUP']));
  expect(missingFrom(await readPage('CHANGELOG.md'), names)).toEqual([]);
});

it('would be missed if it stood nowhere', () => {
  expect(missingFrom('Public, and `RequireAnyGroup()`', ['Public', 'RequireAnyGroup'])).toEqual([
    'Public',
  ]);
});
