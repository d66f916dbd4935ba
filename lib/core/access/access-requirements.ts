import type { CognitoClaims, CognitoTokenUse } from '../claims/cognito-claims.interface.js';
import { CognitoAuthSetupError } from '../errors/cognito-auth-setup.error.js';
import { noteDecorated } from './decorated-members.js';

/** What a handler asks of a user whose token is good. */
export type AccessRequirement =
  | { readonly kind: 'token-use'; readonly tokenUse: CognitoTokenUse }
  | { readonly kind: 'user-pool'; readonly userPoolId: string }
  | { readonly kind: 'audience'; readonly audience: string }
  | {
      readonly kind: 'groups' | 'scopes';
      /** Whether one of the names is enough. */
      readonly match: 'any' | 'all';
      readonly names: readonly string[];
    }
  | { readonly kind: 'claims'; readonly isMetBy: (claims: CognitoClaims) => boolean };

const ACCESS_REQUIREMENTS = 'nestjs-cognito-auth:access-requirements';

/** A decorator for a handler or a class that adds a requirement to those already there. */
export function requirementDecorator(
  requirement: AccessRequirement,
): MethodDecorator & ClassDecorator {
  return (target: object, member?: string | symbol, descriptor?: PropertyDescriptor) => {
    const decorated = noteDecorated(target, member, descriptor);
    Reflect.defineMetadata(
      ACCESS_REQUIREMENTS,
      Object.freeze([...ownRequirementsOf(decorated), Object.freeze(requirement)]),
      decorated,
    );
  };
}

/** The same for a kind of requirement that another entry point adds. */
export function addedRequirementDecorator(requirement: {
  readonly kind: string;
}): MethodDecorator & ClassDecorator {
  return requirementDecorator(requirement as AccessRequirement);
}

/** All requirements of a handler or class; a class also has those of the classes it extends. */
export function accessRequirementsOf(decorated: object): readonly AccessRequirement[] {
  const parent = Object.getPrototypeOf(decorated) as object | null;
  const inherited = parent === null ? [] : accessRequirementsOf(parent);
  return [...inherited, ...ownRequirementsOf(decorated)];
}

/** Only its own: a parent may be decorated after a class that extends it. */
function ownRequirementsOf(decorated: object): readonly AccessRequirement[] {
  return (
    (Reflect.getOwnMetadata(ACCESS_REQUIREMENTS, decorated) as
      readonly AccessRequirement[] | undefined) ?? []
  );
}

/**
 * The names that a decorator was given, frozen.
 *
 * @throws {CognitoAuthSetupError} when there is none, or one is empty or holds a space, which no name has
 */
export function namesGivenTo(decorator: string, names: readonly string[]): readonly string[] {
  if (names.length === 0 || !names.every((name) => isName(name))) {
    throw new CognitoAuthSetupError([
      `${decorator} needs one or more names, each a string without spaces`,
    ]);
  }
  return Object.freeze([...names]);
}

/**
 * The scopes that a decorator was given, frozen.
 *
 * @throws {CognitoAuthSetupError} when there is none, or one has characters that no scope has
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-3.3
 */
export function scopesGivenTo(decorator: string, scopes: readonly string[]): readonly string[] {
  const names = namesGivenTo(decorator, scopes);
  if (!names.every((name) => SCOPE.test(name))) {
    throw new CognitoAuthSetupError([
      `${decorator} needs scopes; a scope can have all printable ASCII characters except the space, " and \\ (RFC 6749 §3.3)`,
    ]);
  }
  return names;
}

const SCOPE = /^[\x21\x23-\x5B\x5D-\x7E]+$/;

function isName(name: unknown): boolean {
  return typeof name === 'string' && /^\S+$/.test(name);
}
