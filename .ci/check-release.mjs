// What a tag names must be what is released: `node .ci/check-release.mjs v1.2.3`.
import { readFile } from 'node:fs/promises';

const [tag] = process.argv.slice(2);
const read = (name) => readFile(new URL(`../${name}`, import.meta.url), 'utf8');

const { version } = JSON.parse(await read('package.json'));
const { version: locked } = JSON.parse(await read('package-lock.json'));
const [, head] = /^## \[([^\]]+)\]/m.exec(await read('CHANGELOG.md')) ?? [];

const found = {
  tag,
  'package.json': `v${version}`,
  'package-lock.json': `v${locked}`,
  'CHANGELOG.md': `v${head}`,
};
if (new Set(Object.values(found)).size > 1) {
  console.error('These name different versions:', found);
  process.exitCode = 1;
}
