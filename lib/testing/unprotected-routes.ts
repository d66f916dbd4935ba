import type { INestApplicationContext } from '@nestjs/common';
import { ACCESS_INSPECTOR, type AccessInspector } from '../core/internal.js';
import { providerOf } from './provider-of.js';

/**
 * The routes, resolvers, and message handlers that everybody can call: no `CognitoAuthGuard` reaches them, and no
 * `@Public()` says that this is meant. A guard counts if it is `CognitoAuthGuard`, extends it, or has it injected,
 * and if Nest asks it: not where a constructor or another decorator has put a function without guards in the place
 * of the handler, nor on the object of a `useFactory` whose guard Nest does not make. A handler of two kinds, such as
 * `@Get()` and `@MessagePattern()`, is listed for each. Fields of a graph are reached through other handlers, so
 * they are listed only where they ask for a guard that Nest does not ask.
 *
 * Paths are those that are served, as {@link accessTable} tells them. Message handlers of an application that also
 * serves HTTP need the guard on themselves or on their class, because a global guard reaches them only with
 * `inheritAppConfig`, which cannot be seen. What lazy modules bring is listed once they are loaded, also where Nest
 * does not route it. What the constructor of a request-scoped class replaces cannot be seen, nor what is no handler
 * of Nest's own. What middleware and the HTTP adapter serve by themselves, and `handleConnection()` of gateways, is
 * beyond any guard and is not listed.
 *
 * @param app an application that has been initialised
 * @returns such as `['GET /api/v1/orders/:id (OrdersController.show)']`, in alphabetical order
 * @throws {Error} when the application has no `CognitoAuthModule`
 *
 * @example
 * it('has no route that somebody forgot to guard', () => {
 *   expect(unprotectedRoutes(app)).toEqual([]);
 * });
 */
export function unprotectedRoutes(app: INestApplicationContext): readonly string[] {
  const inspector = providerOf(app, ACCESS_INSPECTOR, 'unprotectedRoutes()') as AccessInspector;
  return inspector.unprotectedRoutes();
}
