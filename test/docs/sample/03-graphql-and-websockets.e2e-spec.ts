import { exampleRequests } from '../../../sample/03-graphql-and-websockets/src/example-requests.js';
import {
  type Auction,
  startAuction,
  welcome,
} from '../../../sample/03-graphql-and-websockets/src/start-auction.js';
import {
  type Step,
  steps,
  visitTo,
  type Visit,
} from '../../../sample/03-graphql-and-websockets/src/tour/steps.js';
import { exportCommands, toCurl } from '../../../sample/shared/example-request.js';
import { clients } from './send-example.js';

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

  describe.each(clients)('asked with %s', (_name, send) => {
    it.each([
      ['AUCTIONEER_TOKEN', '"reserve":2000'],
      ['BIDDER_TOKEN', '"code":"ERR_COGNITO_GROUP_REQUIRED"'],
    ])('answers the command with %s', async (variable, answer) => {
      const request = exampleRequests.find(({ token }) => token === variable);
      if (request === undefined) throw new Error(`There is no request with ${variable}`);
      const tokens = { BIDDER_TOKEN: visit.bidder, AUCTIONEER_TOKEN: visit.auctioneer };
      const { status, text } = await send(request, auction.url, tokens);

      expect(status).toBe(request.expected.status);
      expect(text).toContain(answer);
    });
  });

  it('prints each token once, and every request as a command', () => {
    const lines = welcome(visit).split('\n');
    const { bidder: BIDDER_TOKEN, auctioneer: AUCTIONEER_TOKEN } = visit;

    expect(lines.filter((line) => line.includes(BIDDER_TOKEN))).toEqual(
      exportCommands({ BIDDER_TOKEN }),
    );
    expect(lines.filter((line) => line.includes(AUCTIONEER_TOKEN))).toEqual(
      exportCommands({ AUCTIONEER_TOKEN }),
    );
    for (const request of exampleRequests) expect(lines).toContain(toCurl(request, auction.url));
  });
});
