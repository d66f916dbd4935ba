import * as fc from 'fast-check';
import {
  type CognitoClaims,
  CognitoUser,
  OptionalAuth,
  Public,
  RequireAnyGroup,
} from 'nestjs-cognito-auth';
import { accessPolicyOf, findUnmet } from '../../../lib/core/access/access-policy.js';
import { BUILT_IN_KINDS } from '../../../lib/core/access/requirement-kinds.js';
import { check, outcomeOf } from './support/check.js';

const GROUPS = ['admin', 'Admin', 'owner', 'support', 'administrators'];

/** Decorators on one place, in the order in which they stand there. */
interface Decorated {
  readonly mode: 'public' | 'optional' | undefined;
  /** Each is one `@RequireAnyGroup(…)`. */
  readonly requirements: readonly (readonly string[])[];
  /** Whether the mode stands above the requirements. */
  readonly isModeFirst: boolean;
}

const decorated: fc.Arbitrary<Decorated> = fc.record({
  mode: fc.constantFrom('public' as const, 'optional' as const, undefined, undefined),
  requirements: fc.oneof(
    fc.constant([]),
    fc.array(fc.subarray(GROUPS, { minLength: 1, maxLength: 2 }), { maxLength: 2 }),
  ),
  isModeFirst: fc.boolean(),
});

type Decorator = MethodDecorator & ClassDecorator;

function decoratorsOf({ mode, requirements, isModeFirst }: Decorated): readonly Decorator[] {
  const modes = mode === undefined ? [] : [mode === 'public' ? Public() : OptionalAuth()];
  const all = requirements.map((groups) => RequireAnyGroup(...groups));
  return isModeFirst ? [...modes, ...all] : [...all, ...modes];
}

/** Two classes, one extending the other, with a handler each: as the compiler decorates them. */
function buildControllers(parent: Decorated, child: Decorated, handler: Decorated) {
  class Parent {
    handle(): void {}
    plain(): void {}
  }
  class Child extends Parent {}
  for (const decorate of decoratorsOf(handler)) {
    const descriptor = Object.getOwnPropertyDescriptor(Parent.prototype, 'handle');
    decorate(Parent.prototype, 'handle', descriptor as TypedPropertyDescriptor<unknown>);
  }
  for (const decorate of decoratorsOf(parent)) decorate(Parent);
  for (const decorate of decoratorsOf(child)) decorate(Child);
  return { Parent, Child, handle: Parent.prototype.handle, plain: Parent.prototype.plain };
}

const NOTHING: Decorated = { mode: undefined, requirements: [], isModeFirst: false };

function sorted(requirements: readonly (readonly string[])[]): string[] {
  return requirements.map((groups) => groups.join()).toSorted();
}

/**
 * What the documentation promises: what is nearer wins over the mode, requirements add up, a class has
 * those of its parents but not their mode, only a public handler lifts them, and a decorator that would
 * have no effect is a mistake.
 */
function oracle(classes: readonly Decorated[], handler: Decorated) {
  const ofClasses = classes.flatMap(({ requirements }) => requirements);
  const classMode = classes.at(-1)?.mode;
  const isContradiction =
    (handler.mode !== undefined && handler.requirements.length > 0) ||
    (classMode !== undefined && ofClasses.length > 0) ||
    (handler.mode === 'optional' && ofClasses.length > 0);
  if (isContradiction) return { code: 'ERR_COGNITO_SETUP' };
  const mode =
    handler.mode ?? (handler.requirements.length > 0 ? 'required' : (classMode ?? 'required'));
  const groups = mode === 'public' ? [] : [...ofClasses, ...handler.requirements];
  return { value: { mode, groups: sorted(groups) } };
}

const userIn = (groups: readonly string[]): CognitoUser =>
  new CognitoUser(
    {
      sub: 'a',
      iss: 'https://issuer.example',
      exp: 2_000_000_000,
      iat: 1_900_000_000,
      token_use: 'access',
      client_id: 'client',
      'cognito:groups': groups,
    } satisfies CognitoClaims,
    'eu-west-1_AbCdEf123',
  );

describe('what the decorators of a handler come to', () => {
  it('is the nearest mode and all requirements, whatever the order of the decorators', () => {
    const seen = new Map<string, number>();
    check(
      fc.property(decorated, decorated, decorated, (parent, child, handler) => {
        const { Parent, Child, handle, plain } = buildControllers(parent, child, handler);
        const places = [
          [Parent, handle, oracle([parent], handler)],
          [Child, handle, oracle([parent, child], handler)],
          [Parent, plain, oracle([parent], NOTHING)],
          [Child, plain, oracle([parent, child], NOTHING)],
        ] as const;

        for (const [controller, method, expected] of places) {
          const outcome = outcomeOf(() => {
            const { mode, requirements } = accessPolicyOf(controller, method);
            return {
              mode,
              groups: sorted(
                requirements.map((found) => (found.kind === 'groups' ? found.names : [])),
              ),
            };
          });
          expect(outcome).toEqual(expected);
          const kind = outcome.code ?? outcome.value.mode;
          seen.set(kind, (seen.get(kind) ?? 0) + 1);
        }
      }),
      1000,
    );

    expect(seen.size).toBe(4);
    expect(Math.min(...seen.values())).toBeGreaterThan(200);
  });

  it('asks for a token unless a decorator on the handler or its own class says otherwise', () => {
    check(
      fc.property(decorated, decorated, decorated, (parent, child, handler) => {
        const { Child, handle } = buildControllers(parent, child, { ...handler, mode: undefined });
        fc.pre(child.mode === undefined || handler.requirements.length > 0);

        const outcome = outcomeOf(() => accessPolicyOf(Child, handle).mode);
        expect(outcome).toEqual(
          outcome.code === undefined ? { value: 'required' } : { code: 'ERR_COGNITO_SETUP' },
        );
      }),
    );
  });

  it('only grows when a requirement is added', () => {
    const more = fc.subarray(GROUPS, { minLength: 1 });
    const membership = fc.subarray(GROUPS);
    check(
      fc.property(
        decorated,
        decorated,
        more,
        membership,
        fc.boolean(),
        (onClass, onHandler, groups, memberOf, isOnClass) => {
          const add = (place: Decorated): Decorated => ({
            ...place,
            requirements: [...place.requirements, groups],
          });
          const isIn = (first: Decorated, second: Decorated): boolean => {
            const { Child, handle } = buildControllers(NOTHING, first, second);
            const find = () => findUnmet(accessPolicyOf(Child, handle), userIn(memberOf));
            const { code, value } = outcomeOf(find);
            return code === undefined && value === undefined;
          };
          const isInAfter = isOnClass
            ? isIn(add(onClass), onHandler)
            : isIn(onClass, add(onHandler));

          expect(isInAfter && !isIn(onClass, onHandler)).toBe(false);
        },
      ),
    );
  });

  it('cannot be public and optional in one place', () => {
    check(
      fc.property(fc.shuffledSubarray([Public(), OptionalAuth()], { minLength: 2 }), (modes) => {
        class Contradictory {}

        expect(outcomeOf(() => modes.forEach((decorate) => decorate(Contradictory)))).toEqual({
          code: 'ERR_COGNITO_SETUP',
        });
      }),
      10,
    );
  });
});

describe('a user whose token is good', () => {
  it('gets in when each requirement names one of the groups exactly, and only then', () => {
    const seen = { in: 0, out: 0 };
    check(
      fc.property(
        fc.array(fc.subarray(GROUPS, { minLength: 1 }), { maxLength: 3 }),
        fc.subarray(GROUPS),
        (requirements, memberOf) => {
          const policy = {
            kinds: BUILT_IN_KINDS,
            requirements: requirements.map((names) => ({
              kind: 'groups' as const,
              match: 'any' as const,
              names,
            })),
          };
          const isMember = requirements.every(
            (groups) => new Set([...groups, ...memberOf]).size < groups.length + memberOf.length,
          );

          expect(findUnmet(policy, userIn(memberOf))?.error.code).toBe(
            isMember ? undefined : 'ERR_COGNITO_GROUP_REQUIRED',
          );
          seen[isMember ? 'in' : 'out'] += 1;
        },
      ),
      1000,
    );

    expect(Math.min(seen.in, seen.out)).toBeGreaterThan(100);
  });

  it('is in no group where the claim is anything but a list of strings', () => {
    const noList = fc
      .oneof(
        fc.jsonValue(),
        fc.constantFrom(
          'admin',
          'administrators',
          { 0: 'admin', length: 1 },
          ['admin', 1],
          [['admin']],
        ),
      )
      .filter(
        (value) => !(Array.isArray(value) && value.every((entry) => typeof entry === 'string')),
      );
    check(
      fc.property(noList, (groups) => {
        expect(userIn(groups as unknown as string[]).groups).toEqual([]);
      }),
    );
  });
});
