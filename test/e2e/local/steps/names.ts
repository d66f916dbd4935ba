export const POOL = { UserPoolId: 'eu-west-1_LocalTest' };
export const POOL_NAME = 'LocalTest';
export const CLIENT = { ClientId: 'client' };
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
