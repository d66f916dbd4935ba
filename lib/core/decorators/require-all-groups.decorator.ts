import { namesGivenTo, requirementDecorator } from '../access/access-requirements.js';

/**
 * Lets in only users who are in all of these groups of the user pool; others get a 403 with the code
 * `ERR_COGNITO_GROUP_REQUIRED`. Names are compared exactly, upper and lower case included.
 *
 * On a class it applies to every handler of the class and of classes that extend it. All requirements of the class
 * and the handler must be met.
 *
 * @throws {CognitoAuthSetupError} when no group is named
 *
 * @example
 * @RequireAllGroups('staff', 'auditor')
 * @Delete(':id')
 * remove(@Param('id') id: string) { … }
 */
export function RequireAllGroups(...groups: readonly string[]): MethodDecorator & ClassDecorator {
  return requirementDecorator({
    kind: 'groups',
    match: 'all',
    names: namesGivenTo('@RequireAllGroups()', groups),
  });
}
