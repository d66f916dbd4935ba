// Compares, for the same tokens, the application of before and that of after in the guide from nestjs-cognito. It has
// packages of its own, because it needs a Nest of its own: `npm ci` in ./nestjs-cognito comes first, unless that is
// done. The other guides are compared by test/docs/readme/migrating.e2e-spec.ts.
import assert from 'node:assert/strict';
import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import 'reflect-metadata';
import { Test } from '@nestjs/testing';
import { LocalUserPool, overrideSigningKeys } from 'nestjs-cognito-auth/testing';
import { check, reportChecks } from '../../support/checks.mjs';
import { installPackages } from '../../support/install-packages.mjs';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const BEFORE = fileURLToPath(new URL('./nestjs-cognito/', import.meta.url));
/** Inside of the package, so that what is compiled there can import it by its name. */
const AFTER = join(ROOT, 'dist/migration/');
const DECORATORS = ['--experimentalDecorators', '--emitDecoratorMetadata', '--strict'];
const TARGET = ['--ignoreConfig', '--target', 'es2022', '--skipLibCheck', '--types', 'node'];

const pool = await LocalUserPool.create({
  userPoolId: 'eu-west-1_AbCdEf123',
  clientId: '55plsi2cl0o267lfusmgaf67pf',
});
const running = [];
try {
  await checkGuide();
} finally {
  for (const stop of running) await stop();
  await rm(join(BEFORE, 'dist'), { recursive: true, force: true });
  reportChecks();
}

async function checkGuide() {
  const isReady =
    (await check('the packages of before can be installed', () => installPackages(BEFORE))) &&
    (await check('before compiles', () => compileBefore())) &&
    (await check('after compiles', () => compileAfter()));
  if (!isReady) return;
  await check('nobody gets in afterwards who was refused before', async () => {
    const before = await serveBefore();
    const after = await serveAfter();
    const [wasLetIn, isLetIn] = [await letInBy(before), await letInBy(after)];
    assert.deepEqual(
      isLetIn.filter((name) => !wasLetIn.includes(name)),
      [],
    );
    assert.ok(isLetIn.includes('GET: good') && isLetIn.includes('DELETE: in admin'));
    // It took group names in lower case.
    assert.ok(wasLetIn.includes('DELETE: in Admin') && !isLetIn.includes('DELETE: in Admin'));
  });
}

async function compileBefore() {
  const guide = await blockOf('// needs @nestjs-cognito/auth');
  await compile(join(BEFORE, 'dist'), 'before.ts', guide, ['--module', 'node16']);
}

async function compileAfter() {
  await compile(AFTER, 'after.ts', await blockOf('// nestjs-cognito-after.ts'), [
    '--module',
    'nodenext',
  ]);
}

async function blockOf(firstLine) {
  const guide = await readFile(join(ROOT, 'MIGRATING.md'), 'utf8');
  const blocks = [...guide.matchAll(/^```\w+\n(.*?)^```$/gms)].map(([, text]) => text);
  const block = blocks.find((text) => text.startsWith(`${firstLine}\n`));
  assert.ok(block, `MIGRATING.md has no block that begins with "${firstLine}"`);
  return block;
}

async function compile(folder, name, text, settings) {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), text);
  await run(process.execPath, [tsc, ...DECORATORS, ...TARGET, ...settings, join(folder, name)]);
}

async function serveBefore() {
  const compiled = join(BEFORE, 'dist/before.js');
  const child = fork(join(BEFORE, 'serve.cjs'), [compiled, JSON.stringify(pool.jwks)]);
  running.push(async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  const [{ url }] = await once(child, 'message', { signal: AbortSignal.timeout(30_000) });
  return url;
}

async function serveAfter() {
  const { AppModule } = await import(pathToFileURL(join(AFTER, 'after.js')).href);
  const builder = overrideSigningKeys(Test.createTestingModule({ imports: [AppModule] }), pool);
  const app = (await builder.compile()).createNestApplication({ logger: false });
  await app.listen(0, '127.0.0.1');
  running.push(() => app.close());
  return app.getUrl();
}

/** Which requests are answered, of the same ones for both. */
async function letInBy(url) {
  const requests = [
    ['GET: good', 'GET', pool.accessToken()],
    ['GET: garbage', 'GET', 'not.a.token'],
    ['GET: no token', 'GET', undefined],
    ...pool
      .refusedTokens()
      .all()
      .map(({ name, token }) => [`GET: ${name}`, 'GET', token]),
    ...['admin', 'Admin', 'support', 'administrators'].map((group) => [
      `DELETE: in ${group}`,
      'DELETE',
      pool.accessToken({ groups: [group] }),
    ]),
    ['DELETE: in no group', 'DELETE', pool.accessToken()],
  ];
  const letIn = [];
  for (const [name, method, token] of requests) {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const { status } = await fetch(`${url}/orders`, { method, headers });
    if (status === 200) letIn.push(name);
    else assert.ok([401, 403].includes(status), `${name} is answered with ${status}`);
  }
  return letIn;
}

async function run(command, args) {
  try {
    await promisify(execFile)(command, args, { cwd: ROOT });
  } catch (error) {
    throw new Error([error.message, error.stdout, error.stderr].join('\n'), { cause: error });
  }
}
