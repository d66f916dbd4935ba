import type { UserPoolOptions } from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import type { ExampleTokens } from './example-requests.js';
import type { OrdersApiSettings } from './read-settings.js';

/** A user pool, and tokens of it to try the API with. */
export interface SampleUserPool {
  readonly options: UserPoolOptions;
  readonly tokens: ExampleTokens;
  /** What to know about the tokens. */
  readonly notes: readonly string[];
}

const HOUR_MS = 3_600_000;
/** The longest that Cognito lets access tokens live. */
const DAY_SECONDS = 86_400;

/** A pool inside this process, with new keys and two users. */
export async function embeddedUserPool(): Promise<SampleUserPool> {
  const pool = await LocalUserPool.create();
  const user = { username: 'bob', sub: '5d1f2c5e-40a1-70de-2f3b-1c0a5b7e9d42' };
  const administrator = {
    username: 'alice',
    sub: 'c2b5a4f4-9061-70aa-6f0e-8d2e4b1c7f93',
    groups: ['admin'],
  };
  return {
    options: pool.options,
    tokens: {
      user: pool.accessToken({ ...user, expiresInSeconds: DAY_SECONDS }),
      administrator: pool.accessToken({ ...administrator, expiresInSeconds: DAY_SECONDS }),
      expired: pool.accessToken({ ...user, issuedAt: new Date(Date.now() - 2 * HOUR_MS) }),
    },
    notes: [
      'The user pool is inside this process: no AWS account is needed.',
      'Its tokens are accepted for a day, and only until the process ends.',
    ],
  };
}

/** A pool at AWS. Its tokens are with its users, so names of shell variables stand for them. */
export function cognitoUserPool({
  userPoolId,
  clientId,
}: NonNullable<OrdersApiSettings['userPool']>): SampleUserPool {
  return {
    options: { userPoolId, clientId, tokenUse: 'access' },
    tokens: { user: '$TOKEN', administrator: '$ADMIN_TOKEN', expired: '$EXPIRED_TOKEN' },
    notes: [
      `The user pool is ${userPoolId}, its app client ${clientId}.`,
      'Set these variables in your shell to access tokens of that client:',
      '  TOKEN          of a user who is not in the group admin',
      '  ADMIN_TOKEN    of a user in the group admin',
      '  EXPIRED_TOKEN  of anybody, and too old',
    ],
  };
}
