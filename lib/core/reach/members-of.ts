import { decoratedMembersOf } from '../access/decorated-members.js';

/** What a method was when decorators of access were put on it. */
export interface NotedFunctions {
  /** Where the class or its nearest parent declares the method that counts. */
  readonly declared: readonly object[];
  /** In the classes whose method it overrides. */
  readonly overridden: readonly object[];
}

const NOTHING_NOTED: NotedFunctions = { declared: [], overridden: [] };

/** What is noted of the methods of a class, by name: of most of them, nothing. */
export function notedFunctionsOf(prototype: object): (name: string) => NotedFunctions {
  const noted = new Map<string | symbol, NotedFunctions>();
  for (const declaring of prototypesOf(prototype)) {
    for (const { member, decorated } of decoratedMembersOf(declaring)) {
      const { declared, overridden } = noted.get(member) ?? NOTHING_NOTED;
      noted.set(
        member,
        holderOf(prototype, member) === declaring
          ? { declared: [...declared, decorated], overridden }
          : { declared, overridden: [...overridden, decorated] },
      );
    }
  }
  return (name) => noted.get(name) ?? NOTHING_NOTED;
}

/** A method of a class or of its parents; never an accessor, which reading would call. */
export function methodOf(prototype: object, name: string): object | undefined {
  const holder = holderOf(prototype, name);
  const value: unknown = holder && Object.getOwnPropertyDescriptor(holder, name)?.value;
  return typeof value === 'function' ? value : undefined;
}

/** A prototype and those that it inherits from, but for the one of all objects. */
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
