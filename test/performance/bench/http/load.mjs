// Sends requests over connections that stay open, as often as it is asked to.
import { autocannon } from '../contenders/autocannon.mjs';

process.once('disconnect', () => process.exit());
process.on('message', (order) => void send(order));

async function send({ url, token, seconds }) {
  const result = await autocannon({
    url,
    duration: seconds,
    // Enough that the server always has one more to answer.
    connections: 32,
    headers: { authorization: `Bearer ${token}` },
  });
  const failed = result.errors + result.timeouts + result.non2xx;
  process.send({ answered: result['2xx'], elapsedSeconds: result.duration, failed });
}
