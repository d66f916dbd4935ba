import type { INestApplicationContext } from '@nestjs/common';
import {
  ACCESS_INSPECTOR,
  type AccessInspector,
  type InspectedHandler,
  kindOf,
} from '../core/internal.js';
import { providerOf } from './provider-of.js';

/**
 * Who may call what: one line for each handler and each route of it, in alphabetical order. Made for a snapshot, so
 * that a change of access is seen in the pull request that makes it.
 *
 * Routes are those that are served, with global prefix, versions and the paths of `RouterModule`:
 * `GET /api/v1/orders`. Versions that are not in the path, and the hosts of a controller, stand behind it:
 * `GET /orders (version 2, host admin.example.com)`. `ALL` is every method of HTTP. Other handlers are told as
 * `Query first`, `Mutation cancel`, `Subscription ticks`, `Field Order.total`, `Reference Order`, `Socket say` (a
 * message of a gateway), `Message {"cmd":"sum"}`, `Event paid` and `gRPC Orders/Find`.
 *
 * What stands behind the dot:
 *
 * - `signed in`: any user whose token is good
 * - `all scopes orders/read, orders/write · any group admin`: users who meet all of this, in the order in which it is
 *   asked. Of `@RequireClaims()` it tells the name of the function.
 * - `optional`: everybody, signed in or not, as `@OptionalAuth()` says
 * - `public`: everybody, as `@Public()` says
 * - `OPEN`: everybody, and nothing says that this is meant. `unprotectedRoutes()` lists these.
 * - `as its parent`: a field of a graph that no guard reaches, which is for all who got to what it is a field of
 *
 * What is no handler of Nest's own is not in the table, nor are guards that are neither `CognitoAuthGuard` nor made of
 * it: such a handler is `OPEN`. The remarks of {@link unprotectedRoutes} hold.
 *
 * @param app an application that has been initialised
 * @returns such as `['DELETE /orders/:id · any group admin (OrdersController.remove)']`
 * @throws {Error} when the application has no `CognitoAuthModule`
 * @throws {CognitoAuthSetupError} when decorators contradict each other, as they may in modules that are loaded later
 *
 * @example
 * it('lets these callers in', () => {
 *   expect(accessTable(app)).toMatchSnapshot();
 * });
 *
 * @example
 * it('lets these callers in', () => {
 *   expect(accessTable(app)).toEqual([
 *     'DELETE /orders/:id · any group admin (OrdersController.remove)',
 *     'GET /health · public (HealthController.show)',
 *     'GET /orders · signed in (OrdersController.list)',
 *   ]);
 * });
 */
export function accessTable(app: INestApplicationContext): readonly string[] {
  const inspector = providerOf(app, ACCESS_INSPECTOR, 'accessTable()') as AccessInspector;
  const lines = inspector
    .handlers()
    .flatMap((handler) =>
      handler.routes.map((route) => `${route} · ${describeAccess(handler)} (${handler.name})`),
    );
  return [...new Set(lines)].toSorted();
}

const WORDS: Readonly<Record<InspectedHandler['access'], string>> = {
  required: 'signed in',
  optional: 'optional',
  public: 'public',
  unguarded: 'OPEN',
  'as-parent': 'as its parent',
};

function describeAccess({ access, policy }: InspectedHandler): string {
  if (access !== 'required' || policy.requirements.length === 0) return WORDS[access];
  const words = policy.requirements.map((requirement) => kindOf(requirement).describe(requirement));
  return [...new Set(words)].join(' · ');
}
