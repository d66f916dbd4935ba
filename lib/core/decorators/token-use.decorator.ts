import type { TokenUse as Use } from '../claims/cognito-claims.interface.js';
import { CognitoAuthOptionsError } from '../errors/cognito-auth-options.error.js';
import { requirementDecorator } from './access-requirements.js';

/** Which of the two kinds of tokens: the value of `token_use`, and what the decorator is given. */
export type TokenUse = Use;

/**
 * Takes only one of the two kinds of tokens, where the module takes both; the other is a 401 with the code
 * `ERR_COGNITO_TOKEN_USE_REFUSED`. A use that the module takes nowhere stops the boot.
 *
 * @throws {CognitoAuthOptionsError} when it is neither `'access'` nor `'id'`
 *
 * @example
 * @TokenUse('id')
 * @Get('profile')
 * profile(@CurrentUser() user: CognitoUser) { … }
 */
export function TokenUse(tokenUse: Use): MethodDecorator & ClassDecorator {
  if (tokenUse !== 'access' && tokenUse !== 'id') {
    throw new CognitoAuthOptionsError(["@TokenUse() must be given 'access' or 'id'"]);
  }
  return requirementDecorator({ kind: 'token-use', tokenUse });
}
