import { startPool } from '../../../test/support/local-pool.js';
import { userFilterIn } from './user-filter.js';

describe('userFilterIn', () => {
  it.each([
    ['', ['ada', 'bob']],
    ['username = "ada"', ['ada']],
    ['username ^= ""', ['ada', 'bob']],
    ['email = "bob@example.com"', ['bob']],
    ['"email" ^= "a"', ['ada']],
    ['status = "Disabled"', ['bob']],
    ['cognito:user_status = "CONFIRMED"', ['ada']],
    ['name = "A \\"quoted\\" name"', ['ada']],
    ['email = "*"', []],
  ])('finds by %s %j', async (filter, found) => {
    const { pool } = await startPool({
      signIn: 'username',
      users: [
        { username: 'ada', email: 'ada@example.com', attributes: { name: 'A "quoted" name' } },
        { username: 'bob', email: 'bob@example.com', enabled: false, confirmed: false },
      ],
    });

    expect(
      pool.users
        .all()
        .filter(userFilterIn(filter))
        .map(({ username }) => username),
    ).toEqual(found);
  });

  it.each(['email', 'email = ada', 'email ~ "a"', 'email = "a" or "b"', 'custom:tenant = "a"'])(
    'refuses %s',
    (filter) => {
      expect(() => userFilterIn(filter)).toThrow(
        expect.objectContaining({ type: 'InvalidParameterException' }),
      );
    },
  );
});
