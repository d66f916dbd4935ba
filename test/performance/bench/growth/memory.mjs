const MIB = 2 ** 20;

/** Memory that cannot be collected: of the heap, and of the arrays that lie beside it. */
export function usedMebibytes() {
  // What the first run finds may be kept by something that only the second run finds.
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / MIB;
}
