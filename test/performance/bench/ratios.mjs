// What the package promises about its speed, as ratios of figures that one run takes side by side: the
// same machine, the same minute. Absolute figures say more about the machine than about the code.
//
// `must` ends the run with an error when it is missed; `aim` is only shown.

/** @typedef {{ id: string, part: string, title: string, atMost: boolean, must: number, aim: number, unit?: string }} Ratio */

const atMost = (part, id, title, must, aim, unit = '') => ({
  part,
  id,
  title,
  atMost: true,
  must,
  aim,
  unit,
});
const atLeast = (part, id, title, must, aim, unit = '') => ({
  ...atMost(part, id, title, must, aim, unit),
  atMost: false,
});

/** @type {readonly Ratio[]} */
export const RATIOS = [
  atMost('micro', 'coldToRaw', 'cold verify / crypto.verify', 1.6, 1.45),
  atLeast('micro', 'awsToCold', 'aws-jwt-verify / cold verify', 0.95, 1.02),
  atLeast('micro', 'diyToCold', 'passport-jwt + jwks-rsa / cold verify', 4.5, 5.3),
  atMost('micro', 'warmToHash', 'warm verify / (SHA-256 + Map lookup)', 1.5, 1.2),
  atLeast('micro', 'fastJwtToWarm', 'fast-jwt cached / warm verify', 1.5, 2.2),
  atMost('micro', 'channelToWarm', 'warm with a channel that nobody hears / without', 1.02, 1.01),
  atMost('floor', 'coldToFloor', 'cold verify / passport-jwt alone', 1.08, 1.05),
  atLeast('http', 'expressToBare', 'requests/s Express: guarded warm / bare', 0.85, 0.93),
  atLeast('http', 'fastifyToBare', 'requests/s Fastify: guarded warm / bare', 0.78, 0.85),
  atLeast(
    'http',
    'fastifyToAuthGuard',
    "requests/s Fastify: guarded warm / AuthGuard('jwt')",
    2.5,
    3.2,
  ),
  atMost('growth', 'memory', 'memory growth by distinct tokens, default cache', 64, 32, ' MiB'),
  atMost('boot', 'boot', 'boot with the module / without', 1.25, 1.15),
];

/** @returns what was measured beside what is asked for; a figure that is not there is a miss */
export function judge(ratio, measured) {
  const { median } = measured ?? {};
  const holds = (bound) =>
    Number.isFinite(median) && (ratio.atMost ? median <= bound : median >= bound);
  return { ...ratio, ...measured, meetsMust: holds(ratio.must), meetsAim: holds(ratio.aim) };
}
