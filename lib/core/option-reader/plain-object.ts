/**
 * Whether a value is an object like that of a literal, even of another realm such as that of a test runner, or the
 * namespace of a module. The inherited members of a class instance would be lost when options are read.
 */
export function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || isObjectPrototype(prototype as object);
}

/**
 * Every realm has its own `Object.prototype`: the end of a prototype chain, with members that no other end has.
 * `__proto__` is not one of them, because `node --disable-proto=delete` removes it.
 */
function isObjectPrototype(prototype: object): boolean {
  return (
    Object.getPrototypeOf(prototype) === null &&
    Object.hasOwn(prototype, 'hasOwnProperty') &&
    Object.hasOwn(prototype, 'isPrototypeOf')
  );
}
