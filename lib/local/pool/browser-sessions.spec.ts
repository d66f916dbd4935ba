import { BrowserSessions } from './browser-sessions.js';

const SESSION = { sub: 'alice-sub', authTimeSeconds: 1000, amr: ['pwd'], clientId: 'client' };
const HOUR_SECONDS = 3600;

describe('BrowserSessions', () => {
  let nowMs = 0;
  let sessions: BrowserSessions;
  let id: string;

  beforeEach(() => {
    nowMs = 1_000_000;
    sessions = new BrowserSessions(() => nowMs);
    id = sessions.create(SESSION, HOUR_SECONDS);
  });

  it('knows a browser for as long as it was told', () => {
    nowMs += 3_599_999;
    expect(sessions.find(id)).toBe(SESSION);
    nowMs += 1;
    expect(sessions.find(id)).toBeUndefined();
  });

  it('forgets a browser that signs out', () => {
    sessions.end(undefined);
    expect(sessions.find(id)).toBe(SESSION);
    sessions.end(id);
    expect(sessions.find(id)).toBeUndefined();
  });

  it('does not know a browser whose session was revoked', () => {
    const revoked = { ...SESSION, isRevoked: true };
    const other = sessions.create(revoked, HOUR_SECONDS);

    expect(sessions.find(other)).toBeUndefined();
    expect(sessions.all()).toEqual([SESSION]);
  });

  it('does not know a browser without a cookie, or with another', () => {
    expect(sessions.find(undefined)).toBeUndefined();
    expect(sessions.find('x')).toBeUndefined();
  });
});
