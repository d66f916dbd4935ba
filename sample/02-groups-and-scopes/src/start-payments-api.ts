import type { INestApplication, NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { type ExampleRequest, exampleRequests, toCurl } from './example-requests.js';
import { createUserPools, exampleTokens } from './user-pools.js';

/** The payments API while it listens, and what can be sent to it. */
export interface PaymentsApi {
  readonly app: INestApplication;
  /** Such as `http://127.0.0.1:3000`. */
  readonly url: string;
  readonly requests: readonly ExampleRequest[];
}

/** On loopback only: the tokens of an administrator stand in the console. */
export async function startPaymentsApi(
  port: number,
  options: NestApplicationOptions = {},
): Promise<PaymentsApi> {
  const pools = await createUserPools();
  const app = await NestFactory.create(AppModule.forUserPools(pools), {
    ...options,
    // Browsers keep connections open in advance, and Ctrl-C would wait for them.
    forceCloseConnections: true,
  });
  app.enableShutdownHooks();
  await app.listen(port, '127.0.0.1');
  return { app, url: await app.getUrl(), requests: exampleRequests(exampleTokens(pools)) };
}

/** What the console shows of a started API: where it is, and commands that try it. */
export function welcome({ url, requests }: PaymentsApi): string {
  return [
    '',
    `The payments API listens on ${url}. Ctrl-C stops it.`,
    'Its user pools are inside this process: no AWS account is needed.',
    ...requests.flatMap((request) => {
      const { status, code = '' } = request.expected;
      return ['', `# ${request.description}: ${status} ${code}`.trimEnd(), toCurl(request, url)];
    }),
    '',
  ].join('\n');
}
