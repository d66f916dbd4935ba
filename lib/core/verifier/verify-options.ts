import type { CognitoTokenUse } from '../claims/cognito-claims.interface.js';
import { readOptions } from '../option-reader/option-reader.js';

/** What one call of {@link CognitoTokenVerifier.verify} asks. */
export interface VerifyOptions {
  /**
   * The only kind of token (`token_use`) to accept, whichever the option `tokenUse` of its user pool names: an API that
   * takes access tokens can look at the ID token of its user. All other options apply, `validateClaims` too.
   *
   * @defaultValue every kind that the option names
   */
  readonly tokenUse?: CognitoTokenUse | undefined;
}

const NONE: VerifyOptions = Object.freeze({});

/** @throws {CognitoAuthSetupError} when an option has a wrong name or value */
export function readVerifyOptions(given: unknown): VerifyOptions {
  if (given === undefined) return NONE;
  return readOptions('verify', given, ['tokenUse'], (options) => {
    const tokenUse = options.raw('tokenUse');
    if (tokenUse === undefined || tokenUse === 'access' || tokenUse === 'id') return { tokenUse };
    options.mistake('tokenUse', "must be 'access' or 'id'");
    return NONE;
  });
}
