import { describeMissingTransport } from '../guard/missing-transport.js';
import type { AuthTransport } from '../transport/auth-transport.interface.js';
import { isPublic, nameOf } from './find-unenforced-handlers.js';
import type { GlobalReach } from './global-reach.js';
import { isGuardedByOurs } from './guards-of-handler.js';
import type { HandlerOfHost } from './handlers-of.js';
import type { HandlerKind } from './nest-metadata.js';

/**
 * Describes the mistake if `CognitoAuthGuard` guards a handler of a gateway or a microservice and no transport is for
 * it: every call would fail. Controllers may have message handlers that an application without a microservice never
 * serves.
 */
export function describeUnserved(
  handler: HandlerOfHost,
  kind: HandlerKind,
  reach: GlobalReach,
  transports: readonly Pick<AuthTransport, 'contextType'>[],
): string | undefined {
  const isServed = kind === 'ws' || (kind === 'rpc' && reach.showsMicroservice);
  if (!isServed || transports.some(({ contextType }) => contextType === kind)) return undefined;
  return isPublic(handler) || !isGuardedByOurs(handler, kind, reach)
    ? undefined
    : describeMissingTransport(nameOf(handler), kind);
}
