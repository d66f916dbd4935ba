import type { CognitoTokenUse } from '../claims/cognito-claims.interface.js';
import { CognitoAuthSetupError } from '../errors/cognito-auth-setup.error.js';
import { requirementDecorator } from '../access/access-requirements.js';

/**
 * Accepts only one of the two kinds of tokens, for modules that accept both; the other is a 401 with the code
 * `ERR_COGNITO_TOKEN_USE_REFUSED`. A use that no user pool accepts stops the boot.
 *
 * @throws {CognitoAuthSetupError} when it is neither `'access'` nor `'id'`
 *
 * @example
 * @RequireTokenUse('id')
 * @Get('profile')
 * profile(@CurrentUser() user: CognitoUser) { … }
 */
export function RequireTokenUse(tokenUse: CognitoTokenUse): MethodDecorator & ClassDecorator {
  if (tokenUse !== 'access' && tokenUse !== 'id') {
    throw new CognitoAuthSetupError(["@RequireTokenUse() must be given 'access' or 'id'"]);
  }
  return requirementDecorator({ kind: 'token-use', tokenUse });
}
