/** A fixed string, so that every copy of this package in a process reads what another wrote. */
const USER_PARAMETERS = 'nestjs-cognito-auth:user-parameters';

/**
 * Notes that a parameter of a method needs the user, where Nest notes the parameter itself.
 *
 * @param decorator of the parameter, such as `@CurrentUser()`
 */
export function noteUserParameter(
  { constructor }: object,
  member: string | symbol,
  decorator: string,
): void {
  Reflect.defineMetadata(USER_PARAMETERS, decorator, constructor, member);
}

/**
 * The decorator of a parameter that needs the user, if a method has one. Like Nest, it knows the parameters of a method
 * of a parent class that is overridden.
 */
export function userParameterOf(type: object, member: string): string | undefined {
  return Reflect.getMetadata(USER_PARAMETERS, type, member) as string | undefined;
}
