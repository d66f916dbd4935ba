import type { JwksClient } from 'jwks-rsa';
import { CognitoAuthSetupError } from '../errors/cognito-auth-setup.error.js';

/**
 * Loads jwks-rsa when keys are first fetched: it costs tens of milliseconds, and Jest in CommonJS mode cannot load
 * version 4 before Node 24.9. Keys that are not fetched do not need it.
 *
 * @throws {CognitoAuthSetupError} (rejects) with what to do
 */
export async function loadJwksClient(): Promise<typeof JwksClient> {
  try {
    return (await import('jwks-rsa')).JwksClient;
  } catch (error) {
    const [reason] = String(error).split('\n');
    throw new CognitoAuthSetupError([
      `jwks-rsa cannot be loaded (${reason}). In tests with Jest in CommonJS mode, version 4 needs Node 24.9: install ` +
        'jwks-rsa@3 for development, or fetch no keys, as with overrideSigningKeys(), or with pool.options without ' +
        'pool.listen()',
    ]);
  }
}
