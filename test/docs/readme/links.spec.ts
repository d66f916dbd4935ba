import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { PAGES } from './readme-blocks.js';

const ROOT = join(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const pathsIn = (folder: string): readonly string[] =>
  readdirSync(join(ROOT, folder)).map((name) => posix.join(folder, name));

interface Manifest {
  readonly files: readonly string[];
  readonly repository: { readonly type: string; readonly url: string };
  readonly homepage: string;
  readonly bugs: { readonly url: string };
}

const { files, repository, homepage, bugs } = JSON.parse(read('package.json')) as Manifest;
/** The one place that names the address of the repository. */
const ADDRESS = repository.url.replace(/^git\+/, '').replace(/\.git$/, '');

/** What npm adds to `files` by itself. */
const ALWAYS_SHIPPED = ['package.json', 'README.md', 'LICENSE'];

function isShipped(path: string): boolean {
  return [...ALWAYS_SHIPPED, ...files].some((pattern) =>
    new RegExp(`^${pattern.replaceAll('.', String.raw`\.`).replaceAll('*', '[^/]+')}$`).test(path),
  );
}

const SHIPPED_PAGES = [...PAGES, 'CHANGELOG.md', 'SECURITY.md'];
const OTHER_PAGES = [
  'CONTRIBUTING.md',
  '.github/pull_request_template.md',
  'test/hostile/security/README.md',
  // What the samples share has no page.
  ...pathsIn('sample')
    .filter((sample) => sample !== 'sample/shared')
    .map((sample) => `${sample}/README.md`),
];
const FORMS = pathsIn('.github/ISSUE_TEMPLATE');

interface Link {
  readonly target: string;
  readonly slug: string | undefined;
}

/** Relative links and pictures of a page, from the root. */
function linksOf(page: string): readonly Link[] {
  const found = read(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g);
  return [...found].map(([, path = '', slug]) => ({
    target: path === '' ? page : posix.join(posix.dirname(page), path),
    slug,
  }));
}

const slugsOf = (page: string): readonly string[] =>
  [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => slugOf(title));

/** How GitHub names the anchor of a heading. */
function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

/** Addresses of any repository of this name. */
const addressesIn = (path: string): readonly string[] =>
  [
    ...read(path).matchAll(/https?:\/\/github\.com\/[\w.-]+\/nestjs-cognito-auth\b[^\s)>"'`]*/g),
  ].map(([address]) => address);

/** Whether an address is the repository, one of its forms, or a file that is there. */
function isKnown(address: string): boolean {
  if (address !== ADDRESS && !address.startsWith(`${ADDRESS}/`)) return false;
  const path = address.slice(ADDRESS.length);
  const [, file] = /^\/(?:tree|blob)\/main\/([^#]+)$/.exec(path) ?? [];
  return file === undefined
    ? ['', '/issues', '/security/advisories/new'].includes(path)
    : existsSync(join(ROOT, file));
}

describe('the links of the pages', () => {
  it.each([...SHIPPED_PAGES, ...OTHER_PAGES])(
    'lead to sections and files that are there: %s',
    (page) => {
      const isBroken = ({ target, slug }: Link): boolean =>
        !existsSync(join(ROOT, target)) || (slug !== undefined && !slugsOf(target).includes(slug));

      expect(linksOf(page).filter(isBroken)).toEqual([]);
    },
  );

  it.each(SHIPPED_PAGES)('lead from what npm ships to what npm ships: %s', (page) => {
    expect(linksOf(page).filter(({ target }) => !isShipped(target))).toEqual([]);
  });

  it('would be found if they led nowhere', () => {
    expect(PAGES.filter((page) => linksOf(page).length === 0)).toEqual([]);
    expect(isShipped('sample/01-protect-an-api')).toBe(false);
    expect(slugsOf('README.md')).not.toContain('no-such-section');
  });
});

it('the README leads to every recipe', () => {
  const page = 'lib/core/README.md';
  const recipes = [...read(page).matchAll(/^## (.+)$/gm)].map(([, title = '']) => slugOf(title));
  const linked = linksOf('README.md').flatMap(({ target, slug }) => (target === page ? slug : []));

  expect(recipes.length).toBeGreaterThan(20);
  expect(recipes.filter((slug) => !linked.includes(slug))).toEqual([]);
});

describe('the address of the repository', () => {
  it('is one in package.json', () => {
    expect([homepage, bugs.url]).toEqual([`${ADDRESS}#readme`, `${ADDRESS}/issues`]);
  });

  it.each([...SHIPPED_PAGES, ...OTHER_PAGES, ...FORMS])('is the same in %s', (path) => {
    expect(addressesIn(path).filter((address) => !isKnown(address))).toEqual([]);
  });

  it.each(['README.md', 'SECURITY.md', 'CONTRIBUTING.md', '.github/ISSUE_TEMPLATE/config.yml'])(
    'stands in %s',
    (path) => {
      expect(addressesIn(path)).not.toEqual([]);
    },
  );

  it.each([
    ADDRESS.replace('https:', 'http:'),
    ADDRESS.replace('github.com/', 'github.com/other-'),
    `${ADDRESS}/tree/main/no-such-folder`,
    `${ADDRESS}/no-such-form`,
  ])('would be found to be wrong: %s', (address) => {
    expect(isKnown(address)).toBe(false);
  });
});
