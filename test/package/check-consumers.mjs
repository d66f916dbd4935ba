// The tests of every consumer of the package, on every version of Node.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { check } from '../support/checks.mjs';
import { linkInstalled, npmInstall, run } from './commands.mjs';
import { consumers, writeConsumer } from './consumers.mjs';

/** Has each consumer run its tests with every version of Node. */
export async function checkConsumers(workFolder, tarball, nodes) {
  const firstOfMajor = new Map();
  for (const [index, consumer] of consumers.entries()) {
    const own = join(workFolder, `consumer-${index}`);
    const first = firstOfMajor.get(consumer.nest);
    const isInstalled =
      (await check(`${consumer.name}: the package can be installed`, async () => {
        await writeConsumer(own, consumer);
        if (first !== undefined) await linkInstalled(first, own);
        // Adds and removes what this one does not have in common with the first.
        await npmInstall(own, [tarball]);
        if (first !== undefined) await assertInstalled(own);
      })) &&
      (await check(`${consumer.name}: the types are right`, () =>
        run(process.execPath, [join(own, 'node_modules/typescript/bin/tsc')], own),
      ));
    if (!isInstalled) continue;
    if (first === undefined) firstOfMajor.set(consumer.nest, own);
    for (const { version, path } of nodes) {
      await check(`${consumer.name}: the tests pass on Node ${version}`, () =>
        run(path, consumer.run, own),
      );
      for (const script of consumer.scripts ?? []) {
        await check(`${consumer.name}: ${script} on Node ${version}`, () =>
          run(path, [script], own),
        );
      }
    }
  }
}

/** Exactly what its package.json asks for is there: nothing is missing, of the wrong version, or left of another one. */
async function assertInstalled(app) {
  const listed = JSON.parse(await run('npm', ['ls', '--all', '--json', '--prefix', app], app));
  assert.deepEqual(listed.problems ?? [], []);
}
