import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** The configuration of the run says which folder it is of. */
const { NEST_FOLDER } = globalThis as unknown as { readonly NEST_FOLDER: string };
const ROOT = new URL('../../../', import.meta.url);
const FOLDER = new URL(`./${NEST_FOLDER}/`, import.meta.url);
const NODE_MODULES = fileURLToPath(new URL('./node_modules/', FOLDER));

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

const manifestOf = (folder: URL): Manifest =>
  JSON.parse(readFileSync(new URL('./package.json', folder), 'utf8')) as Manifest;
const { dependencies } = manifestOf(FOLDER);
const { peerDependencies } = manifestOf(ROOT);

// Without these, all tests of this run could pass on the Nest of the repository.
describe('the packages of this run', () => {
  it.each(Object.entries(dependencies))('have %s in version %s, in one copy', (name, version) => {
    const installed = manifestOf(new URL(`./node_modules/${name}/`, FOLDER));

    expect(installed.version).toBe(version);
    for (const asker of ['lib/core/index.ts', 'node_modules/supertest/index.js']) {
      expect(resolvedBy(asker, name).startsWith(NODE_MODULES)).toBe(true);
    }
  });

  it('are those that the package needs', () => {
    // The local Cognito, which loads no Nest, is not part of this run.
    const needed = Object.keys(peerDependencies).filter(
      (name) => name !== '@simplewebauthn/server',
    );
    expect(Object.keys(dependencies)).toEqual(expect.arrayContaining(needed));
  });
});

function resolvedBy(file: string, name: string): string {
  return createRequire(new URL(file, ROOT)).resolve(name);
}
