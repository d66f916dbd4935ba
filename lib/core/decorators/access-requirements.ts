/** What a handler asks of a user whose token is good. */
export interface AccessRequirement {
  readonly kind: 'any-group';
  readonly groups: readonly string[];
}

const ACCESS_REQUIREMENTS = 'nestjs-cognito-auth:access-requirements';

/** A decorator for a handler or a class that adds a requirement to those already there. */
export function requirementDecorator(
  requirement: AccessRequirement,
): MethodDecorator & ClassDecorator {
  return (target: object, _member?: string | symbol, descriptor?: PropertyDescriptor) => {
    const decorated = (descriptor?.value as object | undefined) ?? target;
    Reflect.defineMetadata(
      ACCESS_REQUIREMENTS,
      Object.freeze([...accessRequirementsOf(decorated), requirement]),
      decorated,
    );
  };
}

/** All requirements of a handler or class; a class also has those of the classes it extends. */
export function accessRequirementsOf(decorated: object): readonly AccessRequirement[] {
  return (
    (Reflect.getMetadata(ACCESS_REQUIREMENTS, decorated) as
      readonly AccessRequirement[] | undefined) ?? []
  );
}
