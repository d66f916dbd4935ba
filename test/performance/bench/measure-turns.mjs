const TURN_MS = 1;
const TURNS_A_ROUND = 40;
const WARM_UP_CALLS = 20_000;

/**
 * Measures functions that differ by a few per cent: they take turns of a millisecond, so that hardly anything
 * on the machine hits one of them alone. A round is long enough to hold its share of garbage collection.
 *
 * @param candidates functions by name
 * @returns the microseconds of a call in each round, by name: `wall`, by the clock, which callers wait by; `busy`,
 * by the processor
 */
export async function measureTurns(candidates, rounds) {
  const contenders = [];
  for (const [name, run] of Object.entries(candidates)) {
    const { wall } = await timeCalls(run, WARM_UP_CALLS);
    const calls = Math.ceil((TURN_MS * 1000) / wall);
    contenders.push({ name, run, calls, wall: [], busy: [] });
  }
  for (let round = 0; round < rounds; round++) await measureRound(contenders);
  const byName = (clock) => Object.fromEntries(contenders.map((each) => [each.name, each[clock]]));
  return { wall: byName('wall'), busy: byName('busy') };
}

async function measureRound(contenders) {
  const sums = contenders.map(() => ({ wall: 0, busy: 0 }));
  for (let turn = 0; turn < TURNS_A_ROUND; turn++) {
    for (const index of orderOf(turn, contenders.length)) {
      const { wall, busy } = await timeCalls(contenders[index].run, contenders[index].calls);
      sums[index].wall += wall;
      sums[index].busy += busy;
    }
  }
  contenders.forEach(({ wall, busy }, index) => {
    wall.push(sums[index].wall / TURNS_A_ROUND);
    busy.push(sums[index].busy / TURNS_A_ROUND);
  });
}

/**
 * Each turn begins with another one, and every second turn runs backwards: whoever always ran after the same
 * neighbour would collect the garbage that it leaves.
 */
function orderOf(turn, count) {
  const order = Array.from({ length: count }, (_, offset) => (turn + offset) % count);
  return turn % 2 === 0 ? order : order.toReversed();
}

/** @returns microseconds of a call, by both clocks */
async function timeCalls(run, calls) {
  const busyBefore = process.cpuUsage();
  const began = performance.now();
  // Waiting for what is no promise would be measured too; and two calls must not be under way at once, or the second
  // may find in a cache what the first was to drive out.
  const first = run();
  if (first instanceof Promise) {
    await first;
    for (let call = 1; call < calls; call++) await run();
  } else for (let call = 1; call < calls; call++) run();
  const wall = ((performance.now() - began) * 1000) / calls;
  const { user, system } = process.cpuUsage(busyBefore);
  return { wall, busy: (user + system) / calls };
}
