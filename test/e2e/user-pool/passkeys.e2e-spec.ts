import type { PasskeyJson } from 'nestjs-cognito-auth/user-pool';
import { Authenticator } from '../../support/authenticator.js';
import {
  EMAIL,
  errorOf,
  PASSWORD,
  startUserPool,
  type UserPoolBench,
} from './support/start-user-pool.js';

let bench: UserPoolBench;
let accessToken: string;
const authenticator = new Authenticator();

beforeEach(async () => {
  bench = await startUserPool({ firstFactors: ['PASSWORD', 'WEB_AUTHN'] }, { flow: 'USER_AUTH' });
  const result = await bench.users.signIn({ username: EMAIL, password: PASSWORD });
  if (result.status !== 'signed-in') throw new Error('It did not sign in');
  ({ accessToken } = result.tokens);
});

afterEach(() => bench.close());

async function register(changes: object = {}): Promise<void> {
  const { passkeys } = bench.users;
  const options = await passkeys.startRegistration(accessToken);
  const credential = authenticator.register(options, changes) as PasskeyJson;
  await passkeys.completeRegistration(accessToken, credential);
}

it('signs in with a passkey that was registered', async () => {
  const { users } = bench;
  await register();
  const { entries } = await users.passkeys.list(accessToken);
  expect(entries).toEqual([
    expect.objectContaining({
      credentialId: authenticator.id,
      relyingPartyId: 'localhost',
      transports: ['internal'],
      createdAt: expect.any(Date) as Date,
    }),
  ]);
  const challenge = await users.signIn({ username: EMAIL, preferredChallenge: 'WEB_AUTHN' });
  if (challenge.status !== 'challenge' || challenge.challenge !== 'WEB_AUTHN') {
    throw new Error('It asked for no passkey');
  }
  const answer = authenticator.signIn(JSON.stringify(challenge.requestOptions));

  expect(
    await users.answer(challenge, { credential: JSON.parse(answer) as PasskeyJson }),
  ).toMatchObject({ status: 'signed-in' });
});

it('refuses a passkey of another site', async () => {
  expect(await errorOf(register({ origin: 'https://evil.example' }))).toMatchObject({
    code: 'ERR_COGNITO_PASSKEY_REFUSED',
    status: 400,
  });
});

it('forgets one', async () => {
  const { passkeys } = bench.users;
  await register();
  await passkeys.delete(accessToken, authenticator.id);

  expect((await passkeys.list(accessToken)).entries).toEqual([]);
});

it('says who has to set passkeys up where the pool has none', async () => {
  const plain = await startUserPool();
  const result = await plain.users.signIn({ username: EMAIL, password: PASSWORD });
  if (result.status !== 'signed-in') throw new Error('It did not sign in');
  const refused = plain.users.passkeys.startRegistration(result.tokens.accessToken);
  const { code } = await errorOf(refused);
  await plain.close();

  expect(code).toBe('ERR_COGNITO_USER_POOL_MISCONFIGURED');
});
