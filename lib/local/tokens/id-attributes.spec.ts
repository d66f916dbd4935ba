import { idAttributes } from './id-attributes.js';

const ALL = {
  sub: 'ada',
  email: 'ada@example.com',
  email_verified: 'true',
  phone_number: '+441632960000',
  phone_number_verified: 'false',
  name: 'Ada',
};

describe('idAttributes', () => {
  it.each([
    ['aws.cognito.signin.user.admin', ['email', 'phone', 'name']],
    ['openid', ['email', 'phone', 'name']],
    ['openid email', ['email']],
    ['openid phone', ['phone']],
    ['openid profile', ['name']],
    ['openid profile email phone', ['email', 'phone', 'name']],
    ['orders/read', []],
  ])('shows for the scopes %s only %j', (scope, shown) => {
    expect(idAttributes(ALL, scope)).toEqual({
      ...(shown.includes('email') ? { email: ALL.email, email_verified: true } : {}),
      ...(shown.includes('phone')
        ? { phone_number: ALL.phone_number, phone_number_verified: false }
        : {}),
      ...(shown.includes('name') ? { name: 'Ada' } : {}),
    });
  });
});
