import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.types.ts'));

/** Settings that applications compile with; those of this project come from its own tsconfig.json. */
const settings: readonly (readonly [string, ts.CompilerOptions])[] = [
  ['the settings of this project', {}],
  [
    'CommonJS, and no check of index signatures',
    {
      module: ts.ModuleKind.CommonJS,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      verbatimModuleSyntax: false,
      isolatedModules: false,
      noUncheckedIndexedAccess: false,
      noPropertyAccessFromIndexSignature: false,
    },
  ],
];

/** What TypeScript finds in the files, or in one more of them. */
function mistakesIn(options: ts.CompilerOptions, extra?: string): string[] {
  const { config } = ts.readConfigFile(`${ROOT}tsconfig.json`, (path) => ts.sys.readFile(path));
  const parsed = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const compilerOptions = { ...parsed.options, ...options, noEmit: true };
  const host = ts.createCompilerHost(compilerOptions);
  const { readFile, fileExists, getSourceFile } = host;
  const extraFile = `${FOLDER}extra.types.ts`;
  host.fileExists = (path) => path === extraFile || fileExists(path);
  host.readFile = (path) => (path === extraFile ? extra : readFile(path));
  host.getSourceFile = (path, version, ...rest) =>
    path === extraFile
      ? ts.createSourceFile(path, extra ?? '', version)
      : getSourceFile(path, version, ...rest);
  const names = [
    ...files.map((name) => FOLDER + name),
    ...(extra === undefined ? [] : [extraFile]),
  ];
  return ts
    .getPreEmitDiagnostics(ts.createProgram(names, compilerOptions, host))
    .map(
      ({ file, messageText }) =>
        `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
}

describe('the types', () => {
  it.each(settings)('say what they should, with %s', (_name, options) => {
    expect(files.length).toBeGreaterThan(2);
    expect(mistakesIn(options)).toEqual([]);
  });

  it('are compared: a wrong expectation is found', () => {
    const wrong = `import { CurrentUser } from 'nestjs-cognito-auth';
      export class Wrong { handle(@CurrentUser('sub') sub: number) { return sub; } }
      // @ts-expect-error it is right
      export class Right { handle(@CurrentUser('sub') sub: string) { return sub; } }`;

    expect(mistakesIn({}, wrong)).toEqual([
      expect.stringContaining('The parameter does not take the type of this property'),
      expect.stringContaining("Unused '@ts-expect-error' directive"),
    ]);
  });
});
