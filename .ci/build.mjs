// Builds the package twice from one source: ECMAScript modules and CommonJS, each with its own types.
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';

const nest = new URL('../node_modules/@nestjs/cli/bin/nest.js', import.meta.url).pathname;
const build = (tsconfig) =>
  execFileSync(process.execPath, [nest, 'build', '-p', tsconfig], { stdio: 'inherit' });

rmSync('dist', { recursive: true, force: true });
build('tsconfig.build.json');
build('tsconfig.build.cjs.json');
// The package is ESM; without this, Node would take the CommonJS files for ESM as well.
writeFileSync('dist/cjs/package.json', '{ "type": "commonjs" }\n');
