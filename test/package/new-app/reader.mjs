// What a reader of the pages does to an application: installs what the code imports, and pastes the code.
import assert from 'node:assert/strict';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../commands.mjs';
import { readBlocks } from '../read-quick-start.mjs';

/** The ids that the pages use. */
export const POOL = { userPoolId: 'eu-west-1_AbCdEf123', clientId: '55plsi2cl0o267lfusmgaf67pf' };

const FILE_COMMENT = /^\/\/ ([\w./-]+\.ts)\n/;
const IMPORT = / from '((?:@[\w-]+\/)?[\w-]+)/g;
/** Comes with `nest new`, with the package, or with Node. */
const ALREADY_THERE =
  /^(?:node|rxjs|supertest|nestjs-cognito-auth|@nestjs\/(?:common|core|testing|passport))$/;
/** What Nest looks for by name, what the tests below need, and types. */
const BESIDES = [
  '@apollo/server',
  '@as-integrations/express5',
  '@nestjs/platform-socket.io',
  'graphql',
  'socket.io-client',
  '@types/ws',
];
const RELATIVE_IMPORT = /(from '\.{1,2}\/[^']+)\.js'/g;

/** The packages that the code of the pages needs beside a major version of Nest. */
export async function packagesOfPages(major) {
  const ours = await readManifest('package.json');
  const nest11 = await readManifest('test/package/nest-11/package.json');
  const versions = { ...ours.devDependencies, ...(major === 11 ? nest11.dependencies : {}) };
  const versionOf = (name) => versions[name] ?? assert.fail(`no version of ${name} is known`);
  const imported = [...(await readPages()).values()].flatMap((text) =>
    [...text.matchAll(IMPORT)].map(([, name]) => name),
  );
  const names = new Set([...imported.filter((name) => !ALREADY_THERE.test(name)), ...BESIDES]);
  return [...names].map((name) => `${name}@${versionOf(name)}`);
}

/** Pastes the code of the pages, tests of it, and the sample whose tests run in applications of any kind. */
export async function pasteInto(app, { isCommonJs }) {
  for (const [file, text] of await readPages()) {
    await mkdir(dirname(join(app, file)), { recursive: true });
    await writeFile(join(app, file), text);
  }
  const spec = fileURLToPath(new URL('./pages.new-app-spec.ts', import.meta.url));
  await cp(spec, join(app, 'test/pages.e2e-spec.ts'));
  for (const part of ['src', 'test']) {
    await cp(join(ROOT, 'sample/04-testing-your-app', part), join(app, 'test/library', part), {
      recursive: true,
    });
  }
  // It asks for a route that the quick start has replaced.
  await rm(join(app, 'test/app.e2e-spec.ts'));
  if (isCommonJs) await leaveOutExtensions(app);
}

/** As the README says of CommonJS projects. */
async function leaveOutExtensions(app) {
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  assert.match(readme, /CommonJS[^.]*leave\s+out\s+the\s+`\.js`/);
  for (const folder of ['src', 'test']) {
    for (const name of await readdir(join(app, folder), { recursive: true })) {
      if (!name.endsWith('.ts')) continue;
      const file = join(app, folder, name);
      const text = await readFile(file, 'utf8');
      await writeFile(file, text.replaceAll(RELATIVE_IMPORT, "$1'"));
    }
  }
}

/** The code of the README and of the pages of the entry points, by file. */
async function readPages() {
  const entries = await readdir(join(ROOT, 'lib'));
  const files = new Map();
  for (const page of ['README.md', ...entries.map((entry) => `lib/${entry}/README.md`)]) {
    const blocks = [...readBlocks(await readFile(join(ROOT, page), 'utf8'))].filter(
      ({ language }) => ['ts', 'typescript'].includes(language),
    );
    for (const { text } of blocks) {
      const named = FILE_COMMENT.exec(text)?.[1] ?? `printed-${files.size}.ts`;
      const file = named.includes('/') ? named : `src/${named}`;
      assert.ok(!files.has(file), `${page} has a second block for ${file}`);
      files.set(file, text);
    }
  }
  return files;
}

async function readManifest(path) {
  return JSON.parse(await readFile(join(ROOT, path), 'utf8'));
}
