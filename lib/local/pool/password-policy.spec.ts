import { resolveLocalCognitoOptions } from '../options/resolve-local-cognito-options.js';
import { checkPasswordPolicy } from './password-policy.js';

describe('checkPasswordPolicy', () => {
  const { passwordPolicy } = resolveLocalCognitoOptions();

  it.each([
    ['Aa1!', 'Password not long enough'],
    ['A1!'.repeat(100), 'Password too long'],
    ['AAAA1111!', 'Password must have lowercase characters'],
    ['aaaa1111!', 'Password must have uppercase characters'],
    ['aaaaAAAA!', 'Password must have numeric characters'],
    ['aaaaAAAA1', 'Password must have symbol characters'],
  ])('refuses %s: %s', (password, why) => {
    expect(() => checkPasswordPolicy(password, passwordPolicy)).toThrow(
      expect.objectContaining({
        type: 'InvalidPasswordException',
        message: `Password did not conform with policy: ${why}`,
      }),
    );
  });

  it.each(['aaAA11!!', 'Pass-word1', 'Pass[word]1', 'Pass\\word1'])('accepts %s', (password) => {
    expect(() => checkPasswordPolicy(password, passwordPolicy)).not.toThrow();
  });

  it('asks for no more than the pool does', () => {
    const { passwordPolicy: lax } = resolveLocalCognitoOptions({
      passwordPolicy: {
        minimumLength: 6,
        requireLowercase: false,
        requireUppercase: false,
        requireNumbers: false,
        requireSymbols: false,
      },
    });

    expect(() => checkPasswordPolicy('      ', lax)).not.toThrow();
    expect(() => checkPasswordPolicy('     ', lax)).toThrow('Password not long enough');
  });
});
