import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider';
import type { CognitoApi } from 'nestjs-cognito-auth/user-pool';
import {
  EMAIL,
  errorOf,
  PASSWORD,
  seenOf,
  startUserPool,
  type UserPoolBench,
} from './support/start-user-pool.js';

type Call = (input: object, options: { abortSignal: AbortSignal }) => Promise<object>;

/** As the page of the entry point has it. */
function sdkApi(endpoint: () => string): CognitoApi {
  const sdk = new CognitoIdentityProvider({
    region: 'eu-west-1',
    maxAttempts: 1,
    requestHandler: { requestTimeout: 10_000, throwOnRequestTimeout: true },
    endpoint: async () => {
      const { protocol, hostname, port } = new URL(endpoint());
      return { protocol, hostname, port: Number(port), path: '/' };
    },
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return (operation, input, { signal }) => {
    const name = operation.charAt(0).toLowerCase() + operation.slice(1);
    const call = Reflect.get(sdk, name) as Call;
    return call.call(sdk, input, { abortSignal: signal });
  };
}

/** What callers see of the same calls, whatever they are sent by. */
async function story(bench: UserPoolBench): Promise<readonly unknown[]> {
  const { users, local } = bench;
  const seen: unknown[] = [];
  const note = async (pending: Promise<unknown>): Promise<void> => {
    const error = seenOf(await errorOf(pending));
    seen.push({ ...error, retryAfterSeconds: undefined });
  };
  await note(users.signIn({ username: EMAIL, password: 'Wrong1!' }));
  await note(users.signIn({ username: 'nobody@example.com', password: 'Wrong1!' }));
  await note(users.signUp({ username: 'bob@example.com', password: 'weak' }));
  await note(users.confirmSignUp({ username: EMAIL, code: '000000' }));
  await note(users.refresh({ refreshToken: 'not.a.good.refresh.token' }));
  await note(users.getUser('not.a.token'));
  seen.push(await users.signUp({ username: EMAIL, password: PASSWORD }));
  seen.push(await users.forgotPassword('nobody@example.com'));
  const result = await users.signIn({ username: EMAIL, password: PASSWORD });
  if (result.status !== 'signed-in') throw new Error('It did not sign in');
  const { accessToken, refreshToken = '' } = result.tokens;
  seen.push((await users.getUser(accessToken)).attributes['email']);
  seen.push((await users.refresh({ refreshToken })).refreshToken === refreshToken);
  for (const fault of ['drop', 'throttle', 'fail'] as const) {
    const end = local.faults[fault]('InitiateAuth');
    const before = local.calls.count('InitiateAuth');
    await note(users.signIn({ username: EMAIL, password: PASSWORD }));
    seen.push(local.calls.count('InitiateAuth') - before);
    end();
  }
  local.faults.answer('InitiateAuth', { status: 503, body: '<html>' });
  await note(users.signIn({ username: EMAIL, password: PASSWORD }));
  return seen;
}

it('gives the same answers by the SDK of AWS as by fetch', async () => {
  const byFetch = await startUserPool();
  const expected = await story(byFetch);
  await byFetch.close();
  let origin = '';
  const bySdk = await startUserPool({}, { api: sdkApi(() => origin) });
  ({ origin } = bySdk.local);
  const seen = await story(bySdk);
  await bySdk.close();

  expect(seen).toEqual(expected);
  expect(expected.filter((one) => one === 1)).toHaveLength(3);
});
