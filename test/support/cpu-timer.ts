/**
 * Starts to measure the time that this process takes of the processor; the result gives the milliseconds so far. Unlike
 * the time of a clock, it does not grow while other processes have their turn.
 */
export function cpuTimer(): () => number {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
}
