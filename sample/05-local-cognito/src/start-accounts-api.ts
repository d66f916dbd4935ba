import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type { INestApplication, NestApplicationOptions } from '@nestjs/common';
import { LocalCognito } from 'nestjs-cognito-auth/local';
import { startOnLoopback } from '../../shared/start-on-loopback.js';
import { DevelopmentModule } from './development.module.js';

/** The API and its Cognito while they listen. */
export interface AccountsApi {
  readonly app: INestApplication;
  /** Such as `http://127.0.0.1:3000`. */
  readonly url: string;
  readonly local: LocalCognito;
}

/**
 * Starts both.
 *
 * @param print gets the codes that Cognito would have sent
 * @throws {StartupError} when the port is not free
 */
export async function startAccountsApi(
  port: number,
  options?: NestApplicationOptions,
  print: (line: string) => void = console.log,
): Promise<AccountsApi> {
  // Cognito has to know the address of the application, so any free port is chosen here.
  const ownPort = port === 0 ? await freePort() : port;
  // Another site than the login at 127.0.0.1, as in production.
  const callbackUrl = `http://localhost:${ownPort}/callback`;
  const local = await LocalCognito.start({
    clients: [{ callbackUrls: [callbackUrl] }],
    users: [{ email: 'alice@example.com', password: 'Password1!', groups: ['admin'] }],
    // So that the printed commands can be pasted.
    codes: '123456',
    print,
  });
  try {
    const app = await startOnLoopback(DevelopmentModule.with(local, callbackUrl), ownPort, options);
    return { app, url: await app.getUrl(), local };
  } catch (error) {
    await local.close();
    throw error;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
