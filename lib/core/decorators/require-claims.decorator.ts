import type { CognitoClaims } from '../claims/cognito-claims.interface.js';
import { CognitoAuthSetupError } from '../errors/cognito-auth-setup.error.js';
import { isAsyncFunction } from '../option-reader/option-reader.js';
import { requirementDecorator } from '../access/access-requirements.js';

/**
 * Lets in only tokens whose claims the function answers with `true`; others get a 403 with the code
 * `ERR_COGNITO_CLAIMS_INSUFFICIENT`. The function must answer at once: a promise is a failure (500), and so is
 * what it throws. Nobody gets in by either.
 *
 * On a class it holds for every handler of the class and of classes that extend it. Several
 * requirements, on a class and on a handler, must all hold.
 *
 * @param isMetBy gets the verified claims, deeply frozen
 * @throws {CognitoAuthSetupError} when it is no function, or an async one
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
      '@RequireClaims() must be given a function that answers at once, such as ' +
        "(claims) => claims['custom:tenant'] === 'acme'",
    ]);
  }
  return requirementDecorator({ kind: 'claims', isMetBy });
}
