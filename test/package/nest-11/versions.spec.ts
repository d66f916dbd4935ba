import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { NEST_MAJOR } from '../../support/nest-version.js';

const ROOT = new URL('../../../', import.meta.url);
const NODE_MODULES = fileURLToPath(new URL('./node_modules/', import.meta.url));
const manifest = new URL('./package.json', import.meta.url);
const { dependencies } = JSON.parse(readFileSync(manifest, 'utf8')) as {
  dependencies: Record<string, string>;
};

// Without these, all tests of this run could pass on the Nest 12 of the repository.
describe('the packages of this run', () => {
  it('are those of Nest 11', () => {
    expect(NEST_MAJOR).toBe(11);
  });

  it.each(Object.keys(dependencies))('have %s in one copy, whoever asks', (name) => {
    expect(resolvedBy('lib/core/index.ts', name).startsWith(NODE_MODULES)).toBe(true);
    for (const asker of [
      'node_modules/supertest/index.js',
      `${NODE_MODULES}@nestjs/common/index.js`,
    ]) {
      expect(resolvedBy(asker, name)).toBe(resolvedBy('lib/core/index.ts', name));
    }
  });
});

function resolvedBy(file: string, name: string): string {
  return createRequire(new URL(file, ROOT)).resolve(name);
}
