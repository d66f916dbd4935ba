import type { CodeDelivery } from '../pool/code-delivery.js';
import type { PoolUser } from '../pool/pool-user.interface.js';
import { checkAttributes } from '../pool/user-attributes.js';
import { invalidParameter, ServiceException } from '../wire/service-exception.js';
import type { ApiContext } from './api-context.js';

/**
 * Changes attributes of a user. A new address or number is not verified, unless an administrator says so: a code goes
 * there.
 *
 * @throws {ServiceException} InvalidParameterException; AliasExistsException for the address of somebody else
 */
export function updateAttributes(
  { pool }: ApiContext,
  user: PoolUser,
  changes: Readonly<Record<string, string>>,
): readonly CodeDelivery[] {
  if ('sub' in changes) throw invalidParameter('Cannot modify an already provided sub');
  checkAttributes(changes, pool.options.customAttributes);
  const { email } = changes;
  const owner = email === undefined ? undefined : pool.users.findByEmail(email);
  if (owner !== undefined && owner !== user) {
    throw new ServiceException('AliasExistsException', 'An account with the email already exists.');
  }
  const unverified = (['email', 'phone_number'] as const).filter(
    (name) =>
      changes[name] !== undefined &&
      changes[name] !== user.attributes[name] &&
      changes[`${name}_verified`] !== 'true',
  );
  user.attributes = { ...user.attributes, ...changes };
  for (const name of unverified) user.attributes[`${name}_verified`] = 'false';
  pool.users.touch(user);
  return unverified.map((name) => pool.codes.send(user, `verify-${name}`, name));
}

/** @throws {ServiceException} InvalidParameterException for one that has to be there */
export function deleteAttributes(
  { pool }: ApiContext,
  user: PoolUser,
  names: readonly string[],
): void {
  const needed = ['sub', ...(pool.options.signIn === 'email' ? ['email'] : [])];
  const fixed = names.find((name) => needed.includes(name));
  if (fixed !== undefined) throw invalidParameter(`Cannot delete the required attribute ${fixed}`);
  const kept = Object.entries(user.attributes).filter(
    ([name]) => !names.includes(name) && !names.includes(name.replace(/_verified$/, '')),
  );
  user.attributes = Object.fromEntries(kept);
  pool.users.touch(user);
}
