/** A fixed string, so that every copy of this package in a process reads what another wrote. */
const USER_PARAMETERS = 'nestjs-cognito-auth:user-parameters';

/** Notes that a parameter of a method takes the user, where Nest notes the parameter itself. */
export function noteUserParameter({ constructor }: object, member: string | symbol): void {
  Reflect.defineMetadata(USER_PARAMETERS, true, constructor, member);
}

/** Whether a method takes the user. Like Nest, it knows the parameters of a method of a parent class that is overridden. */
export function takesUser(type: object, member: string): boolean {
  return Reflect.hasMetadata(USER_PARAMETERS, type, member);
}
