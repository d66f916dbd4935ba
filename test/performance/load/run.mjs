// Puts load on an application and checks that it bears it: `npm run test:load`. Arguments choose among the
// checks by name (`npm run test:load -- rotation`); without any, all of them run.
//
// The application runs in a process of its own, with this package as it was built; the load and the key
// endpoint are here. Bounds of time are wide, or compare with the same load on a route without a guard, so
// that they hold on a slow machine too. It needs two processors that nothing else keeps busy.
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { checkHeaderCost } from './header-cost.mjs';
import { json, KeyEndpoint } from './key-endpoint.mjs';
import { checkLocalCognito } from './local-cognito.mjs';
import { checkMemory } from './memory.mjs';
import { checkRefusalFlood } from './refusal-flood.mjs';
import { checkRefusalPath } from './refusal-path.mjs';
import { Report } from './report.mjs';
import { checkRotation } from './rotation.mjs';
import { startServer } from './start-server.mjs';
import { checkUnknownKidFlood } from './unknown-kid-flood.mjs';

const DEADLINE_MS = 1_500_000;

const BOTH = ['Express', 'Fastify'];
const CHECKS = {
  header: { run: checkHeaderCost, platforms: BOTH },
  // What is kept does not depend on the platform, and this takes longest.
  memory: { run: checkMemory, platforms: ['Fastify'] },
  // It has a server of its own.
  local: { run: checkLocalCognito, platforms: ['node:http'] },
  rotation: { run: checkRotation, platforms: BOTH },
  refusal: { run: checkRefusalPath, platforms: BOTH },
  flood: { run: checkUnknownKidFlood, platforms: BOTH },
  // Takes about ten minutes, each of them in a process of its own.
  refusals: {
    run: checkRefusalFlood,
    platforms: [...BOTH, 'ws', 'socket.io', 'Apollo', 'Mercurius'],
  },
};

const report = new Report();
const deadline = setTimeout(() => {
  report.check('the checks come to an end', false, 'they did not', `within ${DEADLINE_MS} ms`);
  report.finish();
  process.exit();
}, DEADLINE_MS);
try {
  await runChecks(process.argv.slice(2));
} finally {
  clearTimeout(deadline);
  report.finish();
}

async function runChecks(chosen) {
  const names = chosen.length > 0 ? chosen : Object.keys(CHECKS);
  const pool = await LocalUserPool.create();
  const endpoint = await KeyEndpoint.start(json(pool.jwks));
  try {
    for (const name of names) {
      for (const platform of CHECKS[name].platforms) {
        await runCheck(name, { report, pool, endpoint, platform });
      }
    }
  } finally {
    await endpoint.close();
  }
}

async function runCheck(name, context) {
  const startedAt = performance.now();
  const server = await startServer();
  try {
    await CHECKS[name].run({ ...context, server });
    const strayErrors = await server.send('strayErrors');
    report.check(
      `${name}, ${context.platform}: unhandled rejections and uncaught exceptions`,
      strayErrors.length === 0,
      strayErrors.slice(0, 3).join('; ') || 'none',
      'none',
    );
  } catch (error) {
    const [reason] = String(error.stack ?? error).split('\n');
    report.check(`${name}, ${context.platform}: runs to its end`, false, reason, 'no error');
  } finally {
    await server.stop();
  }
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(`${name}, ${context.platform}: ${seconds.toFixed(0)} s`);
}
