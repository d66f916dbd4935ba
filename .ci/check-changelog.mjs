// A change that users notice has its line in CHANGELOG.md: `node .ci/check-changelog.mjs <base>`, where <base> is the
// commit that the change starts from.
import { execFileSync } from 'node:child_process';

const [base] = process.argv.slice(2);
const git = (...words) => execFileSync('git', words, { encoding: 'utf8' }).split('\n');

const API_REPORT = /^test\/package\/api\/.+\.api\.md$/;
const SHIPPED_CODE = /^lib\/.+(?<!\.spec)\.ts$/;
/** What Conventional Commits call a change that users notice. */
const NOTICED = /^(?:feat|fix|perf)(?:\(.+?\))?!?:|^\w+(?:\(.+?\))?!:/;

const changed = git('diff', '--name-only', `${base}...HEAD`);
const commits = git('log', '--no-merges', '--format=%H %s', `${base}..HEAD`)
  .filter((line) => line !== '')
  .map((line) => ({ hash: line.split(' ', 1)[0], subject: line.slice(line.indexOf(' ') + 1) }));

const reasons = [
  ...changed.filter((path) => API_REPORT.test(path)),
  ...commits
    .filter(({ hash, subject }) => {
      if (!NOTICED.test(subject)) return false;
      const paths = git('show', '--name-only', '--format=', hash);
      return paths.some((path) => SHIPPED_CODE.test(path));
    })
    .map(({ subject }) => subject),
];
if (reasons.length > 0 && !changed.includes('CHANGELOG.md')) {
  console.error('Users notice this, and CHANGELOG.md has no line about it:', reasons);
  process.exitCode = 1;
}
