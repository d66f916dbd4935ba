import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HostedLogin } from '../../lib/local/hosted/hosted-login.js';
import type { LocalCognitoOptions } from '../../lib/local/options/local-cognito-options.interface.js';
import { SignIn } from '../../lib/local/sign-in/sign-in.js';
import { type PoolUnderTest, startPool } from './local-pool.js';

/** A hosted login on loopback, as the server of a local Cognito serves it. */
export interface HostedLoginUnderTest extends PoolUnderTest {
  readonly origin: string;
  close(): Promise<void>;
}

export async function startHostedLogin(
  options: LocalCognitoOptions = {},
): Promise<HostedLoginUnderTest> {
  const local = await startPool(options);
  const hosted = new HostedLogin(local.pool, new SignIn(local.pool));
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    void answer(hosted, request, response, url);
  });
  const origin = `http://127.0.0.1:${await listen(server)}`;
  return {
    ...local,
    origin,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  hosted: HostedLogin,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  try {
    if (!(await hosted.handle(request, response, url))) response.writeHead(404).end();
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}
