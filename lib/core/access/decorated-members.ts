import { CognitoAuthSetupError } from '../errors/cognito-auth-setup.error.js';

/** A method of a class, and the function that it was when a decorator of access was put on it. */
export interface DecoratedMember {
  readonly member: string | symbol;
  readonly decorated: object;
}

/** A fixed string, so that every copy of this package in a process reads what another wrote. */
const DECORATED_MEMBERS = 'nestjs-cognito-auth:decorated-members';

/**
 * What an access decorator is put on: a class, or the function of a method. The function is noted at its class,
 * because a decorator above this one may put another function in its place.
 *
 * @throws {CognitoAuthSetupError} when it is neither: nothing would ever read the decorator of a property
 */
export function noteDecorated(
  target: object,
  member: string | symbol | undefined,
  descriptor: PropertyDescriptor | undefined,
): object {
  if (member === undefined && descriptor === undefined) return target;
  const decorated: unknown = descriptor?.value;
  if (member === undefined || typeof decorated !== 'function') {
    throw new CognitoAuthSetupError([
      `${nameOf(target)}.${String(member)} has a decorator of access and is no method; put it on a method or a class`,
    ]);
  }
  const noted = decoratedMembersOf(target);
  if (!noted.some((other) => other.member === member && other.decorated === decorated)) {
    Reflect.defineMetadata(
      DECORATED_MEMBERS,
      Object.freeze([...noted, Object.freeze({ member, decorated })]),
      target,
    );
  }
  return decorated;
}

/** The methods with decorators of access that a class itself declares; static ones are noted at its constructor. */
export function decoratedMembersOf(prototype: object): readonly DecoratedMember[] {
  return (
    (Reflect.getOwnMetadata(DECORATED_MEMBERS, prototype) as
      readonly DecoratedMember[] | undefined) ?? []
  );
}

function nameOf(target: object): string {
  return (typeof target === 'function' ? target : target.constructor).name;
}
