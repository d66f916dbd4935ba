// What happens to the key endpoint. Each fault lasts for one period; `isGood` says whether the keys can be
// had meanwhile.

/** Within the deadline of a fetch. */
export const SLOW_MS = 150;
const TRICKLE_MS = 50;
const BIG_BODY_BYTES = 48 * 2 ** 20;
const CHUNK = Buffer.alloc(2 ** 16, ' ');

const JSON_TYPE = { 'content-type': 'application/json' };

/** @type {Record<string, { isGood: boolean, answer?: Function, begin?: Function }>} */
export const FAULTS = {
  healthy: { isGood: true, answer: (world, response) => world.publish(response) },
  rotation: {
    isGood: true,
    begin: (world) => world.rotate(),
    answer: (world, response) => world.publish(response),
  },
  slow: {
    isGood: true,
    answer: (world, response) => {
      setTimeout(() => world.publish(response), SLOW_MS);
    },
  },
  // Nothing listens.
  down: { isGood: false },
  blackHole: { isGood: false, answer: () => undefined },
  trickle: {
    isGood: false,
    answer(world, response) {
      response.writeHead(200, JSON_TYPE);
      const body = JSON.stringify(world.jwks);
      let sent = 0;
      const timer = setInterval(() => {
        response.write(body.charAt(sent % body.length));
        sent += 1;
      }, TRICKLE_MS);
      response.once('close', () => clearInterval(timer));
    },
  },
  reset: {
    isGood: false,
    answer(world, response) {
      const body = JSON.stringify(world.jwks);
      response.writeHead(200, { ...JSON_TYPE, 'content-length': String(body.length) });
      response.write(body.slice(0, body.length / 2), () => response.socket?.resetAndDestroy());
    },
  },
  error: { isGood: false, answer: (_world, response) => response.writeHead(500).end('{}') },
  garbage: {
    isGood: false,
    answer: (_world, response) => response.writeHead(200, JSON_TYPE).end('<html>{"keys":'),
  },
  redirect: {
    isGood: false,
    answer: (world, response) => response.writeHead(302, { location: world.redirectTarget }).end(),
  },
  bigBody: {
    isGood: false,
    answer(world, response) {
      response.writeHead(200, JSON_TYPE);
      let left = BIG_BODY_BYTES;
      const { socket } = response;
      const more = () => {
        while (left > 0 && !response.destroyed) {
          left -= CHUNK.length;
          if (!response.write(CHUNK)) return;
        }
        response.end(JSON.stringify(world.jwks));
      };
      const before = socket.bytesWritten;
      response.on('drain', more);
      response.once('close', () => world.noteBytes(socket.bytesWritten - before));
      more();
    },
  },
  emptySet: {
    isGood: false,
    answer: (_world, response) => response.writeHead(200, JSON_TYPE).end('{"keys":[]}'),
  },
};

/**
 * The faults of a run. Each comes once in a round, and the order of each round is random: so that a run
 * meets all of them, and long outages as well as short ones.
 */
export function drawFaults(random, count) {
  const names = Object.keys(FAULTS);
  const rounds = Array.from({ length: Math.ceil(count / names.length) }, () =>
    random.shuffle(names),
  );
  // Keys are had once before anything goes wrong.
  return ['healthy', ...rounds.flat()].slice(0, count);
}
