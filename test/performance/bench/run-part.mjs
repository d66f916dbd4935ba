/**
 * Runs one part of the benchmark in this process and tells the process that started it what came out, or
 * prints it where there is none.
 *
 * @param measurePart `({ isQuick }) => Promise<{ tables, ratios }>`
 */
export async function runPart(measurePart) {
  // Whoever started this one has ended, or has its answer.
  process.once('disconnect', () => process.exit());
  const result = await measurePart({ isQuick: process.argv.includes('--quick') });
  if (process.send === undefined) console.log(JSON.stringify(result, undefined, 2));
  else process.send(result, () => process.disconnect());
}
