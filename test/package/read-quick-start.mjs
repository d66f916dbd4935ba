// What a reader of README.md types: the command that installs the package, and the files and requests of the quick start.

const FENCED_BLOCK = /^```(\w+)\n(.*?)^```$/gms;
const FILE_COMMENT = /^\/\/ (src\/[\w./-]+\.ts)\n/;
const CURL_COMMAND = /^(curl .*?) +# (\d{3})(?: (ERR_\w+))?/gm;
const INSTALL_COMMAND = /^npm (install [^#\n]*\bnestjs-cognito-auth\b[^#\n]*)/;

/**
 * The arguments for npm in the command that installs the package beside a major version of Nest. A comment names the
 * version, behind the command or on the line before it.
 *
 * @param {string} readme
 * @param {number} major
 * @returns {string[]}
 */
export function readInstallArguments(readme, major) {
  const version = new RegExp(`# Nest ${major}\\b`);
  for (const { language, text } of readBlocks(readme)) {
    if (language !== 'sh') continue;
    const lines = text.split('\n');
    for (const [index, line] of lines.entries()) {
      const command = INSTALL_COMMAND.exec(line)?.[1];
      const comment = line.includes('#') ? line : (lines[index - 1] ?? '');
      if (command !== undefined && version.test(comment)) return command.trim().split(/ +/);
    }
  }
  throw new Error(`README.md has no "npm install … nestjs-cognito-auth …" for Nest ${major}`);
}

/**
 * The commands of the quick start that send requests, and the answer that stands in the comment behind each.
 *
 * @param {string} readme
 * @returns {{ command: string, status: number, code: string | undefined }[]}
 */
export function readCurlCommands(readme) {
  const commands = [...readme.matchAll(CURL_COMMAND)].map(([, command, status, code]) => ({
    command,
    status: Number(status),
    code,
  }));
  if (commands.length === 0) throw new Error('README.md has no "curl …  # <status> <code>"');
  return commands;
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

export function* readBlocks(readme) {
  for (const [, language, text] of readme.matchAll(FENCED_BLOCK)) yield { language, text };
}
