import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import nest11, { WITHOUT_NEST } from '../nest-11/jest.config.mjs';
import { FRAMEWORKS } from './import-rules.js';
import { COMPUTED_IMPORT, readImports } from './read-imports.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SUITE = /\.(?:e2e-)?spec\.ts$/;

const { dependencies } = JSON.parse(
  readFileSync(join(ROOT, 'test/package/nest-11/package.json'), 'utf8'),
) as { readonly dependencies: Readonly<Record<string, string>> };

const ignored = WITHOUT_NEST.map((pattern) => new RegExp(pattern.replace('<rootDir>/', '^')));
const leftOut = ['lib', 'test/e2e']
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
      posix.join(folder, name.split(sep).join('/')),
    ),
  )
  .filter((path) => SUITE.test(path) && ignored.some((pattern) => pattern.test(path)));

/** What a file loads of all that Nest 11 has in another copy, by itself or through others. */
function loadedFromNest11(path: string, seen = new Set<string>()): readonly string[] {
  if (seen.has(path)) return [];
  seen.add(path);
  return readImports(path, readFileSync(join(ROOT, path), 'utf8')).flatMap((specifier) => {
    const target = targetOf(path, specifier);
    if (target !== undefined) return loadedFromNest11(target, seen);
    return isOfNest11(specifier) ? [specifier] : [];
  });
}

/** The file of this repository that is imported; `undefined` for a package. */
function targetOf(path: string, specifier: string): string | undefined {
  const entry = /^nestjs-cognito-auth(?:\/([\w-]+))?$/.exec(specifier);
  if (entry !== null) return `lib/${entry[1] ?? 'core'}/index.ts`;
  if (!specifier.startsWith('.')) return undefined;
  const target = posix.join(posix.dirname(path), specifier);
  return existsSync(join(ROOT, target)) ? target : target.replace(/\.js$/, '.ts');
}

/** An import whose target is computed could be of anything. */
function isOfNest11(specifier: string): boolean {
  const [name = ''] = /^(?:@[^/]+\/)?[^/]+/.exec(specifier) ?? [];
  return (
    specifier === COMPUTED_IMPORT || FRAMEWORKS.test(specifier) || Object.hasOwn(dependencies, name)
  );
}

describe('a suite that does not run again on Nest 11', () => {
  it.each(leftOut)('loads nothing that comes with Nest: %s', (path) => {
    expect(loadedFromNest11(path)).toEqual([]);
  });

  it.each(WITHOUT_NEST)('is there for each pattern: %s', (pattern) => {
    expect(nest11.testPathIgnorePatterns).toContain(pattern);
    const expression = new RegExp(pattern.replace('<rootDir>/', '^'));
    expect(leftOut.filter((path) => expression.test(path))).not.toEqual([]);
  });
});

describe('a suite that runs again on Nest 11', () => {
  it.each([
    'lib/core/access/class-name.spec.ts',
    'lib/core/guard/gatekeeper.spec.ts',
    'test/e2e/core/guard.e2e-spec.ts',
    'test/e2e/local/nest-application.e2e-spec.ts',
  ])('is seen to load Nest: %s', (path) => {
    expect(leftOut).not.toContain(path);
    expect(loadedFromNest11(path)).toContain('@nestjs/common');
  });
});
