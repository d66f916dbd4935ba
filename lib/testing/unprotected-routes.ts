import type { INestApplicationContext } from '@nestjs/common';
import { testingHooksOf } from './testing-hooks-of.js';

/**
 * The routes, resolvers, and message handlers that everybody can call: no `CognitoAuthGuard` reaches them, and no
 * `@Public()` says that this is meant. A guard counts if it is `CognitoAuthGuard`, extends it, or has it injected.
 *
 * Paths are those of the decorators, without the prefix and the version that the application adds. Message
 * handlers of an application that also serves HTTP need the guard on themselves or on their class, because a
 * global guard reaches them only with `inheritAppConfig`, which cannot be seen. What middleware and the HTTP
 * adapter serve by themselves, and `handleConnection()` of gateways, is beyond any guard and is not listed.
 *
 * @param app an application that has been initialised
 * @returns such as `['GET /orders/:id (OrdersController.show)']`, in alphabetical order
 * @throws {Error} when the application has no `CognitoAuthModule`
 *
 * @example
 * it('has no route that somebody forgot to guard', () => {
 *   expect(unprotectedRoutes(app)).toEqual([]);
 * });
 */
export function unprotectedRoutes(app: INestApplicationContext): readonly string[] {
  return testingHooksOf(app, 'unprotectedRoutes()').unprotectedRoutes();
}
