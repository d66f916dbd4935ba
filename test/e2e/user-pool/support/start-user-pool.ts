import { inspect } from 'node:util';
import { Test } from '@nestjs/testing';
import { LocalCognito, type LocalCognitoOptions } from 'nestjs-cognito-auth/local';
import {
  ClientTokens,
  CognitoUserPoolModule,
  type CognitoUserPoolModuleOptions,
  UserPoolClient,
  type UserPoolError,
  type UserPoolEvent,
} from 'nestjs-cognito-auth/user-pool';
import { CLOCK, CognitoAuthModule } from 'nestjs-cognito-auth';
import { CapturedLog } from '../../../support/captured-log.js';

export const SECRET = 'secret0of0the0app0client0012345';
export const EMAIL = 'alice@example.com';
export const PASSWORD = 'Password1!';

/** A local Cognito, and an application that uses it, with all that it says. */
export interface UserPoolBench {
  readonly local: LocalCognito;
  readonly users: UserPoolClient;
  readonly clientTokens: ClientTokens;
  readonly events: UserPoolEvent[];
  readonly log: CapturedLog;
  close(): Promise<void>;
}

/** Starts both. The first client has a secret, unless the options name other clients. */
export async function startUserPool(
  cognito: LocalCognitoOptions = {},
  options: CognitoUserPoolModuleOptions = {},
): Promise<UserPoolBench> {
  const local = await LocalCognito.start({
    users: [{ email: EMAIL, password: PASSWORD }],
    clients: [{ secret: SECRET }],
    ...cognito,
  });
  const log = new CapturedLog();
  const events: UserPoolEvent[] = [];
  const module = await Test.createTestingModule({
    imports: [
      CognitoAuthModule.forRoot(local.options),
      CognitoUserPoolModule.forRoot({
        ...(options.api === undefined ? { endpoint: local.origin } : {}),
        onEvent: (event) => events.push(event),
        ...(cognito.clients === undefined ? { clientSecret: SECRET } : {}),
        ...options,
      }),
    ],
  })
    .overrideProvider(CLOCK)
    .useValue(local.clock.now)
    .setLogger(log)
    .compile();
  await module.init();
  return {
    local,
    users: module.get(UserPoolClient),
    clientTokens: module.get(ClientTokens),
    events,
    log,
    close: async () => {
      await module.close();
      await local.close();
    },
  };
}

/** The error that something fails with. @throws {Error} when it does not fail, or otherwise */
export async function errorOf(pending: Promise<unknown>): Promise<UserPoolError> {
  const error: unknown = await pending.then(
    (value) => {
      throw new Error(`It did not fail: ${inspect(value)}`);
    },
    (reason: unknown) => reason,
  );
  if ((error as { code?: unknown }).code === undefined) throw error;
  return error as UserPoolError;
}

/** All that a caller sees of an error. */
export function seenOf(error: UserPoolError): object {
  const { message, code, retryAfterSeconds } = error;
  return { status: error.getStatus(), body: error.getResponse(), message, code, retryAfterSeconds };
}
