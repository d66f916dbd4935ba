// What a reader of README.md types: the command that installs the package, and the files of the quick start.

const FENCED_BLOCK = /^```(\w+)\n(.*?)^```$/gms;
const FILE_COMMENT = /^\/\/ (src\/[\w./-]+\.ts)\n/;
const INSTALL_COMMAND = /^npm (install .*\bnestjs-cognito-auth\b.*)$/m;

/**
 * The arguments for npm in the first `sh` block that installs the package.
 *
 * @param {string} readme
 * @returns {string[]}
 */
export function readInstallArguments(readme) {
  for (const { language, text } of readBlocks(readme)) {
    const command = language === 'sh' ? INSTALL_COMMAND.exec(text)?.[1] : undefined;
    if (command !== undefined) return command.trim().split(/ +/);
  }
  throw new Error('README.md has no sh block with "npm install … nestjs-cognito-auth …"');
}

/**
 * The files of the quick start, by name: the `ts` blocks whose first line is `// src/<file>.ts`.
 *
 * @param {string} readme
 * @returns {Map<string, string>}
 */
export function readQuickStartFiles(readme) {
  const files = new Map();
  for (const { language, text } of readBlocks(readme)) {
    const file = language === 'ts' ? FILE_COMMENT.exec(text)?.[1] : undefined;
    if (file === undefined) continue;
    if (files.has(file)) throw new Error(`README.md has two blocks that begin with "// ${file}"`);
    files.set(file, text);
  }
  if (!files.has('src/main.ts')) {
    throw new Error('README.md has no ts block that begins with "// src/main.ts"');
  }
  return files;
}

function* readBlocks(readme) {
  for (const [, language, text] of readme.matchAll(FENCED_BLOCK)) yield { language, text };
}
