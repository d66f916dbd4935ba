import { namesGivenTo, requirementDecorator } from '../access/access-requirements.js';

/**
 * Lets in only users who are in at least one of these groups of the user pool; others get a 403 with
 * the code `ERR_COGNITO_GROUP_REQUIRED`. Names are compared exactly, upper and lower case included.
 *
 * On a class it holds for every handler of the class and of classes that extend it. Several
 * requirements, on a class and on a handler, must all hold.
 *
 * @throws {CognitoAuthSetupError} when nothing is named
 *
 * @example
 * @RequireAnyGroup('admin', 'support')
 * @Delete(':id')
 * remove(@Param('id') id: string) { … }
 */
export function RequireAnyGroup(...groups: readonly string[]): MethodDecorator & ClassDecorator {
  return requirementDecorator({
    kind: 'groups',
    match: 'any',
    names: namesGivenTo('@RequireAnyGroup()', groups),
  });
}
