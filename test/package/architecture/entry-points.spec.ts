import { readdirSync, readFileSync } from 'node:fs';
import { ENTRY_ARROWS, ONLY_IMPORTERS } from './import-rules.js';

interface Manifest {
  readonly exports: Readonly<Record<string, unknown>>;
  readonly typesVersions: { readonly '*': Readonly<Record<string, readonly string[]>> };
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional: boolean }>>;
}

const manifest = JSON.parse(
  readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
) as Manifest;
const entries = readdirSync(new URL('../../../lib/', import.meta.url));
const satellites = entries.filter((entry) => entry !== 'core');

const exportOf = (entry: string): unknown => ({
  import: { types: `./dist/esm/${entry}/index.d.ts`, default: `./dist/esm/${entry}/index.js` },
  require: { types: `./dist/cjs/${entry}/index.d.ts`, default: `./dist/cjs/${entry}/index.js` },
});

describe('the entry points of the package', () => {
  it('are the folders of lib', () => {
    expect(entries.toSorted()).toEqual(Object.keys(ENTRY_ARROWS).toSorted());
    expect(Object.keys(manifest.exports).toSorted()).toEqual(
      ['.', './package.json', ...satellites.map((entry) => `./${entry}`)].toSorted(),
    );
    expect(manifest.exports['.']).toEqual(exportOf('core'));
  });

  it.each(satellites)('have two builds and types for every resolution: %s', (entry) => {
    expect(manifest.exports[`./${entry}`]).toEqual(exportOf(entry));
    expect(manifest.typesVersions['*'][entry]).toEqual([`./dist/cjs/${entry}/index.d.ts`]);
  });

  it('ask for the packages of a satellite only where it is used', () => {
    const ofSatellites = [...ONLY_IMPORTERS].flatMap(([name, importers]) =>
      importers.every((importer) => satellites.includes(importer)) ? [name] : [],
    );

    expect(ofSatellites).toEqual(
      expect.arrayContaining(['@nestjs/websockets', '@nestjs/microservices']),
    );
    for (const name of ofSatellites) {
      expect(manifest.peerDependencies).toHaveProperty([name]);
      expect(manifest.peerDependenciesMeta[name]).toEqual({ optional: true });
    }
    expect(Object.keys(manifest.peerDependenciesMeta).toSorted()).toEqual(ofSatellites.toSorted());
  });
});
