import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import type { ReadmeProject } from './readme-blocks.js';

/** What the compiler has against the files of a project, by file. */
export function typeCheck(
  project: ReadmeProject,
  files: readonly string[],
  changed: ts.CompilerOptions = {},
): ReadonlyMap<string, readonly string[]> {
  const tsconfig = fileURLToPath(new URL('../../../tsconfig.json', import.meta.url));
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(tsconfig, (path) => ts.sys.readFile(path)).config,
    ts.sys,
    dirname(tsconfig),
  );
  const program = ts.createProgram(
    files.map((file) => project.path(file)),
    { ...options, ...changed, configFilePath: project.path('tsconfig.json') },
  );
  const found = new Map<string, string[]>();
  for (const { file, messageText } of ts.getPreEmitDiagnostics(program)) {
    const name =
      file === undefined
        ? 'the project'
        : file.fileName.replace(`${project.folder}/`, '').replace(/^src\//, '');
    const message = ts.flattenDiagnosticMessageText(messageText, '\n');
    found.set(name, [...(found.get(name) ?? []), message]);
  }
  return found;
}
