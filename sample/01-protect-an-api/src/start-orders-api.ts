import type { INestApplication, NestApplicationOptions } from '@nestjs/common';
import { describeRequests, exportCommands } from '../../shared/example-request.js';
import { startOnLoopback } from '../../shared/start-on-loopback.js';
import { AppModule } from './app.module.js';
import { exampleRequests } from './example-requests.js';
import { SampleUserPool } from './user-pool/sample-user-pool.js';

/** The orders API while it listens. */
export interface OrdersApi {
  readonly app: INestApplication;
  /** Such as `http://127.0.0.1:3000`. */
  readonly url: string;
  readonly userPool: SampleUserPool;
}

/** Starts the API. @throws {StartupError} when the port is not free */
export async function startOrdersApi(
  port: number,
  options?: NestApplicationOptions,
): Promise<OrdersApi> {
  const app = await startOnLoopback(AppModule, port, options);
  return { app, url: await app.getUrl(), userPool: app.get(SampleUserPool) };
}

/** What the console shows of a started API: where it is, and commands that try it. */
export function welcome({
  url,
  userPool: { notes, tokens },
}: Pick<OrdersApi, 'url' | 'userPool'>): string {
  return [
    '',
    `The orders API listens on ${url}. Ctrl-C stops it.`,
    ...notes,
    ...(tokens === undefined
      ? []
      : ['', '# The tokens, for the shell', ...exportCommands({ ...tokens })]),
    ...describeRequests(exampleRequests, url),
    '',
  ].join('\n');
}
