import 'reflect-metadata';
import { CognitoUser } from '../claims/cognito-user.js';
import type { CognitoClaims } from '../claims/cognito-claims.interface.js';
import { OptionalAuth } from '../decorators/optional-auth.decorator.js';
import { Public } from '../decorators/public.decorator.js';
import { RequireAnyGroup } from '../decorators/require-any-group.decorator.js';
import { accessPolicyOf, findUnmet } from './access-policy.js';
import { BUILT_IN_KINDS as kinds } from './requirement-kinds.js';
import { type AccessRequirement, requirementDecorator } from './access-requirements.js';

const admin = { kind: 'groups', match: 'any', names: ['admin'] } as const;
const owner = { kind: 'groups', match: 'any', names: ['owner', 'support'] } as const;

class Plain {
  plain(): void {}
  @Public() open(): void {}
  @OptionalAuth() optional(): void {}
  @RequireAnyGroup('owner', 'support') owned(): void {}
}

@Public()
class Open extends Plain {}

@OptionalAuth()
class Lenient extends Plain {}

@RequireAnyGroup('admin')
class Admin extends Plain {}

class AdminChild extends Admin {}

class OpenChild extends Open {}

describe('accessPolicyOf', () => {
  it('inherits what is put on a parent after the class that extends it has something of its own', () => {
    class Parent {
      list(): void {}
    }
    @RequireAnyGroup('owner', 'support')
    class Child extends Parent {}
    RequireAnyGroup('admin')(Parent);

    expect(accessPolicyOf(Child, Child.prototype.list).requirements).toEqual([admin, owner]);
  });

  it.each([
    [Plain, 'plain', 'required', []],
    [Plain, 'open', 'public', []],
    [Plain, 'optional', 'optional', []],
    [Plain, 'owned', 'required', [owner]],
    [Open, 'plain', 'public', []],
    [Open, 'optional', 'optional', []],
    [Open, 'owned', 'required', [owner]],
    [OpenChild, 'plain', 'required', []],
    [Lenient, 'plain', 'optional', []],
    [Lenient, 'open', 'public', []],
    [Lenient, 'owned', 'required', [owner]],
    [Admin, 'plain', 'required', [admin]],
    [Admin, 'open', 'public', []],
    [Admin, 'owned', 'required', [admin, owner]],
    [AdminChild, 'plain', 'required', [admin]],
    [AdminChild, 'owned', 'required', [admin, owner]],
  ] as const)('of %p.%s is %s', (controller, handler, mode, requirements) => {
    expect(accessPolicyOf(controller, controller.prototype[handler])).toMatchObject({
      mode,
      requirements,
    });
  });

  it('refuses an open handler that requires something', () => {
    class Contradictory {
      @Public() @RequireAnyGroup('admin') open(): void {}
      @RequireAnyGroup('admin') @OptionalAuth() optional(): void {}
    }

    expect(() => accessPolicyOf(Contradictory, Contradictory.prototype.open)).toThrow(
      expect.objectContaining({
        code: 'ERR_COGNITO_SETUP',
        mistakes: [
          'Contradictory.open is @Public() and requires something; keep the decorator that is meant',
        ],
      }),
    );
    expect(() => accessPolicyOf(Contradictory, Contradictory.prototype.optional)).toThrow(
      expect.objectContaining({
        mistakes: [
          'Contradictory.optional is @OptionalAuth() and requires something; keep the decorator that is meant',
        ],
      }),
    );
  });

  it('refuses an open class that requires something, be it by its parent', () => {
    @OptionalAuth()
    class OptionalAdmin extends Admin {}

    expect(() => accessPolicyOf(OptionalAdmin, OptionalAdmin.prototype.plain)).toThrow(
      expect.objectContaining({
        mistakes: [
          'OptionalAdmin is @OptionalAuth() and requires something; keep the decorator that is meant',
        ],
      }),
    );
  });

  it('refuses an optional handler of a class that requires something', () => {
    expect(() => accessPolicyOf(Admin, Admin.prototype.optional)).toThrow(
      expect.objectContaining({
        mistakes: [
          'Admin.optional is @OptionalAuth(), and Admin requires something; keep the decorator that is meant',
        ],
      }),
    );
  });
});

describe('findUnmet', () => {
  const unmetBy = (groups: readonly string[]) =>
    findUnmet(
      { requirements: [admin, owner], kinds },
      new CognitoUser(
        { token_use: 'access', 'cognito:groups': groups, exp: 1 } as unknown as CognitoClaims,
        'pool-1',
      ),
    );

  it.each([[['admin', 'owner']], [['support', 'x', 'admin']]])('lets %j in', (groups) => {
    expect(unmetBy(groups)).toBeUndefined();
  });

  it.each([
    [[]],
    [['admin']],
    [['owner', 'support']],
    [['Admin', 'owner']],
    [['administrators', 'owner']],
  ])('keeps %j out', (groups) => {
    expect(unmetBy(groups)).toMatchObject({
      error: { code: 'ERR_COGNITO_GROUP_REQUIRED' },
      asked: 'any group admin and any group owner, support',
    });
  });
});

describe('accessPolicyOf, with requirements of several kinds', () => {
  const orders: AccessRequirement = { kind: 'scopes', match: 'all', names: ['read', 'write'] };
  const access: AccessRequirement = { kind: 'token-use', tokenUse: 'access' };

  it('asks for them in the order of their kinds, and names the scopes', () => {
    class Orders {
      @requirementDecorator(access)
      @requirementDecorator(admin)
      @requirementDecorator(orders)
      list(): void {}
    }
    requirementDecorator({ kind: 'scopes', match: 'any', names: ['read', 'audit'] })(Orders);

    expect(accessPolicyOf(Orders, Orders.prototype.list)).toMatchObject({
      requirements: [access, admin, { names: ['read', 'audit'] }, orders],
      scopes: ['read', 'audit', 'write'],
    });
    expect(accessPolicyOf(Plain, Plain.prototype.owned).scopes).toEqual([]);
  });

  it('refuses a kind that it does not know, because nothing would check it', () => {
    class Orders {
      @requirementDecorator({ kind: 'mood' } as unknown as AccessRequirement) list(): void {}
    }

    expect(() => accessPolicyOf(Orders, Orders.prototype.list, { member: 'index' })).toThrow(
      expect.objectContaining({
        code: 'ERR_COGNITO_SETUP',
        mistakes: [
          expect.stringMatching(
            /^Orders\.index requires .*'mood'.*one version of nestjs-cognito-auth/,
          ),
        ],
      }),
    );
  });

  it('refuses with the requirements of the first kind that is not met', () => {
    const audit: AccessRequirement = { kind: 'scopes', match: 'any', names: ['audit'] };
    const user = new CognitoUser(
      { token_use: 'access', scope: 'read', exp: 1 } as unknown as CognitoClaims,
      'pool-1',
    );

    expect(findUnmet({ requirements: [access, orders, audit], kinds }, user)).toMatchObject({
      error: { code: 'ERR_COGNITO_SCOPE_REQUIRED', scopes: ['read', 'write', 'audit'] },
      asked: 'all scopes read, write and any scope audit',
    });
    expect(findUnmet({ requirements: [admin, orders], kinds }, user)).toMatchObject({
      error: { code: 'ERR_COGNITO_GROUP_REQUIRED' },
    });
    expect(findUnmet({ requirements: [orders, admin], kinds }, user)).toMatchObject({
      error: { scopes: ['read', 'write'] },
      asked: 'all scopes read, write',
    });
  });
});
