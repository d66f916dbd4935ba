// Mutation tests, one folder of core after the other: each with the specs beside its code.
//
//   npm run test:mutation                  all of them, some minutes
//   npm run test:mutation -- claims guard  only these
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';

const MUTATED = new Map([
  ['token-source', ['lib/core/token-source/*.ts']],
  ['claims', ['lib/core/claims/*.ts']],
  ['options', ['lib/core/options/*.ts']],
  ['verifier', ['lib/core/verifier/*.ts']],
  ['signing-keys', ['lib/core/signing-keys/*.ts']],
  ['access', ['lib/core/access/*.ts']],
  ['guard', ['lib/core/guard/*.ts']],
  // The rest of it asks Nest about a whole application, which end-to-end tests give it.
  [
    'reach',
    [
      'lib/core/reach/*.ts',
      // One a line: Stryker takes the comma of a list in braces for the end of a pattern.
      '!lib/core/reach/access-inspector.ts',
      '!lib/core/reach/global-reach.ts',
      '!lib/core/reach/handlers-of.ts',
      '!lib/core/reach/http-routes.ts',
    ],
  ],
]);
const NOT_MUTATED = ['!**/*.spec.ts', '!**/*.interface.ts'];
const REPORTS = 'reports/mutation';

const chosen = process.argv.slice(2);
const unknown = chosen.filter((folder) => !MUTATED.has(folder));
if (unknown.length > 0) throw new Error(`Not mutated: ${unknown.join(', ')}`);

mkdirSync(REPORTS, { recursive: true });
const folders = chosen.length > 0 ? chosen : [...MUTATED.keys()];
const failed = folders.filter((folder) => {
  const { status, signal } = spawnSync(
    'npx',
    ['stryker', 'run', '--mutate', [...MUTATED.get(folder), ...NOT_MUTATED].join()],
    { stdio: 'inherit', env: { ...process.env, MUTATED_FOLDER: folder } },
  );
  for (const type of ['html', 'json']) {
    const report = `${REPORTS}/mutation.${type}`;
    if (existsSync(report)) renameSync(report, `${REPORTS}/${folder}.${type}`);
  }
  if (signal !== null) console.error(`The run of ${folder} was ended by ${signal}`);
  return status !== 0;
});

for (const folder of folders.filter((name) => existsSync(`${REPORTS}/${name}.json`))) {
  const { files } = JSON.parse(readFileSync(`${REPORTS}/${folder}.json`, 'utf8'));
  for (const [path, { mutants }] of Object.entries(files)) {
    const count = (...statuses) => mutants.filter(({ status }) => statuses.includes(status)).length;
    const killed = count('Killed', 'Timeout');
    const left = count('Survived', 'NoCoverage');
    const score = ((100 * killed) / (killed + left)).toFixed(1);
    console.log(`${score.padStart(5)} %, ${killed} of ${killed + left} killed: ${path}`);
  }
}
if (failed.length > 0) {
  console.error(`Below the threshold, or not run: ${failed.join(', ')}`);
  process.exitCode = 1;
}
