import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const ROOT = pathOf('../../../');

/** Says what became of it in a way that the other process can read. */
const SPEC = `
require('reflect-metadata');
const { Test } = require('@nestjs/testing');
const { CognitoAuthModule } = require('nestjs-cognito-auth');
const { LocalUserPool } = require('nestjs-cognito-auth/testing');
it('boots an application that fetches keys', async () => {
  const pool = await LocalUserPool.create();
  await pool.listen();
  const module = await Test.createTestingModule({ imports: [CognitoAuthModule.forRoot(pool.options)] }).compile();
  const outcome = await module.init().then(() => 'it boots', (error) => error.mistakes[0]);
  await pool.close();
  process.stderr.write('outcome: ' + outcome + '\\n');
});
`;

/** As in an application that \`nest new\` of Nest 11 has made. */
const CONFIG = {
  testMatch: ['**/boot.spec.cjs'],
  roots: ['<rootDir>'],
  moduleNameMapper: {
    '^nestjs-cognito-auth$': `${ROOT}lib/core/index.ts`,
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

describe('an application under Jest in CommonJS mode', () => {
  it('boots where keys can be fetched, and says what to do where they cannot', () => {
    const folder = mkdtempSync(join(tmpdir(), 'jest-commonjs-'));
    writeFileSync(join(folder, 'boot.spec.cjs'), SPEC);
    writeFileSync(join(folder, 'jest.config.json'), JSON.stringify(CONFIG));
    const { stderr } = spawnSync(
      process.execPath,
      [`${ROOT}node_modules/jest/bin/jest.js`, '--config', join(folder, 'jest.config.json')],
      { cwd: folder, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } },
    );
    rmSync(folder, { recursive: true });

    expect(/outcome: (.*)/.exec(stderr)?.[1] ?? stderr).toMatch(
      canRequireModules
        ? /^it boots$/
        : /^jwks-rsa cannot be loaded \(.*\)\..*Node 24\.9: install jwks-rsa@3/,
    );
  });
});
