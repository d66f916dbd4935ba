import 'reflect-metadata';
import { decoratedMembersOf, noteDecorated } from './decorated-members.js';

class Orders {
  list(): void {}
  show(): void {}
  static drop(): void {}
}

/** Notes a method of a class, or another function in its place. */
const note = (
  target: object,
  member: string,
  value: unknown = (target as Readonly<Record<string, unknown>>)[member],
): object => noteDecorated(target, member, { value });

describe('noteDecorated', () => {
  it('gives a class, and notes nothing', () => {
    class Plain {}

    expect(noteDecorated(Plain, undefined, undefined)).toBe(Plain);
    expect(decoratedMembersOf(Plain)).toEqual([]);
    expect(decoratedMembersOf(Plain.prototype)).toEqual([]);
  });

  it('gives the function of a method, and notes it at the class that declares it', () => {
    class Child extends Orders {}
    const { list, show } = Orders.prototype;

    expect(note(Orders.prototype, 'list')).toBe(list);
    expect(note(Orders.prototype, 'show')).toBe(show);
    expect(note(Orders, 'drop')).toBe(Orders.drop);
    expect(decoratedMembersOf(Orders.prototype)).toEqual([
      { member: 'list', decorated: list },
      { member: 'show', decorated: show },
    ]);
    expect(decoratedMembersOf(Orders)).toEqual([{ member: 'drop', decorated: Orders.drop }]);
    expect(decoratedMembersOf(Child.prototype)).toEqual([]);
  });

  it('notes each function of a method once', () => {
    class Twice {
      list(): void {}
    }
    const replacement = (): void => undefined;
    const { prototype } = Twice;
    const { list } = prototype;
    for (const value of [list, list, replacement, replacement]) note(prototype, 'list', value);
    note(prototype, 'other', list);

    expect(decoratedMembersOf(prototype)).toEqual([
      { member: 'list', decorated: list },
      { member: 'list', decorated: replacement },
      { member: 'other', decorated: list },
    ]);
  });

  it('keeps notes that nobody can change, under a fixed name for other copies of this package', () => {
    class Kept {
      list(): void {}
    }
    note(Kept.prototype, 'list');
    const notes = decoratedMembersOf(Kept.prototype);

    expect([notes, ...notes].every(Object.isFrozen)).toBe(true);
    expect(Reflect.getOwnMetadataKeys(Kept.prototype)).toEqual([
      'nestjs-cognito-auth:decorated-members',
    ]);
  });

  it.each<[string, object, string | symbol | undefined, PropertyDescriptor | undefined]>([
    ['Orders.size', Orders.prototype, 'size', undefined],
    ['Orders.Symbol(secret)', Orders.prototype, Symbol('secret'), undefined],
    ['Orders.size', Orders.prototype, 'size', { get: () => 1 }],
    ['Orders.size', Orders, 'size', { value: 1 }],
    ['Orders.undefined', Orders, undefined, { value: () => 1 }],
  ])('refuses %s, which is neither a class nor a method', (name, target, member, descriptor) => {
    expect(() => noteDecorated(target, member, descriptor)).toThrow(
      expect.objectContaining({
        code: 'ERR_COGNITO_SETUP',
        mistakes: [expect.stringContaining(`${name} `)],
      }),
    );
  });
});
