import { decoratedMembersOf } from '../access/decorated-members.js';

/** The functions to which access decorators were applied under the name of a method. */
export interface DecoratedFunctions {
  /** In the class that declares the method: the class itself, or else its nearest parent. */
  readonly declared: readonly object[];
  /** In the parent classes whose method it overrides. */
  readonly overridden: readonly object[];
}

const NONE: DecoratedFunctions = { declared: [], overridden: [] };

/** The decorated functions of a class by the name of the method. Most methods have none. */
export function decoratedFunctionsOf(prototype: object): (name: string) => DecoratedFunctions {
  const found = new Map<string | symbol, DecoratedFunctions>();
  for (const declaring of prototypesOf(prototype)) {
    for (const { member, decorated } of decoratedMembersOf(declaring)) {
      const { declared, overridden } = found.get(member) ?? NONE;
      found.set(
        member,
        holderOf(prototype, member) === declaring
          ? { declared: [...declared, decorated], overridden }
          : { declared, overridden: [...overridden, decorated] },
      );
    }
  }
  return (name) => found.get(name) ?? NONE;
}

/** A method of a class or of its parents; never an accessor, because reading it would call it. */
export function methodOf(prototype: object, name: string): object | undefined {
  const holder = holderOf(prototype, name);
  const value: unknown = holder && Object.getOwnPropertyDescriptor(holder, name)?.value;
  return typeof value === 'function' ? value : undefined;
}

/** A prototype and those that it inherits from, except `Object.prototype`. */
export function prototypesOf(prototype: object): readonly object[] {
  const found: object[] = [];
  for (
    let declaring: object | null = prototype;
    declaring !== null && declaring !== Object.prototype;
    declaring = Object.getPrototypeOf(declaring) as object | null
  ) {
    found.push(declaring);
  }
  return found;
}

function holderOf(prototype: object, member: string | symbol): object | undefined {
  return prototypesOf(prototype).find((declaring) => Object.hasOwn(declaring, member));
}
