import type { PoolUser } from '../pool/pool-user.interface.js';

/** Under which an authenticator keeps the passkeys of a user: the `sub`, in base64url. */
export function userHandleOf({ attributes, username }: PoolUser): string {
  return Buffer.from(attributes['sub'] ?? username).toString('base64url');
}
