import { LocalCognito, type LocalCognitoOptions } from 'nestjs-cognito-auth/local';
import { call, callAsAdmin } from './support/call.js';

const PASSWORD = 'Correct-Horse-1';
const OTHER_PASSWORD = 'Correct-Horse-2';

/** What somebody who has a part of what it takes can do to the account of somebody else. */
describe('an account of somebody else', () => {
  let local: LocalCognito;
  let client: { readonly ClientId: string };
  let pool: { readonly UserPoolId: string };
  const begin = async (options: LocalCognitoOptions): Promise<void> => {
    local = await LocalCognito.start(options);
    client = { ClientId: local.clientId };
    pool = { UserPoolId: local.userPoolId };
  };
  const signIn = (USERNAME: string, password = PASSWORD): ReturnType<typeof call> =>
    call(local.origin, 'InitiateAuth', {
      ...client,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME, PASSWORD: password },
    });
  const respond = (
    ChallengeName: string,
    Session: unknown,
    ChallengeResponses: object,
  ): ReturnType<typeof call> =>
    call(local.origin, 'RespondToAuthChallenge', {
      ...client,
      ChallengeName,
      Session,
      ChallengeResponses,
    });

  afterEach(() => local.close());

  it('cannot be had by writing its address as verified with the new password', async () => {
    await begin({ signIn: 'username', users: [{ username: 'mal', temporaryPassword: PASSWORD }] });
    const { Session } = await signIn('mal');
    const write = (name: string, value: string): ReturnType<typeof call> =>
      respond('NEW_PASSWORD_REQUIRED', Session, {
        USERNAME: 'mal',
        NEW_PASSWORD: OTHER_PASSWORD,
        'userAttributes.email': 'ada@example.com',
        [`userAttributes.${name}`]: value,
      });

    await expect(write('email_verified', 'true')).rejects.toThrow(/^NotAuthorizedException/);
    await expect(write('phone_number_verified', 'true')).rejects.toThrow(/^NotAuthorizedException/);
    expect(await write('name', 'Mal')).toHaveProperty('AuthenticationResult');
  });
});
