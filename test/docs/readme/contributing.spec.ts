import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { readPage } from './readme-blocks.js';

const ROOT = join(import.meta.dirname, '../../..');
const FOLDERS = ['lib', 'test', 'sample', 'docs', '.ci', '.github'];

/** All files and folders that a contributor finds, with `/` between names. */
const ENTRIES: readonly string[] = [
  ...readdirSync(ROOT),
  ...FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) =>
      [folder, ...path.split(sep)].join('/'),
    ),
  ),
];

/** They show how files are named, and are none. */
const EXAMPLES = ['kebab-case.role.ts', 'x.spec.ts'];
const PATH = /^[\w.<>…-]+(?:\/[\w.<>…-]+)+$/;
const FILE_NAME = /^[\w.-]+\.(?:ts|mjs|json|md|proto|yml)$/;
/** An entry point, or what a build makes. */
const NOT_IN_THE_REPOSITORY = /^(?:nestjs-cognito-auth|dist|reports)\//;

const textsInBackticks = (text: string): readonly string[] =>
  [...text.matchAll(/`([^`\n]+)`/g)].map(([, quoted = '']) => quoted);

function pathsIn(text: string): readonly string[] {
  return textsInBackticks(text).filter(
    (quoted) =>
      (PATH.test(quoted) || FILE_NAME.test(quoted)) &&
      !NOT_IN_THE_REPOSITORY.test(quoted) &&
      !EXAMPLES.includes(quoted),
  );
}

/** The first cells of the tables of folders. */
function foldersIn(text: string): readonly string[] {
  return text
    .split('\n\n')
    .flatMap((block) =>
      /^\| Folder\b/.test(block)
        ? block.split('\n').flatMap((row) => textsInBackticks(row.split('|')[1] ?? ''))
        : [],
    );
}

/** Paths are from the root or, as the page says, in `lib/core`; a bare name may be anywhere. */
function exists(path: string): boolean {
  const pattern = path.replaceAll(/[.\\+*?^$()[\]{}|]/g, String.raw`\$&`);
  const places = path.includes('/') ? '(?:lib/core/)?' : '(?:.*/)?';
  const expression = new RegExp(`^${places}${pattern.replaceAll(/<\w+>|…/g, '[^/]+')}$`);
  return ENTRIES.some((entry) => expression.test(entry));
}

describe('CONTRIBUTING.md', () => {
  it('names only files and folders that exist', async () => {
    const text = await readPage('CONTRIBUTING.md');
    const named = [...new Set([...pathsIn(text), ...foldersIn(text)])];

    expect(named.length).toBeGreaterThan(80);
    expect(named.filter((path) => !exists(path))).toEqual([]);
  });

  it.each(['lib/core/no-such-folder', 'test/<entry>/no-such-file.ts', 'no-such-file.yml'])(
    'would be found to name %s, which does not exist',
    (path) => {
      expect(pathsIn(`See \`${path}\`.`)).toEqual([path]);
      expect(exists(path)).toBe(false);
    },
  );
});
