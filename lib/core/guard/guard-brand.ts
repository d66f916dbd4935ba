/** What the guard is known by to another copy of this package in the process, such as its other build. */
export const GUARD_BRAND = Symbol.for('nestjs-cognito-auth:is-guard');

/** Whether a class is `CognitoAuthGuard` or extends it, of whatever copy of this package. */
export function isCognitoAuthGuardClass(type: unknown): boolean {
  const prototype: unknown = typeof type === 'function' ? type.prototype : undefined;
  return typeof prototype === 'object' && prototype !== null && GUARD_BRAND in prototype;
}
