import type { UserPoolOptions } from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import type { ExampleTokens } from '../example-requests.js';
import type { OrdersApiSettings } from '../read-settings.js';

const HOUR_MS = 3_600_000;
/** The longest that Cognito lets access tokens live. */
const DAY_SECONDS = 86_400;

/** The user pool of the sample: at AWS when the settings name one, or else inside this process. */
export class SampleUserPool {
  private constructor(
    readonly options: UserPoolOptions,
    /** What to know about the pool and its tokens. */
    readonly notes: readonly string[],
    /** To try the API with; of a pool at AWS its users have them. */
    readonly tokens?: ExampleTokens,
  ) {}

  static async open({ userPool }: OrdersApiSettings): Promise<SampleUserPool> {
    return userPool === undefined
      ? this.insideThisProcess(await LocalUserPool.create())
      : this.atAws(userPool);
  }

  /** With new keys and two users. */
  private static insideThisProcess(pool: LocalUserPool): SampleUserPool {
    const user = { username: 'bob', sub: '5d1f2c5e-40a1-70de-2f3b-1c0a5b7e9d42' };
    const administrator = {
      username: 'alice',
      sub: 'c2b5a4f4-9061-70aa-6f0e-8d2e4b1c7f93',
      groups: ['admin'],
    };
    return new SampleUserPool(
      pool.options,
      [
        'The user pool is inside this process: no AWS account is needed.',
        'Its tokens are accepted for a day, and only until the process ends.',
      ],
      {
        TOKEN: pool.accessToken({ ...user, expiresInSeconds: DAY_SECONDS }),
        ADMIN_TOKEN: pool.accessToken({ ...administrator, expiresInSeconds: DAY_SECONDS }),
        EXPIRED_TOKEN: pool.accessToken({
          ...user,
          issuedAt: new Date(Date.now() - 2 * HOUR_MS),
        }),
      },
    );
  }

  private static atAws({
    userPoolId,
    clientId,
  }: NonNullable<OrdersApiSettings['userPool']>): SampleUserPool {
    return new SampleUserPool({ userPoolId, clientId, tokenUse: 'access' }, [
      `The user pool is ${userPoolId}, its app client ${clientId}.`,
      'Set these variables in your shell to access tokens of that client:',
      '  TOKEN          of a user who is not in the group admin',
      '  ADMIN_TOKEN    of a user in the group admin',
      '  EXPIRED_TOKEN  of anybody, and too old',
    ]);
  }
}
