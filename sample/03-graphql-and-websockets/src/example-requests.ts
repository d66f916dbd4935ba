import type { ExampleRequest } from '../../shared/example-request.js';

const RESERVE = {
  method: 'POST',
  path: '/graphql',
  body: { query: '{ lots { title reserve } }' },
  // GraphQL says in the body what became of a query.
  expected: { status: 200 },
} as const;

export const exampleRequests: readonly ExampleRequest<'BIDDER_TOKEN' | 'AUCTIONEER_TOKEN'>[] = [
  { ...RESERVE, description: 'An auctioneer sees the reserve of a lot', token: 'AUCTIONEER_TOKEN' },
  { ...RESERVE, description: 'A bidder does not', token: 'BIDDER_TOKEN' },
];
