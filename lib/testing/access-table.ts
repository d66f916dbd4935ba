import type { INestApplicationContext } from '@nestjs/common';
import { ACCESS_INSPECTOR, type AccessInspector, type InspectedHandler } from '../core/internal.js';
import { providerOf } from './provider-of.js';

/**
 * Who may call what: one line for each handler and each route of it, in alphabetical order. Made for a snapshot, so
 * that a change of access shows up in the pull request that makes it.
 *
 * Routes appear as Nest serves them, with global prefix, versions and the paths of `RouterModule`:
 * `GET /api/v1/orders`. Versions that are not in the path, and the hosts of a controller, follow it:
 * `GET /orders (version 2, host admin.example.com)`. `ALL` is every HTTP method. Other handlers appear as
 * `Query first`, `Mutation cancel`, `Subscription ticks`, `Field Order.total`, `Reference Order`,
 * `Socket say (namespace chat)` (a message of a gateway, followed by port, namespace and path if they are given),
 * `Message {"cmd":"sum"}`, `Event paid` and `gRPC Orders/Find`.
 *
 * After the dot:
 *
 * - `signed in`: any user whose token is good
 * - `all scopes orders/read, orders/write · any group admin`: users who meet all of these requirements, in the order
 *   in which they are checked. For `@RequireClaims()` it shows the name of the function.
 * - `optional`: everybody, signed in or not, as `@OptionalAuth()` says
 * - `public`: everybody, as `@Public()` says
 * - `OPEN`: everybody, although nothing marks it as public. `unprotectedRoutes()` lists these.
 * - `as its parent`: everybody who can reach the parent object of this GraphQL field, because no guard reaches the
 *   field
 *
 * The table lists handlers. Where the paths of two match the same call, it does not say which of them answers: that is
 * up to the order of the routes. The line of `GET /orders/recent` is of no use where `GET /orders/:id` comes first.
 *
 * The table contains only Nest's own handlers. A guard counts only if it is `CognitoAuthGuard` or based on it: a
 * handler with other guards is `OPEN`. The remarks of {@link unprotectedRoutes} apply.
 *
 * @param app an application that has been initialised
 * @returns such as `['DELETE /orders/:id · any group admin (OrdersController.remove)']`
 * @throws {Error} when the application has no `CognitoAuthModule`
 * @throws {CognitoAuthSetupError} when decorators contradict each other, which is possible in modules that are loaded
 * later
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
  const words = policy.requirements.map((requirement) =>
    policy.kinds.of(requirement).describe(requirement),
  );
  return [...new Set(words)].join(' · ');
}
