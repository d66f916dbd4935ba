import type { AccessPolicy } from '../access/access-policy.js';
import { isUnprotected } from './find-unenforced-handlers.js';
import type { GlobalReach } from './global-reach.js';
import { isGuarded } from './guards-of-handler.js';
import type { HandlerOfHost } from './handlers-of.js';
import type { HandlerKind } from './nest-metadata.js';

/**
 * Who can call a handler. `unguarded`: everybody, although nothing marks it as public. `as-parent`: everybody who can
 * reach the parent object of this GraphQL field, because no guard reaches the field.
 */
export type HandlerAccess = AccessPolicy['mode'] | 'unguarded' | 'as-parent';

/** @throws {CognitoAuthSetupError} when decorators contradict each other */
export function accessOf(
  handler: HandlerOfHost,
  kind: HandlerKind,
  reach: GlobalReach,
): HandlerAccess {
  if (isUnprotected(handler, kind, reach)) return 'unguarded';
  if (kind === 'field' && !isGuarded(handler, kind, reach)) return 'as-parent';
  return handler.policy().mode;
}
