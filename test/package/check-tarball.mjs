// Checks the package as its users get it: packed, installed into an empty Nest application by the command
// of the README, and run with the quick start of the README as it stands there.
import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { check, reportChecks } from '../support/checks.mjs';
import { checkConsumers } from './check-consumers.mjs';
import { checkLocal } from './check-local.mjs';
import { npmInstall, pack, removeFolder, ROOT, run } from './commands.mjs';
import { installNodes } from './node-binaries.mjs';
import { readInstallArguments, readQuickStartFiles } from './read-quick-start.mjs';
import { withApp } from './running-app.mjs';

const HERE = join(ROOT, 'test/package');
/** The entry points that need packages of their own. */
const SATELLITES = [
  {
    name: 'websockets',
    packages: ['@nestjs/websockets', '@nestjs/platform-ws', 'ws', '@types/ws'],
  },
  { name: 'microservices', packages: ['@nestjs/microservices'] },
  { name: 'local', packages: [] },
  { name: 'user-pool', packages: [] },
  { name: 'identity-pool', packages: [] },
];
/** Arguments of Node that run the steps; the last, which is missing, is the entry point that they run against. */
const STEP_RUNNER = [
  '--require=./test/support/lend-keys.cjs',
  '--import=./test/support/register-typescript.mjs',
  'test/e2e/local/run-without-jest.ts',
];
const bin = (file) => join(ROOT, 'node_modules', file);

/** Everything that may be in the package. */
const ALLOWED_FILES = [
  /^dist\/(?:esm|cjs)\/(?!.*\.spec\.).+\.(?:js|d\.ts)$/,
  /^(?:dist\/cjs\/)?package\.json$/,
  /^(?:README|REFERENCE|CHANGELOG|MIGRATING|SECURITY)\.md$/,
  /^docs\/request\.svg$/,
  /^lib\/[\w-]+\/README\.md$/,
  /^LICENSE$/,
];
const REQUIRED_FILES = [
  'package.json',
  'README.md',
  'REFERENCE.md',
  'docs/request.svg',
  'LICENSE',
  'CHANGELOG.md',
  'MIGRATING.md',
  'SECURITY.md',
  ...(await readdir(join(ROOT, 'lib'))).map((entry) => `lib/${entry}/README.md`),
  'dist/cjs/package.json',
];

/** The tsconfig.json of a new Nest 12 application, but strict and with the types of libraries checked. */
const TSCONFIG = {
  compilerOptions: {
    module: 'nodenext',
    moduleResolution: 'nodenext',
    esModuleInterop: true,
    isolatedModules: true,
    declaration: true,
    removeComments: true,
    emitDecoratorMetadata: true,
    experimentalDecorators: true,
    target: 'ES2023',
    sourceMap: true,
    rootDir: './src',
    outDir: './dist',
    skipLibCheck: false,
    // Compiled again for each entry point, with more packages.
    incremental: true,
    strict: true,
    types: ['node'],
  },
  include: ['src'],
};

/** The examples that the README and the documentation of the package use. */
const QUICK_START_ENV = {
  PORT: '0',
  COGNITO_USER_POOL_ID: 'eu-west-1_AbCdEf123',
  COGNITO_CLIENT_ID: '55plsi2cl0o267lfusmgaf67pf',
};
const QUICK_START_PUBLIC_PATH = '/orders/health';
const QUICK_START_GUARDED_PATH = '/orders';

const folder = await mkdtemp(join(tmpdir(), 'nestjs-cognito-auth-package-'));
try {
  await checkPackage(folder);
} finally {
  await removeFolder(folder);
  reportChecks();
}

async function checkPackage(workFolder) {
  const packed = join(workFolder, 'packed');
  const app = join(workFolder, 'app');
  let tarball;
  let readme;
  // What comes after the first of these that fails could only fail for the same reason.
  const isReady =
    (await check('the package can be packed', async () => {
      tarball = await pack(packed);
    })) &&
    (await check('the package holds what it should and nothing else', async () => {
      readme = await checkFiles(tarball);
    })) &&
    (await check('publint finds nothing wrong with it', () =>
      run(process.execPath, [bin('publint/src/cli.js'), tarball, '--strict'], ROOT),
    )) &&
    (await check('its types resolve as its code does, at every entry point', () =>
      run(process.execPath, [bin('@arethetypeswrong/cli/dist/index.js'), tarball], ROOT),
    )) &&
    (await check('the quick start of the README is complete', () => createApp(app, readme))) &&
    (await check('the command of the README installs the package', () =>
      install(app, tarball, readme),
    )) &&
    (await check('the application compiles, the types of the package included', () =>
      compile(app),
    ));
  if (!isReady) return;
  let nodes = [];
  await check('Node 20, 22 and 24 can be installed', async () => {
    nodes = await installNodes();
  });
  await checkConsumers(workFolder, tarball, nodes);
  await checkLocal(app);
  await checkQuickStart(app);
  await checkAcceptance(app, 'an ECMAScript module', 'dist/acceptance-esm.js');
  await checkAcceptance(app, 'CommonJS', 'dist/acceptance-cjs.cjs');
  // Up to here the application has done without the packages of the other entry points, types included.
  for (const satellite of SATELLITES) await checkSatellite(app, satellite);
  await checkSteps(app, nodes);
}

/** Looks at the files of the package; gives its README. */
async function checkFiles(tarball) {
  const listed = await run('tar', ['-tzf', tarball], ROOT);
  const files = listed
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replace(/^package\//, ''));
  const code = files.filter((file) => file.endsWith('.js'));
  assert.deepEqual(
    {
      unexpected: files.filter((file) => !ALLOWED_FILES.some((allowed) => allowed.test(file))),
      missing: REQUIRED_FILES.filter((file) => !files.includes(file)),
      withoutTypes: code.filter((file) => !files.includes(file.replace(/\.js$/, '.d.ts'))),
      onlyInOneBuild: onlyInOneBuild(code),
    },
    { unexpected: [], missing: [], withoutTypes: [], onlyInOneBuild: [] },
  );
  return run('tar', ['-xzOf', tarball, 'package/README.md'], ROOT);
}

function onlyInOneBuild(files) {
  const twinOf = (file) =>
    file.startsWith('dist/esm/')
      ? file.replace('dist/esm/', 'dist/cjs/')
      : file.replace('dist/cjs/', 'dist/esm/');
  return files.filter((file) => !files.includes(twinOf(file)));
}

/** Writes a Nest application that lacks nothing but the package: the quick start, and two of ours. */
async function createApp(app, readme) {
  const files = new Map([
    ['package.json', JSON.stringify(await appManifest(), undefined, 2)],
    ['tsconfig.json', JSON.stringify(TSCONFIG, undefined, 2)],
    ...readQuickStartFiles(readme),
  ]);
  for (const [name, text] of files) {
    await mkdir(dirname(join(app, name)), { recursive: true });
    await writeFile(join(app, name), text);
  }
  await cp(join(HERE, 'acceptance-app.ts'), join(app, 'src/acceptance-esm.ts'));
  await cp(join(HERE, 'acceptance-app.ts'), join(app, 'src/acceptance-cjs.cts'));
  await cp(join(HERE, 'quick-start-preload.mjs'), join(app, 'quick-start-preload.mjs'));
}

/** What a new Nest application depends on, in the versions that this repository is tested with. */
async function appManifest() {
  const manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  const versions = (...names) =>
    Object.fromEntries(names.map((name) => [name, manifest.devDependencies[name]]));
  return {
    name: 'empty-nest-application',
    private: true,
    type: 'module',
    dependencies: versions(
      '@nestjs/common',
      '@nestjs/core',
      '@nestjs/platform-express',
      'reflect-metadata',
      'rxjs',
    ),
    devDependencies: versions('@types/express', '@types/node', 'typescript'),
  };
}

/** Runs the command of the README, with the tarball in place of the name under which it is published. */
async function install(app, tarball, readme) {
  const words = readInstallArguments(readme, 12).map((word) =>
    word === 'nestjs-cognito-auth' ? tarball : word,
  );
  await npmInstall(app, words.slice(1));
}

async function compile(app) {
  await run(process.execPath, [join(app, 'node_modules/typescript/bin/tsc'), '-p', app], app);
}

/** Adds what another entry point needs, and an application of ours that uses it and asks itself something. */
async function checkSatellite(app, { name, packages }) {
  const compiles = await check(`an application with ${name} compiles`, async () => {
    const { devDependencies } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
    if (packages.length > 0) {
      await npmInstall(
        app,
        packages.map((wanted) => `${wanted}@${devDependencies[wanted]}`),
      );
    }
    await cp(join(HERE, `acceptance-${name}.ts`), join(app, `src/${name}-esm.ts`));
    await cp(join(HERE, `acceptance-${name}.ts`), join(app, `src/${name}-cjs.cts`));
    await compile(app);
  });
  if (!compiles) return;
  await checkAnswers(app, `${name} in an ECMAScript module`, `dist/${name}-esm.js`);
  await checkAnswers(app, `${name} in CommonJS`, `dist/${name}-cjs.cjs`);
}

async function checkAnswers(app, what, script) {
  const acceptance = { app, script, env: QUICK_START_ENV };
  await withApp(`an application with ${what} boots`, acceptance, (running) =>
    check(`an application with ${what} accepts and refuses`, async () => {
      assert.deepEqual(running.answers, [
        'alice',
        'ERR_COGNITO_TOKEN_EXPIRED',
        'ERR_COGNITO_TOKEN_MISSING',
      ]);
    }),
  );
}

/** Has the local Cognito of the package take every step of `test/e2e/local`, in every version of Node. */
async function checkSteps(app, nodes) {
  const { devDependencies } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  const passkeys = '@simplewebauthn/server';
  const isInstalled = await check('the package for passkeys can be added', () =>
    npmInstall(app, [`${passkeys}@${devDependencies[passkeys]}`]),
  );
  if (!isInstalled) return;
  const entry = join(app, 'node_modules/nestjs-cognito-auth/dist/esm/local/index.js');
  for (const { version, path } of nodes) {
    await check(`the local Cognito passes its steps on Node ${version}`, () =>
      run(path, [...STEP_RUNNER, entry], ROOT),
    );
  }
}

async function checkQuickStart(app) {
  const quickStart = {
    app,
    script: 'dist/main.js',
    execArgv: ['--import', './quick-start-preload.mjs'],
    env: QUICK_START_ENV,
  };
  await withApp('the quick start boots', quickStart, async (running) => {
    await check('the quick start answers a public route without a token', async () => {
      const { status } = await running.get(QUICK_START_PUBLIC_PATH);
      assert.equal(status, 200);
    });
    await check('the quick start refuses a guarded route without a token', async () => {
      const { status, headers, body } = await running.get(QUICK_START_GUARDED_PATH);
      assert.deepEqual([status, JSON.parse(body).code], [401, 'ERR_COGNITO_TOKEN_MISSING']);
      assert.equal(headers.get('www-authenticate'), 'Bearer realm="cognito"');
      assert.equal(headers.get('cache-control'), 'no-store');
    });
    await check('the quick start accepts a token of its user pool', async () => {
      const { status } = await running.get(QUICK_START_GUARDED_PATH, running.goodToken);
      assert.equal(status, 200);
    });
    await check('the quick start refuses an expired token', () =>
      assertExpiredIsRefused(running, QUICK_START_GUARDED_PATH),
    );
  });
}

async function checkAcceptance(app, format, script) {
  const acceptance = { app, script, env: QUICK_START_ENV };
  await withApp(`an application in ${format} boots`, acceptance, async (running) => {
    await check(`an application in ${format} accepts a token of its user pool`, async () => {
      const { status, body } = await running.get('/me', running.goodToken);
      assert.deepEqual([status, body], [200, 'alice']);
    });
    await check(`an application in ${format} refuses an expired token`, () =>
      assertExpiredIsRefused(running, '/me'),
    );
  });
}

async function assertExpiredIsRefused(running, path) {
  const { status, headers, body } = await running.get(path, running.expiredToken);
  assert.deepEqual([status, JSON.parse(body).code], [401, 'ERR_COGNITO_TOKEN_EXPIRED']);
  assert.match(headers.get('www-authenticate') ?? '', /^Bearer realm=".+", error="invalid_token"/);
}
