import type { ExecutionContext } from '@nestjs/common';
import { type Authentication, authenticationOn } from '../transport/authenticated-user.js';
import type { AuthTransport } from '../transport/auth-transport.interface.js';
import type { DecisionTrace } from '../events/channels.js';
import type { AccessPolicy } from '../access/access-policy.js';

/** One call of a handler, and what decides over it. */
export interface Call {
  readonly context: ExecutionContext;
  readonly transport: AuthTransport;
  readonly policy: AccessPolicy;
  readonly carrier: object;
  readonly operation: object | undefined;
  /** In whose name users are attached to carriers; see {@link Authentication.by}. */
  readonly by: object;
  /** Notes how the decision comes about, where somebody listens. */
  readonly trace: DecisionTrace | undefined;
}

/** Finds out who makes a call, whatever the caller may do. */
export interface Authenticator {
  /** @throws {CognitoAuthError} (or rejects) when the call has no good token and needs one */
  authenticate(call: Call): Authentication | Promise<Authentication>;
}

/** What an earlier look at the carrier of a call has found for the same token. */
export function knownOn(
  { by, carrier }: Call,
  token: string | undefined,
): Authentication | undefined {
  const known = authenticationOn(carrier);
  return known?.by === by && known.token === token ? known : undefined;
}

/** Whether all that comes with the carrier of a call is this one call, so that its user is mapped once. */
export function isOneCall({ transport, operation }: Call): boolean {
  return transport.outlivesCall !== true && operation === undefined;
}
