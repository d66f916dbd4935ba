const { mkdirSync, writeFileSync } = require('node:fs');
const { relative, sep } = require('node:path');

const REPORT = 'reports/test-times.json';
const SHOWN = 10;

/**
 * A reporter of Jest: which share of the time each suite took. It prints the longest, and writes all to
 * `reports/test-times.json`.
 */
module.exports = class TimeReporter {
  onRunComplete(_contexts, { testResults }) {
    const suites = testResults
      .map(({ testFilePath, perfStats }) => ({
        suite: relative(process.cwd(), testFilePath).split(sep).join('/'),
        seconds: perfStats.runtime / 1000,
      }))
      .toSorted((one, other) => other.seconds - one.seconds);
    const total = suites.reduce((sum, { seconds }) => sum + seconds, 0);
    const shares = suites.map((suite) => ({ ...suite, percent: (100 * suite.seconds) / total }));
    mkdirSync('reports', { recursive: true });
    writeFileSync(REPORT, `${JSON.stringify(shares, undefined, 2)}\n`);
    if (suites.length <= SHOWN) return;
    const rows = shares
      .slice(0, SHOWN)
      .map(
        ({ percent, seconds, suite }) =>
          `${percent.toFixed(1).padStart(6)} %${seconds.toFixed(1).padStart(7)} s  ${suite}\n`,
      );
    process.stderr.write(
      `\nOf ${total.toFixed(0)} s in suites (all of them: ${REPORT}):\n${rows.join('')}`,
    );
  }
};
