import type { CognitoUser } from '../claims/cognito-user.js';
import { ClaimsInsufficientError } from '../errors/claims-insufficient.error.js';
import type { CognitoAuthError } from '../errors/cognito-auth.error.js';
import { GroupRequiredError } from '../errors/group-required.error.js';
import { ScopeRequiredError } from '../errors/scope-required.error.js';
import { AudienceRefusedError, TokenUseRefusedError } from '../errors/token-refused.errors.js';
import { UserPoolRequiredError } from '../errors/user-pool-required.error.js';
import { isPromise } from '../option-reader/is-promise.js';
import type { AccessRequirement } from './access-requirements.js';

/** What one kind of requirement means. */
export interface RequirementKind<Requirement = never> {
  isMet(requirement: Requirement, user: CognitoUser): boolean;
  /**
   * The refusal of a user who does not meet all of them.
   *
   * @param requirements all that a handler has of this kind
   */
  refusalOf(requirements: readonly Requirement[], user: CognitoUser): CognitoAuthError;
  /** The requirement in a few words, such as `any group admin, owner`. */
  describe(requirement: Requirement): string;
}

type KindOf = AccessRequirement['kind'];

type BuiltInKinds = {
  readonly [Kind in KindOf]: RequirementKind<Extract<AccessRequirement, { kind: Kind }>>;
};

/**
 * Every kind, in the order in which they are asked. What a token is comes before what it grants, whatever the order
 * of the decorators: the function of `@RequireClaims()` beside `@RequireTokenUse('id')` is given claims of ID tokens
 * only.
 */
const KINDS: BuiltInKinds = {
  'token-use': {
    isMet: ({ tokenUse }, user) => user.tokenUse === tokenUse,
    refusalOf: () => new TokenUseRefusedError(),
    describe: ({ tokenUse }) => `${tokenUse} token`,
  },
  'user-pool': {
    isMet: ({ userPoolId }, user) => user.userPoolId === userPoolId,
    refusalOf: () => new UserPoolRequiredError(),
    describe: ({ userPoolId }) => `user pool ${userPoolId}`,
  },
  audience: {
    isMet: ({ audience }, { claims }) =>
      claims.token_use === 'access' && claims['aud'] === audience,
    refusalOf: () => new AudienceRefusedError(),
    describe: ({ audience }) => `audience ${audience}`,
  },
  groups: {
    isMet: (requirement, user) => isGranted(requirement, user.groups),
    refusalOf: () => new GroupRequiredError(),
    describe: (requirement) => describeNames('group', requirement),
  },
  scopes: {
    isMet: (requirement, user) => isGranted(requirement, user.scopes),
    refusalOf: (requirements, user) =>
      new ScopeRequiredError(
        namesOf(requirements.filter((requirement) => !isGranted(requirement, user.scopes))),
      ),
    describe: (requirement) => describeNames('scope', requirement),
  },
  claims: {
    isMet: ({ isMetBy }, { claims }) => isTrue(isMetBy(claims)),
    refusalOf: () => new ClaimsInsufficientError(),
    describe: ({ isMetBy }) => (isMetBy.name === '' ? 'claims' : `claims ${isMetBy.name}`),
  },
};

/** The kinds of requirement of one application: those of this entry point, and what others add. */
export class RequirementKinds {
  readonly #kinds = new Map<string, RequirementKind>(Object.entries(KINDS));

  /** In the order in which they are asked. */
  get names(): readonly string[] {
    return [...this.#kinds.keys()];
  }

  /** Adds a kind that is asked last. */
  add(name: string, kind: RequirementKind): void {
    if (this.#kinds.has(name)) throw new Error(`There is a kind of requirement '${name}' already`);
    this.#kinds.set(name, kind);
  }

  of<Requirement extends AccessRequirement>({ kind }: Requirement): RequirementKind<Requirement> {
    return this.#kinds.get(kind) as RequirementKind<Requirement>;
  }

  /** Whatever the order of the decorators. Those of unknown kinds come first. */
  inOrder(requirements: readonly AccessRequirement[]): readonly AccessRequirement[] {
    const { names } = this;
    return requirements.toSorted(
      (left, right) => names.indexOf(left.kind) - names.indexOf(right.kind),
    );
  }
}

/** {@link RequirementKinds}, for those who only look kinds up. */
export type RequirementTable = Omit<RequirementKinds, 'add'>;

/** What an application has if no other entry point adds a kind. */
export const BUILT_IN_KINDS: RequirementTable = new RequirementKinds();

/** All names that requirements ask for, each once. */
export function namesOf(
  requirements: readonly { readonly names: readonly string[] }[],
): readonly string[] {
  return [...new Set(requirements.flatMap(({ names }) => names))];
}

interface NamesRequired {
  readonly match: 'any' | 'all';
  readonly names: readonly string[];
}

function isGranted({ match, names }: NamesRequired, granted: readonly string[]): boolean {
  return match === 'any'
    ? names.some((name) => granted.includes(name))
    : names.every((name) => granted.includes(name));
}

function describeNames(noun: string, { match, names }: NamesRequired): string {
  const nouns = match === 'all' && names.length > 1 ? `${noun}s` : noun;
  return `${match} ${nouns} ${names.join(', ')}`;
}

/** A promise is a mistake of the application; that it resolves to `true` must not be taken for `true`. */
function isTrue(answer: unknown): boolean {
  if (isPromise(answer)) {
    void Promise.resolve(answer).catch(() => undefined);
    throw new TypeError(
      'The function of @RequireClaims() gave a promise; it must answer at once. What needs to wait belongs ' +
        'into validateClaims or a guard of your own',
    );
  }
  return answer === true;
}
