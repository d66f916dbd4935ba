// Builds the package twice from one source: ECMAScript modules and CommonJS, each with its own types. Does nothing
// where nothing has changed since the last time.
import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const INPUTS = ['lib', '.ci/build.mjs', 'nest-cli.json', 'package-lock.json', 'package.json'];
const CONFIGS = ['tsconfig.build.json', 'tsconfig.build.cjs.json'];
/** What is written last. The package is ESM; without this, Node would take the CommonJS files for ESM as well. */
const LAST = 'dist/cjs/package.json';

if (isStale()) build();

function build() {
  const nest = new URL('../node_modules/@nestjs/cli/bin/nest.js', import.meta.url).pathname;
  rmSync('dist', { recursive: true, force: true });
  for (const config of CONFIGS) {
    execFileSync(process.execPath, [nest, 'build', '-p', config], { stdio: 'inherit' });
  }
  writeFileSync(LAST, '{ "type": "commonjs" }\n');
}

function isStale() {
  const built = changedAtMs(LAST);
  const inputs = [...INPUTS, 'tsconfig.json', ...CONFIGS].flatMap((path) => withContents(path));
  return built === undefined || inputs.some((path) => (changedAtMs(path) ?? 0) >= built);
}

/** A folder changes where a file in it comes or goes. */
function withContents(path) {
  if (!statSync(path).isDirectory()) return [path];
  return [path, ...readdirSync(path, { recursive: true }).map((name) => join(path, name))];
}

function changedAtMs(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}
