import { userParameterOf } from '../access/user-parameters.js';
import { isOurGuard } from '../guard/guard-brand.js';
import { isPublic, nameOf, remedyFor } from './find-unenforced-handlers.js';
import type { GlobalReach } from './global-reach.js';
import { guardsNear } from './guards-of-handler.js';
import type { HandlerOfHost } from './handlers-of.js';
import type { HandlerKind } from './nest-metadata.js';

/**
 * Describes the mistake if a handler takes the user, as by `@CurrentUser()`, and nothing can give it a user: every call would fail.
 * Where something else may, nothing is described: another guard, or middleware.
 */
export function describeUserless(
  handler: HandlerOfHost,
  kind: HandlerKind,
  reach: GlobalReach,
): string | undefined {
  const decorator = userParameterOf(handler.host.type, handler.name);
  if (decorator === undefined) return undefined;
  if (kind === 'http' && reach.hasMiddleware) return undefined;
  const guards = guardsNear(handler, reach);
  if (isPublic(handler)) {
    // Over HTTP, a guard that is not ours may know nothing of @Public().
    return kind === 'http' && !guards.every(isOurGuard)
      ? undefined
      : `${nameOf(handler)} is @Public(), so that its ${decorator} has no user; make it @OptionalAuth()`;
  }
  return guards.length > 0 || !NEEDS_GUARD[kind]
    ? undefined
    : `${nameOf(handler)} takes ${decorator}, and no guard finds out who calls it; ${remedyFor(handler, kind, reach)}`;
}

/**
 * Whether a user is known only by a guard of the handler. `WebSocketAuthenticator` gives one to a connection, and other
 * handlers lead to fields and references.
 */
const NEEDS_GUARD: Readonly<Record<HandlerKind, boolean>> = {
  http: true,
  graphql: true,
  rpc: true,
  ws: false,
  field: false,
  reference: false,
};
