import { namesGivenTo, requirementDecorator } from '../access/access-requirements.js';

/**
 * Lets in only tokens of one of the configured user pools; others get a 403 with the code
 * `ERR_COGNITO_USER_POOL_REQUIRED`. A pool that is not configured stops the boot.
 *
 * On a class it applies to every handler of the class and of classes that extend it.
 *
 * @throws {CognitoAuthSetupError} when the id is empty
 *
 * @example
 * @RequireUserPool('eu-west-1_Employees')
 * @Controller('back-office')
 * export class BackOfficeController { … }
 */
export function RequireUserPool(userPoolId: string): MethodDecorator & ClassDecorator {
  namesGivenTo('@RequireUserPool()', [userPoolId]);
  return requirementDecorator({ kind: 'user-pool', userPoolId });
}
