/**
 * What a call of Cognito is for. One exception means different things in different operations, and strangers are told less
 * than somebody whose access token is good (`account`).
 */
export type Purpose =
  'sign-up' | 'sign-in' | 'code' | 'refresh' | 'revocation' | 'account' | 'client-token';
