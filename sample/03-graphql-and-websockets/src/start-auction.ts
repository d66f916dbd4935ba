import type { INestApplication, NestApplicationOptions } from '@nestjs/common';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { describeRequests, exportCommands } from '../../shared/example-request.js';
import { startOnLoopback } from '../../shared/start-on-loopback.js';
import { AppModule } from './app.module.js';
import { exampleRequests } from './example-requests.js';
import type { Visit } from './tour/steps.js';

/** The auction while it listens. */
export interface Auction {
  readonly app: INestApplication;
  /** Such as `http://127.0.0.1:3000`. */
  readonly url: string;
  /** The user pool, inside this process. */
  readonly pool: LocalUserPool;
}

/** Starts the auction. @throws {StartupError} when the port is not free */
export async function startAuction(
  port: number,
  options?: NestApplicationOptions,
): Promise<Auction> {
  const app = await startOnLoopback(AppModule, port, options);
  return { app, url: await app.getUrl(), pool: app.get(LocalUserPool) };
}

/** What the console shows of a started auction: where it is, and how to go on. */
export function welcome({ url, bidder, auctioneer }: Visit): string {
  return [
    '',
    `The auction listens on ${url}. Ctrl-C stops it. No AWS account is needed.`,
    `GraphQL is at ${url}/graphql, the room at ${url} for socket.io.`,
    '',
    '# The tokens, for the shell, the header "Authorization: Bearer …" and the auth of socket.io',
    ...exportCommands({ BIDDER_TOKEN: bidder, AUCTIONEER_TOKEN: auctioneer }),
    ...describeRequests(exampleRequests, url),
    '',
  ].join('\n');
}
