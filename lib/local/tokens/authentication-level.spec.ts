import { authenticationLevel } from './authentication-level.js';

describe('authenticationLevel', () => {
  it.each([
    [['pwd'], 1],
    [['fed'], 1],
    [['email_otp'], 2],
    [['sms'], 2],
    [['swk'], 3],
    [['hwk'], 3],
    [['pwd', 'sms', 'mfa'], 3],
    [['pwd', 'email_otp', 'mfa'], 3],
    [['pwd', 'otp', 'mfa'], 4],
  ])('of %j is %d', (amr, level) => {
    expect(authenticationLevel(amr)).toBe(`urn:cognito:loa:${level}`);
  });
});
