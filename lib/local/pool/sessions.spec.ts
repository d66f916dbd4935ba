import { Sessions } from './sessions.js';

const NEW = {
  clientId: 'client',
  username: 'ada',
  step: { name: 'SOFTWARE_TOKEN_MFA' },
  isSimulated: false,
  amr: ['pwd'],
  deviceKey: undefined,
} as const;

describe('Sessions', () => {
  let nowMs = 0;
  let sessions: Sessions;

  beforeEach(() => {
    nowMs = 0;
    sessions = new Sessions(() => nowMs);
  });

  it('gives a session of 1 500 characters, which is found until it is spent', () => {
    const { id } = sessions.open(NEW, 3);

    expect(id).toHaveLength(1500);
    expect(sessions.get(id, 'client', 'SOFTWARE_TOKEN_MFA')).toMatchObject({ username: 'ada' });
    const session = sessions.get(id, undefined, 'SOFTWARE_TOKEN_MFA');
    sessions.spend(session);
    expect(() => sessions.get(id, 'client', 'SOFTWARE_TOKEN_MFA')).toThrow(
      'Invalid session for the user, session can only be used once.',
    );
  });

  it('refuses it for another client and for another challenge', () => {
    const { id } = sessions.open(NEW, 3);

    for (const get of [
      () => sessions.get(id, 'other', 'SOFTWARE_TOKEN_MFA'),
      () => sessions.get(id, 'client', 'NEW_PASSWORD_REQUIRED'),
      () => sessions.get('nonsense', 'client', 'SOFTWARE_TOKEN_MFA'),
      () => sessions.get(undefined, 'client', 'SOFTWARE_TOKEN_MFA'),
    ]) {
      expect(get).toThrow(
        expect.objectContaining({
          type: 'NotAuthorizedException',
          message: 'Invalid session for the user.',
        }),
      );
    }
  });

  it('says that it has expired, and forgets it an hour later', () => {
    const { id } = sessions.open(NEW, 3);
    const get = () => sessions.get(id, 'client', 'SOFTWARE_TOKEN_MFA');

    nowMs = 3 * 60_000 - 1;
    expect(get).not.toThrow();
    nowMs += 1;
    expect(get).toThrow('Invalid session for the user, session is expired.');
    nowMs += 3_600_000;
    expect(get).toThrow('Invalid session for the user.');
  });

  it('keeps 20 000 at most', () => {
    const { id } = sessions.open(NEW, 3);
    for (let count = 0; count < 20_000; count += 1) sessions.open(NEW, 3);

    expect(() => sessions.get(id, 'client', 'SOFTWARE_TOKEN_MFA')).toThrow(
      'Invalid session for the user.',
    );
  });
});
