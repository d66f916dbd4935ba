// Makes the application that `nest new` of each major makes and does to it what a reader of the pages does: installs
// the package by the command of the README, pastes every block of code, and runs the application's own linter, build
// and tests and the commands of the quick start.
import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { check, reportChecks } from '../../support/checks.mjs';
import { pack, removeFolder, ROOT, run } from '../commands.mjs';
import { installNodes } from '../node-binaries.mjs';
import { readCurlCommands, readInstallArguments } from '../read-quick-start.mjs';
import { withApp } from '../running-app.mjs';
import { packagesOfPages, pasteInto, POOL } from './reader.mjs';

const APPS = [
  // @nestjs/cli 12 needs Node 22.22 or later.
  { major: 12, node: '24', isCommonJs: false },
  // Below Node 24.9, Jest cannot load ECMAScript modules into a CommonJS application.
  { major: 11, node: '20', isCommonJs: true },
];

const folder = await mkdtemp(join(tmpdir(), 'nestjs-cognito-auth-new-app-'));
try {
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  const packed = pack(join(folder, 'packed'));
  const nodes = installNodes();
  // Side by side, because most of it waits for npm.
  await Promise.all([
    check('the package can be packed', () => packed),
    ...APPS.map((app) => checkNewApp({ ...app, readme, packed, nodes })),
  ]);
} finally {
  await removeFolder(folder);
  reportChecks();
}

async function checkNewApp({ major, node, isCommonJs, readme, packed, nodes }) {
  const app = join(folder, `nest-${major}`);
  const name = (what) => `nest new, Nest ${major}: ${what}`;
  let execPath;
  let env;
  const npm = (...args) => run('npm', args, app, env);
  const isReady =
    (await check(name('the application can be made'), async () => {
      execPath = (await nodes).find(({ version }) => version === node).path;
      env = environmentWith(dirname(execPath));
      await makeApp(app, major, env);
    })) &&
    (await check(name('the command of the README installs the package'), async () => {
      await npm(...withTarball(readInstallArguments(readme, major), await packed));
      await assertSameMajor(app);
    })) &&
    (await check(name('all code of the pages can be pasted'), async () => {
      await npm('install', ...(await packagesOfPages(major)));
      await pasteInto(app, { isCommonJs });
    }));
  if (!isReady) return;
  await check(name('the linter has nothing against it'), () =>
    npm('run', 'lint', '--', '--max-warnings', '0'),
  );
  const isBuilt = await check(name('it builds'), () => npm('run', 'build'));
  await check(name('its tests compile'), () => npm('exec', '--', 'tsc', '--noEmit'));
  await check(name('its unit tests pass'), () => npm('test'));
  await check(name('its end-to-end tests pass'), () => npm('run', 'test:e2e'));
  if (isBuilt) await checkCurls({ app, name, readme, execPath });
}

/** What npm and `nest` need to run with another Node, and as if nobody had started them by npm. */
function environmentWith(nodeFolder) {
  const { npm_config_local_prefix: _ours, ...environment } = process.env;
  return {
    ...environment,
    PATH: [nodeFolder, environment.PATH].join(delimiter),
    npm_config_prefer_offline: 'true',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
  };
}

async function makeApp(app, major, env) {
  const cli = join(folder, `cli-${major}`);
  await mkdir(cli);
  await run('npm', ['install', '--prefix', cli, `@nestjs/cli@${major}`], cli, env);
  const nest = join(cli, 'node_modules/@nestjs/cli/bin/nest.js');
  const words = ['new', `nest-${major}`, '--package-manager', 'npm', '--skip-git'];
  await run('node', [nest, ...words], folder, env);
}

/** The tarball in place of the name under which it is published. */
function withTarball(words, tarball) {
  return words.map((word) => (word === 'nestjs-cognito-auth' ? tarball : word));
}

/** npm says nothing of @nestjs/passport 12 beside Nest 11, and the tests of the application then fail. */
async function assertSameMajor(app) {
  const [nest, passport] = await Promise.all(
    ['core', 'passport'].map((name) => majorOf(app, `@nestjs/${name}`)),
  );
  assert.equal(passport, nest, `@nestjs/passport ${passport} beside Nest ${nest}`);
}

async function majorOf(app, name) {
  const manifest = await readFile(join(app, 'node_modules', name, 'package.json'), 'utf8');
  return JSON.parse(manifest).version.split('.')[0];
}

async function checkCurls({ app, name, readme, execPath }) {
  await cp(join(ROOT, 'test/package/quick-start-preload.mjs'), join(app, 'preload.mjs'));
  const settings = {
    app,
    script: 'dist/main.js',
    execPath,
    execArgv: ['--import', './preload.mjs'],
    env: { PORT: '0', COGNITO_USER_POOL_ID: POOL.userPoolId, COGNITO_CLIENT_ID: POOL.clientId },
  };
  await withApp(name('the quick start boots'), settings, async ({ port, goodToken }) => {
    for (const { command, status, code } of readCurlCommands(readme)) {
      await check(name(`${command} is answered as printed`), async () => {
        const sent = command.replace('localhost:3000', `localhost:${port}`);
        const quiet = `${sent} --silent --show-error --noproxy '*'`;
        const answer = await run('sh', ['-c', quiet], app, { ...process.env, TOKEN: goodToken });
        assert.match(answer, new RegExp(`^HTTP/1.1 ${status} `));
        if (code !== undefined) assert.ok(answer.includes(`"code":"${code}"`), answer);
      });
    }
  });
}
