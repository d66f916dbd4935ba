import { isDeepStrictEqual } from 'node:util';
import { startAuction } from './start-auction.js';
import { steps, visitTo } from './tour/steps.js';

const auction = await startAuction(Number(process.env['PORT'] || 3000), {
  logger: ['error', 'warn'],
});
const visit = visitTo(auction);

for (const { description, expected, run } of steps) {
  const result = await run(visit);
  console.log(`\n# ${description}:\n${JSON.stringify(result)}`);
  if (!isDeepStrictEqual(result, expected)) {
    console.error(`Expected: ${JSON.stringify(expected)}`);
    process.exitCode = 1;
  }
}

console.log(`
The auction listens on ${auction.url}. Ctrl-C stops it. No AWS account is needed.
GraphQL is at ${auction.url}/graphql, the room at ${auction.url} for socket.io.

# The token of a bidder, for the header "Authorization: Bearer …" and for the auth of socket.io:
${visit.bidder}

# The token of an auctioneer:
${visit.auctioneer}
`);
