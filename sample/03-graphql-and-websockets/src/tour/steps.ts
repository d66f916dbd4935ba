import type { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { ask, type GraphqlAnswer, GraphqlSocket } from './graphql-client.js';
import { type Heard, RoomClient } from './room-client.js';

/** Something that somebody does, and what comes of it. */
export interface Step {
  readonly description: string;
  readonly expected: unknown;
  run(visit: Visit): Promise<unknown>;
}

/** Where the auction is, and the tokens of those who take part. */
export interface Visit {
  readonly url: string;
  readonly bidder: string;
  readonly auctioneer: string;
  /** A token that is good for a second or two more. */
  expiring(): string;
}

/** The longest that Cognito lets access tokens live. */
const DAY_SECONDS = 86_400;

export function visitTo({ url, pool }: { url: string; pool: LocalUserPool }): Visit {
  const lasting = { expiresInSeconds: DAY_SECONDS };
  return {
    url,
    bidder: pool.accessToken({ ...lasting, username: 'bea' }),
    auctioneer: pool.accessToken({ ...lasting, username: 'otto', groups: ['auctioneers'] }),
    expiring: () => pool.accessToken({ username: 'eve', expiresInSeconds: 2 }),
  };
}

const BID = 'mutation { bid(lotId: "1", cents: 1500) { cents bidder } }';
const RESERVE = '{ lots { title reserve } }';
const BIDS = 'subscription { bids { cents bidder } }';
const BID_OF_BEA = { cents: 1500, bidder: 'bea' };

/** In an order in which they can be taken, more than once but for the bid. */
export const steps: readonly Step[] = [
  {
    description: 'A public query needs no token',
    run: ({ url }) => ask(url, '{ lots { title } }'),
    expected: { lots: [{ title: 'A teapot' }, { title: 'A samovar' }] },
  },
  {
    description: 'A mutation does',
    run: ({ url }) => ask(url, BID),
    expected: { code: 'ERR_COGNITO_TOKEN_MISSING' },
  },
  {
    description: 'Who is signed in may bid',
    run: ({ url, bidder }) => ask(url, BID, bidder),
    expected: { bid: BID_OF_BEA },
  },
  {
    description: 'A field for auctioneers, asked for by a bidder as part of a public query',
    run: ({ url, bidder }) => ask(url, RESERVE, bidder),
    expected: { code: 'ERR_COGNITO_GROUP_REQUIRED' },
  },
  {
    description: 'The same field, asked for by an auctioneer',
    run: ({ url, auctioneer }) => ask(url, RESERVE, auctioneer),
    expected: {
      lots: [
        { title: 'A teapot', reserve: 2000 },
        { title: 'A samovar', reserve: 40_000 },
      ],
    },
  },
  {
    description: 'A subscription, with the token in the parameters of the connection',
    run: ({ url, bidder }) => subscribe(url, bidder, 1),
    expected: [{ bids: BID_OF_BEA }],
  },
  {
    description: 'A connection for subscriptions without a token is closed as forbidden',
    run: ({ url }) => subscribe(url),
    expected: [{ code: 4403 }],
  },
  {
    description: 'A connection for subscriptions ends with its token',
    run: ({ url, expiring }) => subscribe(url, expiring()),
    expected: [{ bids: BID_OF_BEA }, { code: 4401 }],
  },
  {
    description: 'In the room, who is signed in may talk',
    run: ({ url, bidder }) =>
      inRoom(url, bidder, (client) => client.tell('say', { text: 'hello' })),
    expected: { event: 'said', data: { from: 'bea', text: 'hello' } },
  },
  {
    description: 'In the room, a bidder may not let the hammer fall',
    run: ({ url, bidder }) => inRoom(url, bidder, (client) => codeOf(client.tell('hammer'))),
    expected: 'ERR_COGNITO_GROUP_REQUIRED',
  },
  {
    description: 'In the room, an auctioneer may',
    run: ({ url, auctioneer }) => inRoom(url, auctioneer, (client) => client.tell('hammer')),
    expected: { event: 'sold', data: { by: 'otto' } },
  },
  {
    description: 'Who comes into the room without a token is told why and shown out',
    run: ({ url }) =>
      inRoom(url, undefined, async (client) => [await codeOf(client.next()), await client.ended]),
    expected: ['ERR_COGNITO_TOKEN_MISSING', 'io server disconnect'],
  },
  {
    description: 'Who is in the room stays no longer than the token is good',
    run: ({ url, expiring }) =>
      inRoom(url, expiring(), async (client) => [await codeOf(client.next()), await client.ended]),
    expected: ['ERR_COGNITO_TOKEN_EXPIRED', 'io server disconnect'],
  },
];

/** The first answers to the subscription, or all of them. */
async function subscribe(
  url: string,
  token?: string,
  count: number = Infinity,
): Promise<readonly GraphqlAnswer[]> {
  const socket = new GraphqlSocket(url, token);
  const answers: GraphqlAnswer[] = [];
  for await (const answer of socket.answers(BIDS)) {
    answers.push(answer);
    if (answers.length === count) break;
  }
  await socket.close();
  return answers;
}

async function inRoom<Result>(
  url: string,
  token: string | undefined,
  act: (client: RoomClient) => Promise<Result>,
): Promise<Result> {
  const client = new RoomClient(url, token);
  try {
    return await act(client);
  } finally {
    client.close();
  }
}

const codeOf = async (heard: Promise<Heard>): Promise<unknown> =>
  ((await heard).data as { code?: unknown }).code;
