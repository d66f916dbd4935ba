import type { INestApplication, NestApplicationOptions } from '@nestjs/common';
import { createOrdersApp } from './create-orders-app.js';
import { type ExampleRequest, exampleRequests, toCurl } from './example-requests.js';
import type { OrdersApiSettings } from './read-settings.js';
import { StartupError } from './startup.error.js';
import { cognitoUserPool, embeddedUserPool } from './user-pools.js';

/** The orders API while it listens, and what can be sent to it. */
export interface OrdersApi {
  readonly app: INestApplication;
  /** Such as `http://127.0.0.1:3000`. */
  readonly url: string;
  readonly notes: readonly string[];
  readonly requests: readonly ExampleRequest[];
}

/** Starts the API. @throws {StartupError} when the port is not free */
export async function startOrdersApi(
  { port, userPool }: OrdersApiSettings,
  options?: NestApplicationOptions,
): Promise<OrdersApi> {
  const {
    options: poolOptions,
    tokens,
    notes,
  } = userPool === undefined ? await embeddedUserPool() : cognitoUserPool(userPool);
  const app = await createOrdersApp(poolOptions, options);
  await listen(app, port);
  return { app, url: await app.getUrl(), notes, requests: exampleRequests(tokens) };
}

/** What the console shows of a started API: where it is, and commands that try it. */
export function welcome({ url, notes, requests }: OrdersApi): string {
  return [
    '',
    `The orders API listens on ${url}. Ctrl-C stops it.`,
    ...notes,
    ...requests.flatMap((request) => {
      const { description, expected } = request;
      const answer = [expected.status, ...(expected.code ? [expected.code] : [])].join(' ');
      return ['', `# ${description}: ${answer}`, toCurl(request, url)];
    }),
    '',
  ].join('\n');
}

/** On loopback only: the tokens of an administrator stand in the console. */
async function listen(app: INestApplication, port: number): Promise<void> {
  try {
    await app.listen(port, '127.0.0.1');
  } catch (error) {
    await app.close();
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new StartupError(
      `Port ${port} is in use. Stop what listens there, or choose another port, such as: ` +
        `PORT=${port === 3001 ? 3002 : 3001} npm start`,
      { cause: error },
    );
  }
}
