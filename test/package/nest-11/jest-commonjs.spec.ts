import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const ROOT = pathOf('../../../');

/** Says what became of it in a way that the other process can read. */
const SPEC = `
const { LocalUserPool } = require('nestjs-cognito-auth/testing');
it('tries to listen', async () => {
  const pool = await LocalUserPool.create();
  const outcome = await pool.listen().then(() => 'it listens', (error) => error.message);
  await pool.close();
  process.stderr.write('outcome: ' + outcome + '\\n');
});
`;

/** As in an application that \`nest new\` of Nest 11 has made. */
const CONFIG = {
  testMatch: ['**/listen.spec.cjs'],
  roots: ['<rootDir>'],
  moduleNameMapper: {
    '^nestjs-cognito-auth/([a-z-]+)$': `${ROOT}lib/$1/index.ts`,
    '^(\\.{1,2}/.*)\\.js$': ['$1.ts', '$1.js'],
  },
  moduleDirectories: ['node_modules', `${ROOT}node_modules`],
  moduleFileExtensions: ['ts', 'js', 'cjs', 'json'],
  transform: {
    '^.+\\.ts$': [
      `${ROOT}node_modules/@swc/jest`,
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'commonjs' },
      },
    ],
  },
  resolver: pathOf('./resolve-from-nest-11.cjs'),
};

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const canRequireModules = major > 24 || (major === 24 && minor >= 9);

describe('a local pool under Jest in CommonJS mode', () => {
  it('listens where its keys can be fetched, and says what to do where they cannot', () => {
    const folder = mkdtempSync(join(tmpdir(), 'jest-commonjs-'));
    writeFileSync(join(folder, 'listen.spec.cjs'), SPEC);
    writeFileSync(join(folder, 'jest.config.json'), JSON.stringify(CONFIG));
    const { stderr } = spawnSync(
      process.execPath,
      [`${ROOT}node_modules/jest/bin/jest.js`, '--config', join(folder, 'jest.config.json')],
      { cwd: folder, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } },
    );
    rmSync(folder, { recursive: true });

    expect(/outcome: (.*)/.exec(stderr)?.[1] ?? stderr).toMatch(
      canRequireModules
        ? /^it listens$/
        : /^jwks-rsa cannot be loaded.*Node 24\.9: install jwks-rsa@3/,
    );
  });
});
