import { readPort } from '../../shared/read-port.js';
import { runSample } from '../../shared/run-sample.js';
import { startAuction, welcome } from './start-auction.js';
import { visitTo } from './tour/steps.js';
import { takeTour } from './tour/take-tour.js';

await runSample(async () => {
  const auction = await startAuction(readPort(process.env), { logger: ['error', 'warn'] });
  const visit = visitTo(auction);
  await takeTour(visit);
  return welcome(visit);
});
