import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { createInterface } from 'node:readline';
import {
  type ClientOptions,
  type ClientProxy,
  ClientProxyFactory,
  type MicroserviceOptions,
  NatsRecordBuilder,
  Transport,
} from '@nestjs/microservices';
import { headers } from '@nats-io/transport-node';
import { microserviceTransport } from 'nestjs-cognito-auth/microservices';

type AuthTransport = ReturnType<typeof microserviceTransport>;

/** A transporter of Nest, and how its messages carry a token. */
export interface Transporter {
  readonly name: string;
  /** Why it cannot be tried on this machine. */
  readonly missing?: string;
  readonly transport: AuthTransport;
  /** Options for a server and its clients. */
  start(): Promise<{ readonly options: MicroserviceOptions; stop(): Promise<void> }>;
  message(body: object, token?: string): unknown;
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export const tcp: Transporter = {
  name: 'TCP',
  transport: microserviceTransport<{ accessToken?: string }>({
    readToken: (data) => data?.accessToken,
  }),
  start: async () => ({
    options: { transport: Transport.TCP, options: { host: '127.0.0.1', port: await freePort() } },
    stop: () => Promise.resolve(),
  }),
  message: (body, token) => (token === undefined ? body : { ...body, accessToken: token }),
};

/** Starts Debian's nats-server. */
async function startNats(): ReturnType<Transporter['start']> {
  const port = await freePort();
  const server = spawn('nats-server', ['--addr', '127.0.0.1', '--port', `${port}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  for await (const line of createInterface(server.stderr)) {
    if (line.includes('Server is ready')) break;
  }
  server.stderr.resume();
  return {
    options: { transport: Transport.NATS, options: { servers: [`nats://127.0.0.1:${port}`] } },
    stop: async () => {
      server.kill();
      await once(server, 'exit');
    },
  };
}

/** A message with headers, in the spelling and number that they are given in. */
export function natsMessage(body: object, ...fields: (readonly [string, string])[]): unknown {
  const carried = headers();
  for (const [name, value] of fields) carried.append(name, value);
  return new NatsRecordBuilder(body).setHeaders(carried).build();
}

export const nats: Transporter = {
  name: 'NATS',
  ...(spawnSync('nats-server', ['--version']).error === undefined
    ? {}
    : { missing: 'there is no nats-server' }),
  transport: microserviceTransport(),
  start: startNats,
  message: (body, token) =>
    token === undefined ? body : natsMessage(body, ['authorization', `Bearer ${token}`]),
};

/** Sends messages as another service would. */
export const clientOf = (options: MicroserviceOptions): ClientProxy =>
  ClientProxyFactory.create(options as ClientOptions);
