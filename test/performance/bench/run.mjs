// Measures what the package costs: `npm run bench`. Ends with an error when a ratio of ratios.mjs is missed.
//
//   --only micro|floor|http|growth|boot   one part; may be given several times
//   --quick                         seconds instead of minutes: shows that the benchmark works, no more
//
// What it compares with has a lock file of its own in ./contenders and is installed first. Everything that
// is compared runs in turn, round after round, and what counts is the median of the ratios of the rounds:
// a machine that is busy for a while is busy for all. All figures go to reports/bench.json.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { installPackages } from '../../support/install-packages.mjs';
import { start } from './processes.mjs';
import { judge, RATIOS } from './ratios.mjs';

const PARTS = ['micro', 'floor', 'http', 'growth', 'boot'];
const pathOf = (relative) => fileURLToPath(new URL(relative, import.meta.url));

const { values: options } = parseArgs({
  options: { only: { type: 'string', multiple: true }, quick: { type: 'boolean', default: false } },
});
const parts = options.only ?? PARTS;
const unknown = parts.filter((part) => !PARTS.includes(part));
if (unknown.length > 0) {
  throw new Error(`--only takes ${PARTS.join(', ')}, and not ${unknown.join(', ')}`);
}

await installPackages(pathOf('./contenders/'));
const measured = {};
for (const part of parts) {
  const began = performance.now();
  measured[part] = await measurePart(part);
  const seconds = Math.round((performance.now() - began) / 1000);
  for (const table of measured[part].tables) printTable(table);
  console.log(`\n(${part}: ${seconds} s)`);
}
const verdicts = RATIOS.filter(({ part }) => parts.includes(part)).map((ratio) =>
  judge(ratio, measured[ratio.part].ratios[ratio.id]),
);
printVerdicts(verdicts);
for (const verdict of verdicts.filter(({ meetsMust }) => !meetsMust)) printMiss(verdict);
writeReport(verdicts);
if (!verdicts.every(({ meetsMust }) => meetsMust)) process.exitCode = 1;

/** Each in a process of its own: neither garbage nor compiled code of one is in the way of the next. */
async function measurePart(part) {
  const child = start(`./${part}.mjs`, { args: options.quick ? ['--quick'] : [] });
  try {
    return await child.receive();
  } finally {
    await child.exited;
  }
}

function printTable({ title, columns, rows }) {
  const cells = [columns, ...rows.map((row) => row.map(format))];
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => row[index].length)));
  console.log(`\n${title}\n`);
  for (const row of cells) {
    const padded = row.map((cell, index) =>
      index === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[index]),
    );
    console.log(`  ${padded.join('   ')}`);
  }
}

function format(value) {
  if (typeof value !== 'number' || Number.isInteger(value)) return String(value);
  return value.toFixed(Math.abs(value) < 100 ? 2 : 0);
}

function printVerdicts(rows) {
  printTable({
    title: 'Ratios: medians, and between which values the middle half of the rounds lies',
    columns: ['', 'measured', 'middle half', 'must', 'aim', ''],
    rows: rows.map(({ title, median, p25, p75, atMost, must, aim, unit, ...verdict }) => {
      const sign = atMost ? '≤' : '≥';
      return [
        title,
        `${format(median)}${unit}`,
        p25 === p75 ? '' : `${format(p25)}–${format(p75)}`,
        `${sign} ${must}`,
        `${sign} ${aim}`,
        verdictOf(verdict),
      ];
    }),
  });
}

/** With the spread, which tells a slow package from a machine that is not quiet. */
function printMiss({ title, median, p25, p75, lowest, highest, rounds }) {
  const figure = Number.isFinite(median) ? format(median) : 'not measured';
  const spread =
    rounds === undefined
      ? ''
      : `; of ${rounds} rounds, half between ${format(p25)} and ${format(p75)}, all between ${format(lowest)} and ${format(highest)}`;
  console.error(`MISSED: ${title}: ${figure}${spread}`);
}

function verdictOf({ meetsMust, meetsAim }) {
  if (!meetsMust) return 'MISSED';
  return meetsAim ? 'aim met' : 'met';
}

function writeReport(ratios) {
  const folder = pathOf('../../../reports/');
  mkdirSync(folder, { recursive: true });
  const report = {
    measuredAt: new Date().toISOString(),
    node: process.version,
    processor: cpus()[0]?.model,
    processors: cpus().length,
    isQuick: options.quick,
    ratios,
    parts: measured,
  };
  writeFileSync(`${folder}bench.json`, `${JSON.stringify(report, undefined, 2)}\n`);
  console.log('\nWritten to reports/bench.json');
}
