import { namesGivenTo, requirementDecorator } from '../access/access-requirements.js';

/**
 * Lets in only access tokens with all of these scopes; others get a 403 with the code
 * `ERR_COGNITO_SCOPE_REQUIRED`, and are told the scopes (RFC 6750 §3.1). ID tokens have no scopes.
 *
 * On a class it holds for every handler of the class and of classes that extend it. Several
 * requirements, on a class and on a handler, must all hold.
 *
 * @throws {CognitoAuthSetupError} when nothing is named
 *
 * @example
 * @RequireAllScopes('orders/read', 'orders/write')
 * @Delete(':id')
 * remove(@Param('id') id: string) { … }
 */
export function RequireAllScopes(...scopes: readonly string[]): MethodDecorator & ClassDecorator {
  return requirementDecorator({
    kind: 'scopes',
    match: 'all',
    names: namesGivenTo('@RequireAllScopes()', scopes),
  });
}
