import type { INestApplication, ModuleMetadata } from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { WsAdapter } from '@nestjs/platform-ws';
import { CognitoAuthModule } from 'nestjs-cognito-auth';
import { microserviceTransport } from 'nestjs-cognito-auth/microservices';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { webSocketTransport } from 'nestjs-cognito-auth/websockets';
import { type AppOptions, createApp } from './start-app.js';

/** How {@link createAppWithModule} makes an application. */
export interface AppWithModuleOptions extends Omit<AppOptions, 'prepare'> {
  readonly createAdapter?: () => AbstractHttpAdapter;
  readonly globalGuard?: boolean;
}

/** Nobody signs in, so one for a file of tests will do. */
const pool = LocalUserPool.create();

/** Makes an application with the module and with gateways, for tests of what is known of its handlers. */
export async function createAppWithModule(
  { imports = [], ...metadata }: ModuleMetadata,
  {
    createAdapter = () => new ExpressAdapter(),
    globalGuard = false,
    configure,
    ...options
  }: AppWithModuleOptions = {},
): Promise<INestApplication> {
  const auth = CognitoAuthModule.forRoot({
    ...(await pool).options,
    globalGuard,
    transports: [webSocketTransport(), microserviceTransport()],
  });
  return createApp(
    createAdapter,
    { ...metadata, imports: [auth, ...imports] },
    {
      ...options,
      configure: (app) => {
        app.useWebSocketAdapter(new WsAdapter(app));
        return configure?.(app);
      },
    },
  );
}
