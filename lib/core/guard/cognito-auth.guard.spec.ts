import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import { of } from 'rxjs';
import { Gatekeeper } from './gatekeeper.js';
import { COGNITO_AUTH_GUARD, CognitoAuthGuard } from './cognito-auth.guard.js';

const context = {} as ExecutionContext;

/** An application in which tokens stand for values; what was looked up, and how. */
function application(provided: ReadonlyMap<unknown, unknown>) {
  const lookups: unknown[] = [];
  const moduleRef = {
    get: (token: unknown, options: unknown) => {
      lookups.push([token, options]);
      if (!provided.has(token)) throw new Error('there is none');
      return provided.get(token);
    },
  } as unknown as ModuleRef;
  return { moduleRef, lookups };
}

describe('CognitoAuthGuard', () => {
  it('hands the work to the gatekeeper where it is the guard of the module', async () => {
    const provided = new Map<unknown, unknown>();
    const asked: unknown[] = [];
    provided.set(Gatekeeper, {
      authenticate: async (call: unknown) => {
        asked.push(call);
        return true;
      },
    });
    const { moduleRef, lookups } = application(provided);
    const guard = new CognitoAuthGuard(moduleRef);
    provided.set(COGNITO_AUTH_GUARD, guard);
    guard.onModuleInit();

    expect([await guard.canActivate(context), await guard.canActivate(context)]).toEqual([
      true,
      true,
    ]);
    expect(asked).toEqual([context, context]);
    // Each is looked up once, in all modules.
    expect(lookups).toEqual([
      [COGNITO_AUTH_GUARD, { strict: false }],
      [Gatekeeper, { strict: false }],
    ]);
  });

  it('rejects also where the gatekeeper throws at once', async () => {
    const provided = new Map<unknown, unknown>();
    const refusal = new Error('refused');
    provided.set(Gatekeeper, {
      authenticate: () => {
        throw refusal;
      },
    });
    const guard = new CognitoAuthGuard(application(provided).moduleRef);
    provided.set(COGNITO_AUTH_GUARD, guard);

    const outcome = guard.canActivate(context);

    expect(outcome).toBeInstanceOf(Promise);
    await expect(outcome).rejects.toBe(refusal);
  });

  it.each<[string, CanActivate, boolean]>([
    ['at once', { canActivate: () => false }, false],
    ['as a promise', { canActivate: async () => true }, true],
    ['as an observable', { canActivate: () => of(false, true) }, false],
  ])('lets another guard under its token decide, %s', async (_case, other, isAllowed) => {
    const { moduleRef } = application(new Map([[COGNITO_AUTH_GUARD, other]]));

    expect(await new CognitoAuthGuard(moduleRef).canActivate(context)).toBe(isAllowed);
  });

  it('gives the other guard the context', () => {
    const seen: unknown[] = [];
    const other: CanActivate = { canActivate: (call) => seen.push(call) > 0 };
    const { moduleRef } = application(new Map([[COGNITO_AUTH_GUARD, other]]));
    void new CognitoAuthGuard(moduleRef).canActivate(context);

    expect(seen).toEqual([context]);
  });

  it('refuses as a placeholder, whose constructor never ran, and says why', async () => {
    class ScopedGuard extends CognitoAuthGuard {}
    class Chat {
      say(): void {}
    }
    const placeholder = Object.create(ScopedGuard.prototype) as ScopedGuard;
    const call = {
      getClass: () => Chat,
      getHandler: () => Chat.prototype.say,
    } as unknown as ExecutionContext;

    await expect(placeholder.canActivate(call)).rejects.toMatchObject({
      code: 'ERR_COGNITO_SETUP',
      mistakes: [expect.stringMatching(/^ScopedGuard guards Chat\.say,.*Leave scope out/)],
    });
  });

  it('is found under a token that every copy of the package knows', () => {
    expect(COGNITO_AUTH_GUARD).toBe(Symbol.for('nestjs-cognito-auth:guard'));
  });

  it('stops the boot where the module is not imported', () => {
    const guard = new CognitoAuthGuard(application(new Map()).moduleRef);

    expect(() => guard.onModuleInit()).toThrow(
      expect.objectContaining({
        code: 'ERR_COGNITO_SETUP',
        mistakes: [
          'CognitoAuthGuard is used, but the application does not import CognitoAuthModule.forRoot({ … })',
        ],
      }),
    );
  });
});
