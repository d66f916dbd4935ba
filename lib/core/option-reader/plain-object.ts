/**
 * Whether a value is an object as a literal makes it, also one of another realm such as that of a test
 * runner, or the namespace of a module. What a class instance inherits would be lost where options are read.
 */
export function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || isObjectPrototype(prototype as object);
}

/**
 * Every realm has its own `Object.prototype`: the end of a prototype chain, with members that no other end has.
 * `__proto__` is no such thing, because `node --disable-proto=delete` takes it away.
 */
function isObjectPrototype(prototype: object): boolean {
  return (
    Object.getPrototypeOf(prototype) === null &&
    Object.hasOwn(prototype, 'hasOwnProperty') &&
    Object.hasOwn(prototype, 'isPrototypeOf')
  );
}
