/** Collects checks with what was measured, and prints them as a table. */
export class Report {
  #rows = [];

  /** Notes one check. @param bound what `measured` is held against, in words */
  check(name, isPassed, measured, bound) {
    this.#rows.push({ mark: isPassed ? '✓' : '✗', isPassed, name, measured, bound });
  }

  /** Notes by how many MiB something has grown. */
  checkGrowth(name, before, after, most) {
    this.check(name, after - before < most, `${mib(before)} → ${mib(after)}`, `+ < ${most} MiB`);
  }

  /** Notes a figure that nothing depends on. */
  note(name, measured) {
    this.#rows.push({ mark: ' ', isPassed: undefined, name, measured, bound: '' });
  }

  /** Prints the table and the figures. No check at all is a failure too: nothing was shown then. */
  finish() {
    const columns = ['name', 'measured', 'bound'];
    const header = { mark: ' ', name: 'Check', measured: 'Measured', bound: 'Bound' };
    const width = (column) => Math.max(...[header, ...this.#rows].map((row) => row[column].length));
    const widths = columns.map(width);
    const line = (row) =>
      `${row.mark} ${columns.map((column, index) => row[column].padEnd(widths[index])).join('  ')}`;
    console.log(`\n${[header, ...this.#rows].map((row) => line(row).trimEnd()).join('\n')}`);
    const passed = this.#count(true);
    const failed = this.#count(false);
    if (failed > 0 || passed === 0) process.exitCode = 1;
    console.log(`\n${passed} passed, ${failed} failed`);
  }

  #count(isPassed) {
    return this.#rows.filter((row) => row.isPassed === isPassed).length;
  }
}

export function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

export const ms = (value) => `${value.toFixed(value < 1 ? 3 : 1)} ms`;
export const mib = (value) => `${value.toFixed(1)} MiB`;
export const counts = (statuses) =>
  Object.entries(statuses)
    .map(([status, count]) => `${count} × ${status}`)
    .join(', ') || 'none';
