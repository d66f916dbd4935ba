import { scopesGivenTo, requirementDecorator } from '../access/access-requirements.js';

/**
 * Lets in only access tokens with all of these scopes; others get a 403 with the code `ERR_COGNITO_SCOPE_REQUIRED` and
 * the names of the scopes (RFC 6750 §3.1). ID tokens have no scopes.
 *
 * On a class it applies to every handler of the class and of classes that extend it. All requirements of the class
 * and the handler must be met.
 *
 * @throws {CognitoAuthSetupError} when no scope is named, or one has characters that no scope has
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
    names: scopesGivenTo('@RequireAllScopes()', scopes),
  });
}
