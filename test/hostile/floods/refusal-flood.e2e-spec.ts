import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

describe('a flood of pipelined requests without a token', () => {
  // In a process of its own, whose heap is bounded. `npm run test:load` has more of them.
  it.each([
    ['Fastify', 100_000],
    ['Express', 40_000],
  ])(
    'is answered to the last by %s (%d), and good tokens meanwhile',
    async (platform, count) => {
      const { stdout } = await promisify(execFile)(process.execPath, [
        '--import',
        './test/support/register-typescript.mjs',
        'test/performance/load/small-flood.mjs',
        platform,
        String(count),
      ]);
      const { answers, end, good } = JSON.parse(stdout);

      expect({ answers, end }).toEqual({ end: undefined, answers: { 401: count } });
      expect(Object.keys(good)).toEqual(['200']);
    },
    180_000,
  );
});
