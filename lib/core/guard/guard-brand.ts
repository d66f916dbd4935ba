/** What the guard is known by to another copy of this package in the process, such as its other build. */
export const GUARD_BRAND = Symbol.for('nestjs-cognito-auth:is-guard');

/** Whether a class is `CognitoAuthGuard` or extends it, of whatever copy of this package. */
export function isCognitoAuthGuardClass(type: unknown): boolean {
  return GUARD_BRAND in prototypeOf(type);
}

/** Whether a guard, a class or an object, is `CognitoAuthGuard` itself: one that extends it may do anything. */
export function isOurGuard(guard: unknown): boolean {
  return Object.hasOwn(prototypeOf(classOfGuard(guard)), GUARD_BRAND);
}

/** Guards are classes or objects. */
export function classOfGuard(guard: unknown): object | undefined {
  return typeof guard === 'function' ? guard : (guard as object | null | undefined)?.constructor;
}

function prototypeOf(type: unknown): object {
  const prototype: unknown = typeof type === 'function' ? type.prototype : undefined;
  return typeof prototype === 'object' && prototype !== null ? prototype : {};
}
