import type { AnyCognitoAuthError } from './any-cognito-auth.error.js';

/**
 * The stable machine-readable codes of this package's errors. They are part of the public contract: a code never
 * changes its meaning, and clients may switch on it.
 */
export type CognitoAuthErrorCode = AnyCognitoAuthError['code'];
