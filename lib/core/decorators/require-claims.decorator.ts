import type { CognitoClaims } from '../claims/cognito-claims.interface.js';
import { CognitoAuthSetupError } from '../errors/cognito-auth-setup.error.js';
import { isAsyncFunction } from '../option-reader/option-reader.js';
import { requirementDecorator } from '../access/access-requirements.js';

/**
 * Lets in only tokens for whose claims the function returns `true`; others get a 403 with the code
 * `ERR_COGNITO_CLAIMS_INSUFFICIENT`. The function must return at once: a promise is a failure (500), and so is an
 * error that it throws. Neither lets anybody in.
 *
 * On a class it applies to every handler of the class and of classes that extend it. All requirements of the class
 * and the handler must be met.
 *
 * @param isMetBy gets the verified claims, deeply frozen
 * @throws {CognitoAuthSetupError} when it is not a function, or is an async one
 *
 * @example
 * @RequireClaims((claims) => claims['custom:tenant'] === 'acme')
 * @Get('acme')
 * acme() { … }
 */
export function RequireClaims(
  isMetBy: (claims: CognitoClaims) => boolean,
): MethodDecorator & ClassDecorator {
  if (typeof isMetBy !== 'function' || isAsyncFunction(isMetBy)) {
    throw new CognitoAuthSetupError([
      '@RequireClaims() must be given a function that returns at once, such as ' +
        "(claims) => claims['custom:tenant'] === 'acme'",
    ]);
  }
  return requirementDecorator({ kind: 'claims', isMetBy });
}
