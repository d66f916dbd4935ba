import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { INestApplication, NestApplicationOptions } from '@nestjs/common';
import { startOrdersApi } from '../../../sample/01-protect-an-api/src/start-orders-api.js';
import { startPaymentsApi } from '../../../sample/02-groups-and-scopes/src/start-payments-api.js';
import { startAuction } from '../../../sample/03-graphql-and-websockets/src/start-auction.js';
import { startAccountsApi } from '../../../sample/05-local-cognito/src/start-accounts-api.js';
import { readPort } from '../../../sample/shared/read-port.js';
import { runSample } from '../../../sample/shared/run-sample.js';
import { StartupError } from '../../../sample/shared/startup.error.js';

type Start = (
  port: number,
  options: NestApplicationOptions,
) => Promise<{ readonly app: INestApplication; readonly url: string }>;

const samples: readonly (readonly [string, Start])[] = [
  ['01-protect-an-api', startOrdersApi],
  ['02-groups-and-scopes', startPaymentsApi],
  ['03-graphql-and-websockets', startAuction],
  ['05-local-cognito', startAccountsApi],
];

describe.each(samples)('the sample %s', (_name, start) => {
  let occupant: Server;

  beforeAll(async () => {
    occupant = createServer().listen(0, '127.0.0.1');
    await once(occupant, 'listening');
  });

  afterAll(() => occupant.close());

  it('says so when its port is in use', async () => {
    const { port } = occupant.address() as AddressInfo;
    const started = start(port, { logger: false });

    await expect(started).rejects.toThrow(StartupError);
    await expect(started).rejects.toThrow(`Port ${port} is in use`);
  });

  it('listens on loopback', async () => {
    const { app, url } = await start(0, { logger: false });

    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    await app.close();
  });
});

describe('the port of a sample', () => {
  it.each([
    ['3000 by default', {}, 3000],
    ['3000 when the variable is empty', { PORT: '' }, 3000],
    ['what the variable says', { PORT: '8080' }, 8080],
    ['any free one', { PORT: '0' }, 0],
  ])('is %s', (_case, environment, port) => {
    expect(readPort(environment)).toBe(port);
  });

  it.each(['abc', '65536', '-1', '3000.5', '0x10'])('cannot be %s', (PORT) => {
    expect(() => readPort({ PORT })).toThrow(StartupError);
  });
});

describe('a sample that cannot start', () => {
  const { exitCode } = process;

  afterEach(() => {
    process.exitCode = exitCode;
  });

  it.each([
    ['in one line, for a reason that the reader can mend', new StartupError('Port 1'), 'Port 1'],
    [
      'in full, for any other',
      new Error('a mistake'),
      expect.objectContaining({ stack: expect.any(String) }),
    ],
  ])('says why %s', async (_case, error, printed) => {
    const print = import.meta.jest.spyOn(console, 'error').mockReturnValue();
    await runSample(() => Promise.reject(error));

    expect(print.mock.calls).toEqual([[printed]]);
    expect(process.exitCode).toBe(1);
    print.mockRestore();
  });
});
