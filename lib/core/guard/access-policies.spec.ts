import 'reflect-metadata';
import { Public } from '../decorators/public.decorator.js';
import { RequireAnyGroup } from '../decorators/require-any-group.decorator.js';
import { BUILT_IN_KINDS } from '../access/requirement-kinds.js';
import { AccessPolicies } from './access-policies.js';

class Parent {
  handle(): void {}
  @Public() open(): void {}
}

@RequireAnyGroup('admin')
class Child extends Parent {}

describe('AccessPolicies', () => {
  it('makes the policy of a handler once', () => {
    const policies = new AccessPolicies(() => undefined, BUILT_IN_KINDS);
    const made = policies.of(Parent, Parent.prototype.handle);

    expect(made).toEqual({
      mode: 'required',
      requirements: [],
      scopes: [],
      kinds: BUILT_IN_KINDS,
    });
    expect(policies.of(Parent, Parent.prototype.handle)).toBe(made);
  });

  it('keeps apart the handlers of a class, and the classes that inherit a handler', () => {
    const policies = new AccessPolicies(() => undefined, BUILT_IN_KINDS);
    policies.of(Parent, Parent.prototype.handle);
    const ofChild = policies.of(Child, Child.prototype.handle);

    expect(ofChild.requirements).toEqual([{ kind: 'groups', match: 'any', names: ['admin'] }]);
    expect(policies.of(Parent, Parent.prototype.handle).requirements).toEqual([]);
    expect(policies.of(Parent, Parent.prototype.open).mode).toBe('public');
    expect(policies.of(Child, Child.prototype.handle)).toBe(ofChild);
  });
});
