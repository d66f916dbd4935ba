import {
  type Auction,
  startAuction,
} from '../../../sample/03-graphql-and-websockets/src/start-auction.js';
import {
  type Step,
  steps,
  visitTo,
  type Visit,
} from '../../../sample/03-graphql-and-websockets/src/tour/steps.js';

describe('the sample 03-graphql-and-websockets', () => {
  let auction: Auction;
  let visit: Visit;

  beforeAll(async () => {
    auction = await startAuction(0, { logger: false });
    visit = visitTo(auction);
  });

  afterAll(() => auction.app.close());

  it.each(steps.map((step): [string, Step] => [step.description, step]))(
    'does as it says: %s',
    async (_description, { run, expected }) => {
      expect(await run(visit)).toEqual(expected);
    },
  );
});
