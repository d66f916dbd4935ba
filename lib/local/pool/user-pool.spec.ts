import { PASSWORD, startPool } from '../../../test/support/local-pool.js';
import type { UserPool } from './user-pool.js';

const EMAIL = 'ada@example.com';

function userOf(pool: UserPool, login = EMAIL) {
  const user = pool.users.find(login);
  if (user === undefined) throw new Error(`There is no ${login}`);
  return user;
}

describe('UserPool', () => {
  it('makes the users of the options, with a sub that stays the same', async () => {
    const options = { users: [{ email: EMAIL, password: PASSWORD, groups: ['admin'] }] };
    const [first, again] = await Promise.all([startPool(options), startPool(options)]);
    const other = await startPool({ ...options, userPoolId: 'eu-west-1_Other' });
    const user = userOf(first.pool);

    expect(user).toMatchObject({
      status: 'CONFIRMED',
      isEnabled: true,
      groups: ['admin'],
      attributes: { email: EMAIL, email_verified: 'true', sub: user.username },
    });
    expect(user.username).toMatch(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-a[\da-f]{3}-[\da-f]{12}$/);
    expect(userOf(again.pool).username).toBe(user.username);
    expect(userOf(other.pool).username).not.toBe(user.username);
    expect(first.pool.groups.find('admin')).toBeDefined();
  });

  it('finds a user by username, sub and address, in whatever case', async () => {
    const { pool } = await startPool({
      signIn: 'username',
      users: [{ username: 'Ada', email: EMAIL, sub: 'Sub-1' }],
    });

    for (const login of ['ada', 'ADA', 'sub-1', EMAIL.toUpperCase()]) {
      expect(pool.users.find(login)?.username).toBe('ada');
    }
    expect(pool.users.find('bob')).toBeUndefined();
  });

  it('takes an address as a name only after it is verified, where people sign in by username', async () => {
    const { pool } = await startPool({ signIn: 'username', users: [{ username: 'ada' }] });
    userOf(pool, 'ada').attributes['email'] = EMAIL;

    expect(pool.users.find(EMAIL)).toBeUndefined();
  });

  it('keeps users, groups and refresh tokens over a restart, but no password and no token', async () => {
    const { pool } = await startPool({
      users: [{ email: EMAIL, password: PASSWORD }],
      groups: [{ name: 'admin', precedence: 1 }],
      clients: [{ clientId: 'client' }],
    });
    const client = pool.clients.get('client');
    const family = pool.families.begin({
      user: userOf(pool),
      client,
      scope: 'aws.cognito.signin.user.admin',
      isOAuth: false,
      amr: ['pwd'],
    });
    const { refreshToken = '' } = await pool.tokens.issue(family, {
      triggerSource: 'TokenGeneration_Authentication',
    });
    const text = JSON.stringify(pool.snapshot());

    const restarted = await startPool({ clients: [{ clientId: 'client' }] });
    restarted.pool.restore(JSON.parse(text) as ReturnType<UserPool['snapshot']>);
    const refreshed = await restarted.pool.tokens.refresh(
      refreshToken,
      restarted.pool.clients.get('client'),
    );

    expect(restarted.pool.tokens.bearerOf(refreshed.accessToken).user.attributes['email']).toBe(
      EMAIL,
    );
    expect(restarted.pool.groups.get('admin').precedence).toBe(1);
    restarted.pool.passwords.check(userOf(restarted.pool), PASSWORD);
    for (const secret of [PASSWORD, refreshToken]) expect(text).not.toContain(secret);
  });

  it('says when something changed', async () => {
    const { pool } = await startPool({ users: [{ email: EMAIL }] });
    let changes = 0;
    pool.onChange = () => {
      changes += 1;
    };
    pool.passwords.set(userOf(pool), PASSWORD);
    pool.deleteUser(userOf(pool));

    expect(changes).toBeGreaterThanOrEqual(2);
    expect(pool.users.all()).toEqual([]);
  });

  it('refuses two users of one name', async () => {
    await expect(startPool({ users: [{ email: EMAIL }, { email: EMAIL }] })).rejects.toMatchObject({
      type: 'UsernameExistsException',
    });
  });
});
