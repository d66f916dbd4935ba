import { CognitoAuthSetupError } from '../errors/cognito-auth-setup.error.js';

/**
 * The token that code of the application has found, or `undefined` if it has found none: an empty string and `null`
 * are none, so that an emptied cookie does no harm beside a good header.
 *
 * @param finder what the error calls that code, such as `tokenSources[0]`
 * @throws {CognitoAuthSetupError} when it has returned something else
 */
export function readFoundToken(found: unknown, finder: string): string | undefined {
  if (typeof found === 'string') return found === '' ? undefined : found;
  if (found === undefined || found === null) return undefined;
  throw new CognitoAuthSetupError([
    `${finder}: must return a string, or undefined if there is no token (it returned ${kindOf(found)})`,
  ]);
}

/** The value may be a secret, so only its type is shown. */
function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
}
