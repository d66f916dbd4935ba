import { readdirSync, readFileSync } from 'node:fs';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkImports, type LibModule, type Rule, type Violation } from './check-imports.js';
import { readImports } from './read-imports.js';

const LIB = new URL('../../../lib/', import.meta.url);

/** Every module of `lib`, as it is. */
function readLib(): readonly LibModule[] {
  return readdirSync(fileURLToPath(LIB), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => name.split(sep).join('/'))
    .map((path) => ({ path, text: readFileSync(new URL(path, LIB), 'utf8') }));
}

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

function readDeclaredPackages(): ReadonlySet<string> {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  const { dependencies, peerDependencies } = JSON.parse(text) as Manifest;
  return new Set(Object.keys({ ...dependencies, ...peerDependencies }));
}

/** What is reported of one module that is not on the disk, with every package declared that it may be. */
function checkPlanted(path: string, text: string): readonly Violation[] {
  const declared = ['@nestjs/common', 'jwks-rsa', 'lru-cache', 'passport', 'passport-jwt', 'rxjs'];
  return checkImports(
    [{ path, text }],
    new Set([...declared, '@nestjs/websockets', '@nestjs/microservices']),
  );
}

const lib = readLib();

function importsOf(path: string): readonly string[] {
  return lib
    .filter((module) => module.path === path)
    .flatMap(({ text }) => readImports(path, text));
}

describe('the imports of lib', () => {
  it('keep to the arrows', () => {
    expect(checkImports(lib, readDeclaredPackages())).toEqual([]);
  });

  it.each([
    ['core/index.ts', './cognito-auth.module.js'],
    ['core/signing-keys/load-jwks-client.ts', 'jwks-rsa'],
    ['core/strategy/cognito.strategy.ts', 'passport-jwt'],
    ['local/user-pool/local-user-pool.ts', '../../core/standalone.js'],
    ['testing/override-signing-keys.ts', '../local/index.js'],
    ['testing/acting-as.ts', '../core/internal.js'],
    ['websockets/to-ws-exception.ts', '@nestjs/websockets'],
    ['websockets/web-socket-transport.ts', '../core/index.js'],
  ])('are seen: %s imports %s', (path, specifier) => {
    expect(importsOf(path)).toContain(specifier);
  });
});

describe('a wrong import', () => {
  it.each<[string, string, string, Rule]>([
    ['upwards inside core', 'core/errors/x.ts', '../claims/y.js', 'arrow'],
    ['against the order', 'core/transport/x.ts', '../guard/y.js', 'arrow'],
    ['around the port of the verifier', 'core/guard/x.ts', '../strategy/y.js', 'arrow'],
    ['around the decorators', 'core/decorators/x.ts', '../guard/y.js', 'arrow'],
    ['of the wiring', 'core/guard/x.ts', '../cognito-auth.module.js', 'arrow'],
    ['of a folder without a rule', 'core/guard/x.ts', '../cache/y.js', 'arrow'],
    ['of a folder without a rule, by the wiring', 'core/x.ts', './cache/y.js', 'arrow'],
    ['of a satellite in core', 'core/guard/x.ts', '../../testing/index.js', 'arrow'],
    ['of a satellite at the top of core', 'core/x.ts', '../testing/y.js', 'arrow'],
    ['of one satellite in another', 'testing/x.ts', '../websockets/index.js', 'arrow'],
    ['past the door of core', 'testing/x.ts', '../core/claims/y.js', 'arrow'],
    ['past the door of core, at its top', 'testing/x.ts', '../core/y.js', 'arrow'],
    ['of a folder beside it', 'core/guard/x.ts', '../passport-guard/y.js', 'arrow'],
    ['of the boot scan in the guard', 'core/guard/x.ts', '../reach/y.js', 'arrow'],
    ['out of lib', 'testing/x.ts', '../../test/support/send.js', 'arrow'],
    ['of the own index in core', 'core/guard/x.ts', '../index.js', 'own-index'],
    ['of the own index at the top of core', 'core/x.ts', './index.js', 'own-index'],
    ['of the own index in a satellite', 'testing/x.ts', './index.js', 'own-index'],
    ['of Nest in errors', 'core/errors/x.ts', '@nestjs/common', 'framework'],
    ['of passport in claims', 'core/claims/x.ts', 'passport', 'framework'],
    ['of Nest in access', 'core/access/x.ts', '@nestjs/common', 'framework'],
    ['of Nest behind the standalone door', 'core/standalone.ts', '@nestjs/common', 'framework'],
    ['of passport-jwt in options', 'core/options/x.ts', 'passport-jwt', 'only-importer'],
    ['of jwks-rsa in token-source', 'core/token-source/x.ts', 'jwks-rsa', 'framework'],
    ['of jwks-rsa elsewhere', 'core/verifier/x.ts', 'jwks-rsa', 'only-importer'],
    ['of jwks-rsa by the wiring', 'core/x.ts', 'jwks-rsa', 'only-importer'],
    ['of passport-jwt elsewhere', 'core/verifier/x.ts', 'passport-jwt', 'only-importer'],
    ['below a package elsewhere', 'testing/x.ts', 'passport-jwt/lib/y.js', 'only-importer'],
    ['of an optional peer in core', 'core/transport/x.ts', '@nestjs/websockets', 'only-importer'],
    ['of a package that is not declared', 'core/x.ts', 'express', 'undeclared-package'],
    ['of a scope that is not declared', 'core/x.ts', '@nestjs/core/y.js', 'undeclared-package'],
    ['of the package itself', 'testing/x.ts', 'nestjs-cognito-auth', 'undeclared-package'],
    ['of a bare builtin', 'core/x.ts', 'crypto', 'builtin-without-node-prefix'],
  ])('%s is reported', (_case, path, specifier, rule) => {
    expect(checkPlanted(path, `import { y } from '${specifier}';`)).toEqual([
      { path, specifier, rule },
    ]);
  });

  it.each([
    ['import type', `import type { Y } from '../guard/y.js';`],
    ['an import for its effect', `import '../guard/y.js';`],
    ['export … from', `export { y } from '../guard/y.js';`],
    ['export * from', `export * from '../guard/y.js';`],
    ['export type … from', `export type { Y } from '../guard/y.js';`],
    ['import()', `async function load() { return (await import('../guard/y.js')).y; }`],
    ['import() of a template', 'const y = import(`../guard/y.js`);'],
    ['a type import()', `type Y = import('../guard/y.js').Y;`],
    ['typeof import()', `type Y = typeof import('../guard/y.js');`],
    ['require()', `const y = require('../guard/y.js');`],
    ['import = require()', `import y = require('../guard/y.js');`],
    ['/// <reference path>', `/// <reference path="../guard/y.js" />`],
  ])('is reported in the form of %s', (_form, text) => {
    expect(checkPlanted('core/errors/x.ts', text)).toEqual([
      { path: 'core/errors/x.ts', specifier: '../guard/y.js', rule: 'arrow' },
    ]);
  });

  it('whose target is computed is reported', () => {
    expect(checkPlanted('core/guard/x.ts', `import('../' + name);`)).toMatchObject([
      { rule: 'computed-import' },
    ]);
  });

  it('in a comment or a string is none', () => {
    const text = `// import y from '../guard/y.js';\nexport const text = "import('../guard/y.js')";`;

    expect(checkPlanted('core/errors/x.ts', text)).toEqual([]);
  });

  it('in a spec is not reported', () => {
    expect(checkPlanted('core/errors/x.spec.ts', `import '../guard/y.js';`)).toEqual([]);
  });
});

describe('a framework that is reached through other modules', () => {
  const chain = (first: string, second: string): readonly Violation[] =>
    checkImports(
      [
        { path: 'core/access/x.ts', text: first },
        { path: 'core/claims/y.ts', text: second },
        { path: 'core/errors/z.ts', text: `import type { Type } from '@nestjs/common';` },
      ],
      new Set(['@nestjs/common']),
    ).filter(({ path }) => path === 'core/access/x.ts');

  it.each([
    ['one hop', `import { z } from '../errors/z.js';`, ''],
    ['two hops', `import { y } from '../claims/y.js';`, `export { z } from '../errors/z.js';`],
    [
      'types only',
      `import type { Y } from '../claims/y.js';`,
      `import type {} from '../errors/z.js';`,
    ],
  ])('is reported: %s', (_case, first, second) => {
    expect(chain(first, second)).toMatchObject([{ rule: 'framework' }]);
  });

  it('is not reported where there is none', () => {
    expect(chain(`import { y } from '../claims/y.js';`, '')).toEqual([]);
  });
});

describe('a module in the wrong place', () => {
  it.each<[string, string, Rule]>([
    ['in a folder that says nothing', 'core/utils/x.ts', 'folder-name'],
    ['deep in a folder that says nothing', 'testing/tokens/helpers/x.ts', 'folder-name'],
    ['with a spec alone in a folder that says nothing', 'core/common/x.spec.ts', 'folder-name'],
    ['in a folder of core without a rule', 'core/cache/x.ts', 'unknown-folder'],
    ['in an entry point without a rule', 'graphql/x.ts', 'unknown-folder'],
    ['beside the entry points', 'x.ts', 'unknown-folder'],
  ])('%s is reported', (_case, path, rule) => {
    expect(checkPlanted(path, '')).toEqual([{ path, specifier: undefined, rule }]);
  });
});

describe('a right import', () => {
  it.each([
    ['down an arrow', 'core/guard/x.ts', '../verifier/y.js'],
    ['inside a folder', 'core/guard/x.ts', './y.js'],
    ['inside a folder of a folder', 'core/guard/rules/x.ts', '../y.js'],
    ['by the wiring', 'core/x.ts', './guard/y.js'],
    ['between the files of the wiring', 'core/index.ts', './cognito-auth.module.js'],
    ['of the door of core', 'testing/x.ts', '../core/index.js'],
    ['of its door for entry points', 'testing/x.ts', '../core/internal.js'],
    ['of its door without Nest', 'testing/x.ts', '../core/standalone.js'],
    ['several levels down', 'core/reach/x.ts', '../errors/y.js'],
    ['inside a satellite', 'testing/x.ts', './y.js'],
    ['of a builtin', 'core/errors/x.ts', 'node:crypto'],
    ['of jwks-rsa at its place', 'core/signing-keys/x.ts', 'jwks-rsa'],
    ['of an optional peer at its place', 'websockets/x.ts', '@nestjs/websockets'],
  ])('%s is not reported', (_case, path, specifier) => {
    expect(checkPlanted(path, `import { y } from '${specifier}';`)).toEqual([]);
  });
});
