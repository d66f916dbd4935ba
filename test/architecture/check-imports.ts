import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import {
  CORE_ARROWS,
  FORBIDDEN_FOLDERS,
  FRAMEWORK_FREE,
  FRAMEWORKS,
  ONLY_IMPORTER,
  SATELLITES,
} from './import-rules.js';
import { COMPUTED_IMPORT, readImports } from './read-imports.js';

/** A module of `lib`. */
export interface LibModule {
  /** Relative to `lib`, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** A rule that a module breaks. */
export interface Violation {
  readonly path: string;
  /** What is imported; `undefined` where the module itself is in the wrong place. */
  readonly specifier: string | undefined;
  readonly rule: Rule;
}

export type Rule =
  /** The module stands in a folder that no arrow speaks of. */
  | 'unknown-folder'
  | 'folder-name'
  /** There is no arrow from the importing folder to the imported one. */
  | 'arrow'
  /** A module imports the index of its own entry point. */
  | 'own-index'
  | 'computed-import'
  | 'builtin-without-node-prefix'
  | 'undeclared-package'
  /** A folder that knows no framework imports one. */
  | 'framework'
  /** A package that only one place may import is imported elsewhere. */
  | 'only-importer';

/**
 * The rules of import that modules of `lib` break. Specs are exempt from all but the names of folders.
 *
 * @param declaredPackages names of the dependencies and peer dependencies of the package
 */
export function checkImports(
  modules: readonly LibModule[],
  declaredPackages: ReadonlySet<string>,
): readonly Violation[] {
  return modules.flatMap(({ path, text }): Violation[] => {
    const place = placeViolation(path);
    if (place !== undefined) return [{ path, specifier: undefined, rule: place }];
    if (path.endsWith('.spec.ts')) return [];
    return readImports(path, text).flatMap((specifier) => {
      const rule = importViolation(path, specifier, declaredPackages);
      return rule === undefined ? [] : [{ path, specifier, rule }];
    });
  });
}

function placeViolation(path: string): Rule | undefined {
  if (
    posix
      .dirname(path)
      .split('/')
      .some((folder) => FORBIDDEN_FOLDERS.includes(folder))
  ) {
    return 'folder-name';
  }
  return isKnownPlace(placeOf(path)) ? undefined : 'unknown-folder';
}

function importViolation(
  path: string,
  specifier: string,
  declaredPackages: ReadonlySet<string>,
): Rule | undefined {
  if (specifier === COMPUTED_IMPORT) return 'computed-import';
  return specifier.startsWith('.')
    ? relativeImportViolation(path, specifier)
    : packageImportViolation(path, specifier, declaredPackages);
}

function relativeImportViolation(path: string, specifier: string): Rule | undefined {
  const target = posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.ts');
  const [from, to] = [placeOf(path), placeOf(target)];
  if (target === `${from.entry}/index.ts`) return 'own-index';
  if (from.entry !== to.entry) {
    return from.entry !== 'core' && target === 'core/index.ts' ? undefined : 'arrow';
  }
  return from.entry === 'core' && !isCoreArrow(from.folder, to) ? 'arrow' : undefined;
}

/** The files at the top of core put everything together; nothing below knows them. */
function isCoreArrow(from: string | undefined, to: Place): boolean {
  if (!isKnownPlace(to)) return false;
  if (from === undefined || from === to.folder) return true;
  return to.folder !== undefined && (CORE_ARROWS[from]?.includes(to.folder) ?? false);
}

function packageImportViolation(
  path: string,
  specifier: string,
  declaredPackages: ReadonlySet<string>,
): Rule | undefined {
  if (isBuiltin(specifier)) {
    return specifier.startsWith('node:') ? undefined : 'builtin-without-node-prefix';
  }
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  const { entry, folder } = placeOf(path);
  if (folder !== undefined && FRAMEWORK_FREE.includes(folder) && FRAMEWORKS.test(specifier)) {
    return 'framework';
  }
  const importer = ONLY_IMPORTER.get(name);
  if (importer !== undefined && importer !== [entry, folder].filter(Boolean).join('/')) {
    return 'only-importer';
  }
  return declaredPackages.has(name) ? undefined : 'undeclared-package';
}

/** Where a module stands: the entry point and, inside core, the folder; none at the top of core. */
interface Place {
  readonly entry: string;
  readonly folder: string | undefined;
}

function placeOf(path: string): Place {
  const [entry = '', ...rest] = posix.dirname(path).split('/');
  return { entry, folder: entry === 'core' ? rest[0] : undefined };
}

function isKnownPlace({ entry, folder }: Place): boolean {
  if (entry !== 'core') return SATELLITES.includes(entry);
  return folder === undefined || Object.hasOwn(CORE_ARROWS, folder);
}
