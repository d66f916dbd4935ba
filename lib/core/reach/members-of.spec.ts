import 'reflect-metadata';
import { RequireAnyGroup } from '../decorators/require-any-group.decorator.js';
import { decoratedFunctionsOf, methodOf, prototypesOf } from './members-of.js';

class Grandparent {
  @RequireAnyGroup('a') list(): void {}
  @RequireAnyGroup('a') show(): void {}
}
class Parent extends Grandparent {
  @RequireAnyGroup('b') override list(): void {}
  get size(): number {
    throw new Error('reading a property calls it');
  }
}
class Child extends Parent {
  override list(): void {}
  plain(): void {}
}

describe('decoratedFunctionsOf', () => {
  it('finds the decorated function of the class that declares a method', () => {
    const of = decoratedFunctionsOf(Parent.prototype);

    expect(of('list')).toEqual({
      declared: [Parent.prototype.list],
      overridden: [Grandparent.prototype.list],
    });
    expect(of('show')).toEqual({ declared: [Grandparent.prototype.show], overridden: [] });
  });

  it('finds all that an undecorated method overrides', () => {
    expect(decoratedFunctionsOf(Child.prototype)('list')).toEqual({
      declared: [],
      overridden: [Parent.prototype.list, Grandparent.prototype.list],
    });
  });

  it('finds every function that was decorated under one name', () => {
    class Replaced {
      list(): void {}
    }
    const functions = [Replaced.prototype.list, (): void => undefined];
    for (const value of functions) RequireAnyGroup('a')(Replaced.prototype, 'list', { value });

    expect(decoratedFunctionsOf(Replaced.prototype)('list').declared).toEqual(functions);
  });

  it('finds nothing for a method without decorators', () => {
    expect(decoratedFunctionsOf(Child.prototype)('plain')).toEqual({
      declared: [],
      overridden: [],
    });
  });
});

describe('methodOf', () => {
  it('finds a method of a class or of its nearest parent', () => {
    expect(methodOf(Child.prototype, 'list')).toBe(Child.prototype.list);
    expect(methodOf(Child.prototype, 'show')).toBe(Grandparent.prototype.show);
  });

  it('finds no accessor, no other property and nothing that is absent', () => {
    expect(methodOf(Child.prototype, 'size')).toBeUndefined();
    expect(methodOf({ list: 'text' }, 'list')).toBeUndefined();
    expect(methodOf(Child.prototype, 'absent')).toBeUndefined();
    expect(methodOf(Child.prototype, 'toString')).toBeUndefined();
  });
});

describe('prototypesOf', () => {
  it('begins with the class and ends before the prototype of all objects', () => {
    expect(prototypesOf(Child.prototype)).toEqual([
      Child.prototype,
      Parent.prototype,
      Grandparent.prototype,
    ]);
    expect(prototypesOf(Object.create(null) as object)).toHaveLength(1);
    expect(prototypesOf(Object.prototype)).toEqual([]);
  });
});
