import { mixin } from '@nestjs/common';
import { classNameOf } from './class-name.js';

describe('classNameOf', () => {
  class Orders {}
  class Child extends Orders {}

  it.each<[string, { readonly name: string }, string]>([
    ['a class', Child, 'Child'],
    ['a class without a name', class {}, ''],
    ['an object with a name', { name: 'Orders' }, 'Orders'],
    ['a mixin with a parent', mixin(class extends Child {}), 'Child'],
    ['a mixin of a mixin', mixin(class extends mixin(class extends Orders {}) {}), 'Orders'],
    ['a mixin without a parent', mixin(class {}), '(mixin)'],
    ['a mixin of mixins only', mixin(class extends mixin(class {}) {}), '(mixin)'],
  ])('gives a name that stays: %s', (_case, type, name) => {
    expect(classNameOf(type)).toBe(name);
  });
});
