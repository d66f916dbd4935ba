import type { INestApplication, NestApplicationOptions } from '@nestjs/common';
import { describeRequests, exportCommands } from '../../shared/example-request.js';
import { startOnLoopback } from '../../shared/start-on-loopback.js';
import { AppModule } from './app.module.js';
import { exampleRequests } from './example-requests.js';
import { type ExampleTokens, exampleTokens } from './user-pools/example-tokens.js';
import { SampleUserPools } from './user-pools/sample-user-pools.js';

/** The payments API while it listens. */
export interface PaymentsApi {
  readonly app: INestApplication;
  /** Such as `http://127.0.0.1:3000`. */
  readonly url: string;
  readonly tokens: ExampleTokens;
}

/** Starts the API. @throws {StartupError} when the port is not free */
export async function startPaymentsApi(
  port: number,
  options?: NestApplicationOptions,
): Promise<PaymentsApi> {
  const app = await startOnLoopback(AppModule, port, options);
  return { app, url: await app.getUrl(), tokens: exampleTokens(app.get(SampleUserPools)) };
}

/** What the console shows of a started API: where it is, and commands that try it. */
export function welcome({ url, tokens }: PaymentsApi): string {
  return [
    '',
    `The payments API listens on ${url}. Ctrl-C stops it.`,
    'Its user pools are inside this process: no AWS account is needed.',
    '',
    '# The tokens, for the shell',
    ...exportCommands({ ...tokens }),
    ...describeRequests(exampleRequests, url),
    '',
  ].join('\n');
}
