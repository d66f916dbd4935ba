import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import {
  CORE_LEVELS,
  ENTRY_ARROWS,
  FORBIDDEN_FOLDERS,
  FRAMEWORK_FREE,
  FRAMEWORKS,
  ONLY_IMPORTERS,
  ONLY_USER,
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
  /** What knows no framework reaches one, be it through other modules. */
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
  const graph = new Map(
    modules
      .filter(({ path }) => !path.endsWith('.spec.ts'))
      .map(({ path, text }) => [path, readImports(path, text)]),
  );
  return modules.flatMap(({ path }): Violation[] => {
    const place = placeViolation(path);
    if (place !== undefined) return [{ path, specifier: undefined, rule: place }];
    return (graph.get(path) ?? []).flatMap((specifier) => {
      const rule =
        importViolation(path, specifier, declaredPackages) ??
        frameworkViolation(path, specifier, graph);
      return rule === undefined ? [] : [{ path, specifier, rule }];
    });
  });
}

type ImportGraph = ReadonlyMap<string, readonly string[]>;

function frameworkViolation(path: string, specifier: string, graph: ImportGraph): Rule | undefined {
  if (!FRAMEWORK_FREE.some((place) => path.startsWith(place))) return undefined;
  return reachesFramework(path, specifier, { graph, seen: new Set() }) ? 'framework' : undefined;
}

function reachesFramework(
  path: string,
  specifier: string,
  way: { readonly graph: ImportGraph; readonly seen: Set<string> },
): boolean {
  if (!specifier.startsWith('.')) return FRAMEWORKS.test(specifier);
  const target = targetOf(path, specifier);
  if (way.seen.has(target)) return false;
  way.seen.add(target);
  return (way.graph.get(target) ?? []).some((next) => reachesFramework(target, next, way));
}

function targetOf(path: string, specifier: string): string {
  return posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.ts');
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
  const target = targetOf(path, specifier);
  const [from, to] = [placeOf(path), placeOf(target)];
  if (target === `${from.entry}/index.ts`) return 'own-index';
  if (from.entry !== to.entry) {
    return ENTRY_ARROWS[from.entry]?.includes(target) === true ? undefined : 'arrow';
  }
  return from.entry === 'core' && !isCoreArrow(from.folder, to) ? 'arrow' : undefined;
}

/** The files at the top of core put everything together; nothing below knows them. */
function isCoreArrow(from: string | undefined, to: Place): boolean {
  if (!isKnownPlace(to)) return false;
  if (from === undefined || from === to.folder) return true;
  if (to.folder === undefined) return false;
  const user = ONLY_USER.get(to.folder);
  return levelOf(to.folder) > levelOf(from) && (user === undefined || user === from);
}

function levelOf(folder: string): number {
  return CORE_LEVELS.findIndex((level) => level.includes(folder));
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
  const importers = ONLY_IMPORTERS.get(name);
  if (FRAMEWORK_FREE.some((place) => path.startsWith(place)) && FRAMEWORKS.test(specifier)) {
    return 'framework';
  }
  if (importers?.includes([entry, folder].filter(Boolean).join('/')) === false) {
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
  if (!Object.hasOwn(ENTRY_ARROWS, entry)) return false;
  return folder === undefined || levelOf(folder) >= 0;
}
