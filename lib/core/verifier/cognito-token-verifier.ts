import type { CognitoTokenUse } from '../claims/cognito-claims.interface.js';
import type { CognitoUser } from '../claims/cognito-user.js';
import type { VerifyOptions } from './verify-options.js';

/**
 * Verifies tokens: the one place that decides whether a token is good. Guards use it, and so can any
 * provider that gets a token in another way than with a request.
 *
 * @example
 * constructor(private readonly verifier: CognitoTokenVerifier) {}
 *
 * async consume(job: { token: string }) {
 *   const user = await this.verifier.verify(job.token, { tokenUse: 'access' });
 * }
 */
export abstract class CognitoTokenVerifier {
  /**
   * Verifies a token in full: form, signature, issuer, use, client, times.
   *
   * @param token the bare token, without a scheme before it
   * @returns who the token was issued to
   * @throws {CognitoAuthError} whose `code` says what is wrong; a {@link SigningKeysUnavailableError}
   * means that nothing is known about the token, because the keys cannot be fetched
   * @throws {CognitoAuthSetupError} when an option has a wrong name or value
   */
  abstract verify<Use extends CognitoTokenUse>(
    token: string,
    options: { readonly tokenUse: Use },
  ): Promise<CognitoUser & { readonly tokenUse: Use }>;
  abstract verify(token: string, options?: VerifyOptions): Promise<CognitoUser>;
}
