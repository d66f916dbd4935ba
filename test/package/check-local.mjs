// The entry point `local` of the package, and its command.
import assert from 'node:assert/strict';
import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { check } from '../support/checks.mjs';
import { ROOT, run } from './commands.mjs';

/** Prints the address of each module that is resolved. */
const TELL_TALE = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs';
  export async function resolve(specifier, context, nextResolve) {
    const resolved = await nextResolve(specifier, context);
    writeSync(1, resolved.url + '\\n');
    return resolved;
  }
`)}`;

/** Looks at the package as an application has it. */
export async function checkLocal(app) {
  await check('nestjs-cognito-auth/local loads nothing but itself, in CommonJS', async () => {
    const script =
      "require('nestjs-cognito-auth/local'); console.log(Object.keys(require.cache).join('\\n'))";
    const loaded = (await run(process.execPath, ['--eval', script], app)).trim().split('\n');
    assertOwn(loaded, join(app, 'node_modules/nestjs-cognito-auth/dist/cjs') + sep);
  });
  await check('nestjs-cognito-auth/local loads nothing but itself, as a module', async () => {
    const script = `
      import { register } from 'node:module';
      register(${JSON.stringify(TELL_TALE)});
      await import('nestjs-cognito-auth/local');
    `;
    const args = ['--input-type=module', '--eval', script];
    const loaded = (await run(process.execPath, args, app)).trim().split('\n');
    const own = pathToFileURL(join(app, 'node_modules/nestjs-cognito-auth/dist/esm') + sep).href;
    assertOwn(
      loaded.filter((url) => !url.startsWith('node:')),
      own,
    );
  });
  await check('passkeys are refused by name where their package is missing', async () => {
    const script =
      "require('nestjs-cognito-auth/local').LocalCognito.start({ firstFactors: ['PASSWORD', 'WEB_AUTHN'] })" +
      '.then(() => console.log("started"), (error) => console.log(error.message))';
    assert.match(
      await run(process.execPath, ['--eval', script], app),
      /^firstFactors has 'WEB_AUTHN', which needs .*npm install --save-dev @simplewebauthn\/server\n$/,
    );
  });
  await check('the command says how to use it', async () => {
    const command = join(app, 'node_modules', '.bin', 'nestjs-cognito-auth');
    assert.match(await run(command, ['--help'], app), /^Usage: nestjs-cognito-auth local /);
  });
  await check('a user of the command signs up, in and out, by SRP and in a browser', () =>
    run(
      process.execPath,
      ['--import=./test/support/register-typescript.mjs', 'test/package/command-scenario.ts', app],
      ROOT,
    ),
  );
}

/** Its own files, and of core only those that need no framework: not what applications import. */
function assertOwn(loaded, own) {
  assert.ok(loaded.length > 20, 'there is nothing to check');
  assert.deepEqual(
    loaded.filter((file) => !file.startsWith(own)),
    [],
  );
  const inside = loaded.map((file) => file.slice(own.length).replaceAll('\\', '/'));
  assert.ok(inside.includes('local/index.js'));
  assert.ok(!inside.includes('core/index.js'));
}
