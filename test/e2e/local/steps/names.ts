export const POOL = { UserPoolId: 'eu-west-1_LocalTest' };
/** The pool's issuer without its scheme, as identity pools call it. */
export const PROVIDER = 'cognito-idp.eu-west-1.amazonaws.com/eu-west-1_LocalTest';
export const CLIENT = { ClientId: 'client' };
/** The secret of every client that has one. AWS takes 24 letters and digits or more. */
export const SECRET = 'aSecretOfEveryClient1234';
export const IDENTITY_POOL = 'eu-west-1:0b5c1f0e-4d0c-4a8e-9d0a-5f3b8e7c2a61';
export const EMAIL = 'ada@example.com';
export const PASSWORD = 'Correct-Horse-1';
export const OTHER_PASSWORD = 'Correct-Horse-2';

/** The input of a sign-in with a password. */
export function passwordSignIn(
  username: string,
  password: string,
  client: object = CLIENT,
): object {
  return {
    ...client,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: username, PASSWORD: password },
  };
}
