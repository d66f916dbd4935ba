import type { INestApplicationContext } from '@nestjs/common';
import { ACCESS_INSPECTOR, type AccessInspector } from '../core/internal.js';
import { providerOf } from './provider-of.js';

/**
 * The routes, resolvers, and message handlers that everybody can call: no `CognitoAuthGuard` reaches them, and no
 * `@Public()` marks them as public. A guard counts if it is `CognitoAuthGuard`, extends it, or injects it, and if
 * Nest runs it. Nest does not run it if a constructor or another decorator has put a function without guards in the
 * place of the handler, nor on an object from `useFactory` for which Nest does not create the guard. A handler of two
 * kinds, such as `@Get()` and `@MessagePattern()`, is listed for each. GraphQL fields are reached through other
 * handlers, so they are listed only if they ask for a guard that Nest does not run.
 *
 * Paths appear as in {@link accessTable}. A global guard that is added after the boot does not count, because Nest has
 * read the global guards by then. Message handlers of an application that also serves HTTP need the guard on
 * themselves or on their class, because a global guard reaches them only with `inheritAppConfig`, which this cannot
 * see. Handlers of lazy modules are listed once the modules are loaded, even if Nest does not route calls to them.
 * This sees neither what the constructor of a request-scoped class replaces, nor handlers that are not Nest's own.
 * Middleware, routes of the HTTP adapter, and `handleConnection()` of gateways are beyond any guard and are not
 * listed.
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
