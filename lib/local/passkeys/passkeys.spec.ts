import { Authenticator, type AnswerChanges } from '../../../test/support/authenticator.js';
import { PASSWORD, type PoolUnderTest, startPool } from '../../../test/support/local-pool.js';
import { authFactorOperations } from '../api/auth-factor.operations.js';
import { ApiContext } from '../api/api-context.js';
import type { PoolUser } from '../pool/pool-user.interface.js';
import { SignIn } from '../sign-in/sign-in.js';
import type { SignInOutcome } from '../sign-in/sign-in.interface.js';

const ADA = 'ada@example.com';
const BOB = 'bob@example.com';
const OPTIONS = {
  clients: [{ clientId: 'client' }],
  firstFactors: ['PASSWORD', 'WEB_AUTHN'],
  users: [ADA, BOB].map((email) => ({ email, password: PASSWORD })),
} as const;

let local: PoolUnderTest;

beforeEach(async () => {
  local = await startPool(OPTIONS);
});

function userNamed(login: string): PoolUser {
  const user = local.pool.users.find(login);
  if (user === undefined) throw new Error(`There is no ${login}`);
  return user;
}

async function register(
  login: string,
  authenticator = new Authenticator(),
  changes?: AnswerChanges,
): Promise<void> {
  const { passkeyRegistrations } = local.pool;
  const user = userNamed(login);
  const options = passkeyRegistrations.begin(user, 'client');
  await passkeyRegistrations.complete(user, 'client', authenticator.register(options, changes));
}

/** What a sign-in comes to that begins with a passkey. */
async function signIn(login: string, authenticators: readonly Authenticator[]) {
  const { pool } = local;
  const attempt = { client: pool.clients.get('client') };
  const engine = new SignIn(pool);
  return Promise.allSettled(
    authenticators.map(async (authenticator): Promise<SignInOutcome> => {
      const outcome = await engine.byChoice(attempt, login, { PREFERRED_CHALLENGE: 'WEB_AUTHN' });
      if (!('challenge' in outcome)) throw new Error('There is no challenge');
      const { name, session, parameters } = outcome.challenge;
      return engine.answer(attempt, name, session, {
        USERNAME: login,
        CREDENTIAL: authenticator.signIn(parameters['CREDENTIAL_REQUEST_OPTIONS'] ?? '{}'),
      });
    }),
  );
}

describe('the passkeys of a pool', () => {
  it('are 20 of a user at most', async () => {
    for (let count = 0; count < 20; count += 1) await register(ADA);

    await expect(register(ADA)).rejects.toMatchObject({ type: 'LimitExceededException' });
    await expect(register(BOB)).resolves.toBeUndefined();
    expect(userNamed(ADA).passkeys).toHaveLength(20);
  });

  it('are not more than 20 either if the last one comes while another is on its way', async () => {
    for (let count = 0; count < 19; count += 1) await register(ADA);
    const { passkeyRegistrations, passkeys } = local.pool;
    const user = userNamed(ADA);
    const options = passkeyRegistrations.begin(user, 'client');
    const [known] = user.passkeys;
    if (known === undefined) throw new Error('There is none');
    passkeys.add(user, { ...known, id: 'another' });

    await expect(
      passkeyRegistrations.complete(user, 'client', new Authenticator().register(options)),
    ).rejects.toMatchObject({ type: 'LimitExceededException' });
  });

  it('belong to one user: nobody registers the credential of somebody', async () => {
    const authenticator = new Authenticator();
    await register(ADA, authenticator);

    await expect(register(BOB, authenticator)).rejects.toMatchObject({
      type: 'InvalidParameterException',
    });
    expect(userNamed(BOB).passkeys).toEqual([]);
  });

  it('may count nothing', async () => {
    const authenticator = new Authenticator();
    await register(ADA, authenticator, { counter: 0 });
    const { pool } = local;
    const attempt = { client: pool.clients.get('client') };
    const engine = new SignIn(pool);
    for (const _time of [1, 2]) {
      const outcome = await engine.byChoice(attempt, ADA, { PREFERRED_CHALLENGE: 'WEB_AUTHN' });
      if (!('challenge' in outcome)) throw new Error('There is no challenge');
      const { name, session, parameters } = outcome.challenge;
      const CREDENTIAL = authenticator.signIn(parameters['CREDENTIAL_REQUEST_OPTIONS'] ?? '', {
        counter: 0,
      });
      expect(
        await engine.answer(attempt, name, session, { USERNAME: ADA, CREDENTIAL }),
      ).toMatchObject({ amr: ['swk'] });
    }
  });

  it('sign in once where two sign-ins meet: both answers count on from the same number', async () => {
    const authenticator = new Authenticator();
    await register(ADA, authenticator);
    const outcomes = await signIn(ADA, [authenticator, authenticator]);

    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('outlive a restart with public keys and counters, and without their challenges', async () => {
    const authenticator = new Authenticator();
    await register(ADA, authenticator);
    const kept = JSON.stringify(local.pool.snapshot());
    local = await startPool({ ...OPTIONS, users: [] });
    local.pool.restore(JSON.parse(kept) as ReturnType<typeof local.pool.snapshot>);

    expect(userNamed(ADA).passkeys).toMatchObject([{ id: authenticator.id, counter: 1 }]);
    expect(await signIn(ADA, [authenticator])).toMatchObject([
      { status: 'fulfilled', value: { amr: ['swk'] } },
    ]);
  });

  it('are not good for another relying party after a restart', async () => {
    await register(ADA);
    const kept = local.pool.snapshot();
    const webAuthn = { relyingPartyId: 'example.com' };
    local = await startPool({ ...OPTIONS, users: [], webAuthn });
    local.pool.restore(kept);
    const { GetUserAuthFactors: _own, ...operations } = authFactorOperations(
      new ApiContext(local.pool, new SignIn(local.pool)),
    );

    expect(
      await operations['AdminGetUserAuthFactors']?.run({
        UserPoolId: local.pool.options.userPoolId,
        Username: ADA,
      }),
    ).toMatchObject({ ConfiguredUserAuthFactors: ['PASSWORD'] });
  });
});

describe('a credential', () => {
  const read = (change: (credential: Record<string, unknown>) => unknown): Promise<void> => {
    const { passkeyRegistrations } = local.pool;
    const user = userNamed(ADA);
    const options = passkeyRegistrations.begin(user, 'client');
    const credential = new Authenticator().register(options) as Record<string, unknown>;
    return passkeyRegistrations.complete(user, 'client', change(credential));
  };

  it.each<[string, (credential: Record<string, unknown>) => unknown]>([
    ['a text', (credential) => JSON.stringify(credential)],
    ['a list', (credential) => [credential]],
    ['of another type', (credential) => ({ ...credential, type: 'password' })],
    ['with two ids', (credential) => ({ ...credential, rawId: 'AAAA' })],
    ['with an id that is no base64url', (credential) => ({ ...credential, id: '=', rawId: '=' })],
    ['without a response', ({ response: _response, ...credential }) => credential],
    ['with a response that is a text', (credential) => ({ ...credential, response: 'AAAA' })],
    [
      'without client data',
      (credential) => ({ ...credential, response: { attestationObject: 'AAAA' } }),
    ],
    [
      'with client data that is no JSON',
      (credential) => ({
        ...credential,
        response: { attestationObject: 'AAAA', clientDataJSON: 'AAAA' },
      }),
    ],
    [
      'with client data that is no object',
      (credential) => ({
        ...credential,
        response: {
          attestationObject: 'AAAA',
          clientDataJSON: Buffer.from('[1]').toString('base64url'),
        },
      }),
    ],
  ])('is refused: %s', async (_what, change) => {
    await expect(read(change)).rejects.toMatchObject({
      type: 'InvalidParameterException',
      message: 'Invalid credential.',
    });
  });

  it.each([
    ['AAAA'],
    ['oA'],
    // A map that is longer than its text.
    ['u_____________________w'],
    [Buffer.alloc(5000, 0x81).toString('base64url')],
  ])('is refused as not supported where the attestation is %.10s', async (attestationObject) => {
    await expect(
      read((credential) => ({
        ...credential,
        response: { ...(credential['response'] as object), attestationObject },
      })),
    ).rejects.toMatchObject({ type: 'WebAuthnCredentialNotSupportedException' });
  });

  it('keeps the transports that are known', async () => {
    await read((credential) => ({
      ...credential,
      authenticatorAttachment: 'cross-platform',
      response: { ...(credential['response'] as object), transports: ['usb', 'telepathy', 7] },
    }));

    expect(userNamed(ADA).passkeys).toMatchObject([
      { name: 'Security key', attachment: 'cross-platform', transports: ['usb'] },
    ]);
  });
});
