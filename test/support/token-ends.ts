import type { CognitoAuthSettings } from 'nestjs-cognito-auth';

/** What ends a token 60 seconds after it was issued: settings, its lifetime in seconds, what it is refused with. */
export const TOKEN_ENDS: readonly (readonly [string, CognitoAuthSettings, number, string])[] = [
  ['exp', {}, 60, 'ERR_COGNITO_TOKEN_EXPIRED'],
  ['exp and the tolerance', { clockToleranceSeconds: 10 }, 50, 'ERR_COGNITO_TOKEN_EXPIRED'],
  ['the greatest age', { maxTokenAgeSeconds: 60 }, 3600, 'ERR_COGNITO_TOKEN_TOO_OLD'],
  [
    'the greatest age and the tolerance',
    { maxTokenAgeSeconds: 50, clockToleranceSeconds: 10 },
    3600,
    'ERR_COGNITO_TOKEN_TOO_OLD',
  ],
];
