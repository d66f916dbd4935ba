import type { INestApplication, Type } from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { CognitoAuthModule, type CognitoAuthSettings, headerToken } from 'nestjs-cognito-auth';
import {
  CognitoIdentityPoolModule,
  type CognitoIdentityPoolOptions,
  IdentityPool,
} from 'nestjs-cognito-auth/identity-pool';
import { LocalCognito, type LocalCognitoOptions } from 'nestjs-cognito-auth/local';
import { CapturedLog } from './captured-log.js';
import { FakeClock } from './fake-clock.js';
import { startApp } from './start-app.js';

/** An application with an identity pool beside a local Cognito that goes by the same clock. */
export interface IdentityPoolUnderTest {
  readonly app: INestApplication;
  readonly pool: IdentityPool;
  readonly local: LocalCognito;
  readonly log: CapturedLog;
  advanceSeconds(seconds: number): void;
  close(): Promise<void>;
}

export interface IdentityPoolSetUp {
  readonly local?: LocalCognitoOptions;
  readonly auth?: CognitoAuthSettings & { readonly tokenUse?: 'access' | 'id' };
  readonly options?: {
    [Name in keyof CognitoIdentityPoolOptions]?: CognitoIdentityPoolOptions[Name] | undefined;
  };
  readonly controllers?: readonly Type[];
  readonly createAdapter?: () => AbstractHttpAdapter;
}

export async function startIdentityPool({
  local: localOptions,
  auth,
  options,
  controllers = [],
  createAdapter = () => new ExpressAdapter(),
}: IdentityPoolSetUp = {}): Promise<IdentityPoolUnderTest> {
  const local = await LocalCognito.start({ identityPool: {}, ...localOptions });
  const clock = new FakeClock(local.clock.now());
  const log = new CapturedLog();
  const app = await startApp(
    createAdapter,
    {
      imports: [
        CognitoAuthModule.forRoot({ ...local.options, globalGuard: true, ...auth }),
        CognitoIdentityPoolModule.forRoot({
          identityPoolId: local.identityPoolId as string,
          endpoint: local.origin,
          idToken: headerToken('x-id-token'),
          ...options,
        } as CognitoIdentityPoolOptions),
      ],
      controllers: [...controllers],
    },
    { log, prepare: clock.install },
  );
  return {
    app,
    pool: app.get(IdentityPool),
    local,
    log,
    advanceSeconds(seconds) {
      clock.advanceSeconds(seconds);
      local.clock.advance(seconds * 1000);
    },
    async close() {
      await app.close();
      await local.close();
    },
  };
}
