import { startPool } from '../../../test/support/local-pool.js';

async function start(codes = 'random') {
  const { pool, sent } = await startPool({ codes, users: [{ email: 'ada@example.com' }] });
  const user = pool.users.find('ada@example.com');
  if (user === undefined) throw new Error('There is no ada');
  return { codes: pool.codes, sent, user };
}

describe('Codes', () => {
  it('accepts the newest code, once', async () => {
    const { codes, sent, user } = await start();
    codes.send(user, 'sign-up', 'email');
    const first = sent[0]?.code ?? '';
    // Once in a million times, the same code is drawn again.
    do codes.send(user, 'sign-up', 'email');
    while (sent.at(-1)?.code === first);
    const second = sent.at(-1)?.code ?? '';
    const check = (code: string) => () => codes.check(user, 'sign-up', code);

    expect(check(first)).toThrow('Invalid verification code provided');
    expect(check(second)).not.toThrow();
    expect(check(second)).toThrow('Invalid code provided, please request a code again.');
  });

  it('accepts a code for what it was sent for, and from whom', async () => {
    const { codes, sent, user } = await start();
    codes.send(user, 'sign-up', 'email');
    const code = sent[0]?.code ?? '';

    expect(() => codes.check(user, 'forgot-password', code)).toThrow('Invalid code provided');
    expect(() => codes.check({ ...user, username: 'bob' }, 'sign-up', code)).toThrow(
      'Invalid code provided',
    );
    expect(() => codes.check(undefined, 'sign-up', code)).toThrow('Invalid code provided');
  });

  it('ends after five wrong answers, even for the right one', async () => {
    const { codes, sent, user } = await start();
    codes.send(user, 'forgot-password', 'email');
    for (let time = 0; time < 5; time += 1) {
      expect(() => codes.check(user, 'forgot-password', 'wrong')).toThrow(
        expect.objectContaining({ type: 'CodeMismatchException' }),
      );
    }

    expect(() => codes.check(user, 'forgot-password', sent[0]?.code ?? '')).toThrow(
      expect.objectContaining({ type: 'LimitExceededException' }),
    );
  });

  it('is withdrawn', async () => {
    const { codes, sent, user } = await start();
    codes.send(user, 'sign-up', 'email');
    codes.withdraw(user, 'sign-up');

    expect(() => codes.check(user, 'sign-up', sent[0]?.code ?? '')).toThrow(
      'Invalid code provided',
    );
  });

  it('says all about a message', async () => {
    const { codes, sent, user } = await start('123456');
    codes.send(user, 'verify-email', 'email');

    expect(sent).toEqual([
      {
        to: 'ada@example.com',
        channel: 'email',
        purpose: 'verify-attribute',
        code: '123456',
        username: user.username,
        sentAt: expect.any(Date),
      },
    ]);
    expect(codes.make(8)).toBe('12345600');
  });
});
