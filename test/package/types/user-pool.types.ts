import {
  CognitoUserPoolModule,
  isUserPoolError,
  type SignInResult,
  type UserPoolClient,
  type UserPoolErrorCode,
} from 'nestjs-cognito-auth/user-pool';

declare const users: UserPoolClient;
declare const thrown: unknown;
declare const nothingOf: (value: never) => SignInResult;

/** The name of the challenge tells what there is, and which answer fits. */
export async function goOn(result: SignInResult): Promise<SignInResult> {
  if (result.status === 'signed-in') {
    const token: string = result.tokens.accessToken;
    // @ts-expect-error whoever is in has no session
    void [token, result.session];
    return result;
  }
  switch (result.challenge) {
    case 'SOFTWARE_TOKEN_MFA':
      // @ts-expect-error a code is needed
      void users.answer(result, { password: 'secret' });
      return users.answer(result, { code: '123456' });
    case 'NEW_PASSWORD_REQUIRED': {
      const names: readonly string[] = result.requiredAttributes;
      // @ts-expect-error a new password is needed
      void [names, users.answer(result, { code: '123456' })];
      return users.answer(result, { newPassword: 'secret', attributes: { name: 'Ada' } });
    }
    case 'SELECT_CHALLENGE':
      // @ts-expect-error a password is needed
      void users.answer(result, { choose: 'PASSWORD' });
      return users.answer(result, { choose: 'EMAIL_OTP' });
    case 'MFA_SETUP':
      return users.answer(await users.startTotpSetup(result), { code: '123456' });
    case 'WEB_AUTHN':
      return users.answer(result, { credential: {} });
    case 'CUSTOM_CHALLENGE':
      return users.answer(result, { answer: result.parameters['riddle'] ?? '' });
    case 'UNKNOWN':
      return users.answer(result, { responses: { ANSWER: result.name } });
    case 'SELECT_MFA_TYPE':
      return users.answer(result, { choose: result.available[0] ?? 'SMS_MFA' });
    case 'PASSWORD':
    case 'PASSWORD_SRP':
      return users.answer(result, { password: 'secret' });
    case 'EMAIL_OTP':
    case 'SMS_OTP':
    case 'SMS_MFA':
      return users.answer(result, { code: result.delivery?.medium ?? '' });
    default:
      return nothingOf(result);
  }
}

// From plain JSON.
void users.answer({ challenge: 'SMS_MFA', session: 's', username: 'ada' }, { code: '123456' });
// @ts-expect-error there is no such challenge
void users.answer({ challenge: 'SMS', session: 's', username: 'ada' }, { code: '123456' });
// @ts-expect-error only this challenge sets an app up
void users.startTotpSetup({ challenge: 'SMS_MFA', session: 's', username: 'ada' });

if (isUserPoolError(thrown)) {
  const code: UserPoolErrorCode = thrown.code;
  // @ts-expect-error no error has this code
  void [code, thrown.code === 'ERR_COGNITO_NO_SUCH_CODE'];
}

CognitoUserPoolModule.forRoot();
CognitoUserPoolModule.forRoot({ clientSecret: async () => 'secret', name: 'staff' });
// @ts-expect-error an unset variable of the environment
CognitoUserPoolModule.forRoot({ clientSecret: process.env['COGNITO_CLIENT_SECRET'] });
// @ts-expect-error a misspelt name
CognitoUserPoolModule.forRoot({ clientID: 'one' });
