import 'reflect-metadata';
import {
  type AccessRequirement,
  accessRequirementsOf,
  namesGivenTo,
  requirementDecorator,
  scopesGivenTo,
} from './access-requirements.js';

const anyGroup = (...names: readonly string[]): AccessRequirement => ({
  kind: 'groups',
  match: 'any',
  names,
});
const [ADMIN, STAFF, AUDIT] = ['admin', 'staff', 'audit'].map((group) => anyGroup(group)) as [
  AccessRequirement,
  AccessRequirement,
  AccessRequirement,
];

@requirementDecorator(STAFF)
class Parent {
  @requirementDecorator(AUDIT)
  @requirementDecorator(ADMIN)
  handle(): void {}

  open(): void {}
}

@requirementDecorator(ADMIN)
class Child extends Parent {}

class Grandchild extends Child {}

describe('accessRequirementsOf', () => {
  it('gives those of a method, the one next to it first', () => {
    expect(accessRequirementsOf(Parent.prototype.handle)).toEqual([ADMIN, AUDIT]);
  });

  it('gives none where nothing was decorated', () => {
    expect(accessRequirementsOf(Parent.prototype.open)).toEqual([]);
    expect(accessRequirementsOf(Object.create(null) as object)).toEqual([]);
  });

  it.each([
    ['a class', Parent, [STAFF]],
    ['a class that extends it, after what that one asks', Child, [STAFF, ADMIN]],
    ['a class that only inherits', Grandchild, [STAFF, ADMIN]],
  ])('gives those of %s', (_case, decorated, requirements) => {
    expect(accessRequirementsOf(decorated)).toEqual(requirements);
  });

  it('sees a parent that is decorated after its child', () => {
    class Late {}
    class Early extends Late {}
    requirementDecorator(ADMIN)(Early);
    requirementDecorator(STAFF)(Late);

    expect(accessRequirementsOf(Early)).toEqual([STAFF, ADMIN]);
    expect(accessRequirementsOf(Late)).toEqual([STAFF]);
  });
});

describe('requirementDecorator', () => {
  it('keeps requirements that nobody can change', () => {
    class Guarded {}
    requirementDecorator(anyGroup('admin'))(Guarded);
    const [key] = Reflect.getOwnMetadataKeys(Guarded) as [string];
    const kept = Reflect.getOwnMetadata(key, Guarded) as readonly AccessRequirement[];

    // A fixed string, so that another copy of this package in the process reads it too.
    expect(key).toBe('nestjs-cognito-auth:access-requirements');
    expect([kept, ...kept].every(Object.isFrozen)).toBe(true);
  });

  it('is refused on a property, where nothing would read it', () => {
    expect(() =>
      requirementDecorator(ADMIN)(Parent.prototype, 'field', undefined as never),
    ).toThrow(
      expect.objectContaining({
        code: 'ERR_COGNITO_SETUP',
        mistakes: [expect.stringMatching(/^Parent\.field .*put it on a method or a class/)],
      }),
    );
  });
});

describe('namesGivenTo', () => {
  it('gives the names as a list of their own that is frozen', () => {
    const given = ['admin', 'orders/read'];
    const names = namesGivenTo('@RequireAnyGroup()', given);

    expect(names).toEqual(given);
    expect(names).not.toBe(given);
    expect(Object.isFrozen(names)).toBe(true);
  });

  it.each<[string, readonly unknown[]]>([
    ['nothing', []],
    ['an empty text', ['']],
    ['a text beside an empty one', ['admin', '']],
    ['several in one text', ['orders/read orders/write']],
    ['a space before it', [' admin']],
    ['a line break behind it', ['admin\n']],
    ['a list', [['admin']]],
    ['undefined', [undefined]],
    ['a number', [1]],
  ])('stops at names that are %s', (_case, names) => {
    expect(() => namesGivenTo('@RequireAnyGroup()', names as readonly string[])).toThrow(
      expect.objectContaining({
        code: 'ERR_COGNITO_SETUP',
        mistakes: [expect.stringMatching(/^@RequireAnyGroup\(\) needs one or more names, each/)],
      }),
    );
  });
});

describe('scopesGivenTo', () => {
  it('gives scopes of all characters that a scope can have, frozen', () => {
    const printable = Array.from({ length: 0x7e - 0x20 }, (_, index) =>
      String.fromCodePoint(0x21 + index),
    );
    const scopes = printable.filter((character) => !['"', '\\'].includes(character));

    expect(scopesGivenTo('@RequireAnyScope()', scopes)).toEqual(scopes);
    expect(Object.isFrozen(scopesGivenTo('@RequireAnyScope()', scopes))).toBe(true);
  });

  it('stops at names that are none', () => {
    expect(() => scopesGivenTo('@RequireAnyScope()', [])).toThrow(/needs one or more names/);
    expect(() => scopesGivenTo('@RequireAnyScope()', ['a b'])).toThrow(/needs one or more names/);
  });

  it.each(['"', 'a\\b', 'a\u007f', '\u0000', 'é', '\u200b'])(
    'says what a scope can have instead of %p',
    (scope) => {
      expect(() => scopesGivenTo('@RequireAnyScope()', ['orders/read', scope])).toThrow(
        expect.objectContaining({
          code: 'ERR_COGNITO_SETUP',
          mistakes: [
            '@RequireAnyScope() needs scopes; a scope can have all printable ASCII characters except the space, " and \\ ' +
              '(RFC 6749 §3.3)',
          ],
        }),
      );
    },
  );
});
