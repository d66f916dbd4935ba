import { accessRequirementsOf } from '../access/access-requirements.js';
import { classNameOf } from '../access/class-name.js';
import type { HandlerOfHost } from './handlers-of.js';
import type { Host } from './hosts-of.js';
import { requiringMembersOf } from './lost-decorators.js';

/** The names of classes and methods that have requirements although Nest routes no calls to them. */
export function findIdleRequirements(
  hosts: readonly Host[],
  served: readonly HandlerOfHost[],
): readonly string[] {
  const functions = new Set<object>(served.map(({ marked }) => marked));
  const handlers = new Set(served.map(({ host, name }) => `${classNameOf(host.type)}.${name}`));
  const serving = withParents(served.map(({ host }) => host.type));
  const idle = hosts.flatMap((host) => [
    ...(accessRequirementsOf(host.type).length > 0 && !serving.has(host.type)
      ? [classNameOf(host.type)]
      : []),
    ...requiringMembersOf(host)
      .filter(({ decorated }) => !functions.has(decorated))
      .map(({ member }) => `${classNameOf(host.type)}.${String(member)}`)
      .filter((name) => !handlers.has(name)),
  ]);
  return [...new Set(idle)];
}

/** The decorators of a class may be meant for the classes that extend it. */
function withParents(types: readonly object[]): ReadonlySet<object> {
  const found = new Set<object>();
  for (const type of new Set(types)) {
    for (
      let parent: object | null = type;
      parent !== null && !found.has(parent);
      parent = Object.getPrototypeOf(parent) as object | null
    ) {
      found.add(parent);
    }
  }
  return found;
}
