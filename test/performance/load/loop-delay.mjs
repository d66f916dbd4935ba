import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 1;
const NS_PER_MS = 1e6;

/** How long the event loop of this process was kept from its timers, and what the process cost meanwhile. */
export class LoopDelay {
  #histogram;
  #cpuAtStart;

  start() {
    this.#histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    this.#histogram.enable();
    this.#cpuAtStart = process.cpuUsage();
  }

  stop() {
    const histogram = this.#histogram;
    histogram.disable();
    const { user, system } = process.cpuUsage(this.#cpuAtStart);
    // What is recorded is the time between two ticks of a timer, the pause that it asked for included.
    const delayMs = (ns) => Math.max(0, ns / NS_PER_MS - RESOLUTION_MS);
    return {
      p99Ms: delayMs(histogram.percentile(99)),
      maxMs: delayMs(histogram.max),
      cpuMs: (user + system) / 1000,
    };
  }
}
