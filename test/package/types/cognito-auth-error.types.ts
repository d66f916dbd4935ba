import {
  type AnyCognitoAuthError,
  type CognitoAuthErrorCode,
  isCognitoAuthError,
  REFUSALS,
} from 'nestjs-cognito-auth';

declare const error: AnyCognitoAuthError;
declare const thrown: unknown;

// The code tells which fields there are.
if (error.code === 'ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE') {
  const seconds: number = error.retryAfterSeconds;
  void seconds;
} else if (error.code === 'ERR_COGNITO_SCOPE_REQUIRED') {
  const scopes: readonly string[] = error.scopes;
  void scopes;
} else if (error.code === 'ERR_COGNITO_TOKEN_EXPIRED') {
  // @ts-expect-error only missing scopes are named
  void error.scopes;
} else if (error.code !== 'ERR_COGNITO_SETUP') {
  const status: number = REFUSALS[error.code].status;
  void status;
}

if (isCognitoAuthError(thrown)) {
  const code: CognitoAuthErrorCode = thrown.code;
  // @ts-expect-error no error has this code
  void [code, thrown.code === 'ERR_COGNITO_NO_SUCH_CODE'];
}
