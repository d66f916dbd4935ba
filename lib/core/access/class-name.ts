/** What `mixin()` of Nest puts in the place of a name: it is another one at each boot. */
const RANDOM_NAME = /^[\da-f]{21}$/;

/** The name of a class in errors and listings, the same at each boot. A mixin has the name of its nearest parent. */
export function classNameOf(type: { readonly name: string }): string {
  if (!RANDOM_NAME.test(type.name)) return type.name;
  const parent = Object.getPrototypeOf(type) as { readonly name: string };
  return parent === Function.prototype ? '(mixin)' : classNameOf(parent);
}
