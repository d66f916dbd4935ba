import type { PoolUser } from '../pool/pool-user.interface.js';
import type { Output } from '../wire/operation.interface.js';
import { listAttributes } from './attribute-list.js';

/** Times are seconds since the epoch, with milliseconds behind the point. */
export function toSeconds(ms: number): number {
  return Math.round(ms) / 1000;
}

/** `UserType`, which lists and AdminCreateUser answer with. */
export function describeUser(user: PoolUser): Output {
  return { ...describeState(user), Attributes: listAttributes(user) };
}

/** Everything that an administrator sees of a user, but the attributes. */
export function describeState(user: PoolUser): Output {
  return {
    Username: user.username,
    UserCreateDate: toSeconds(user.createdMs),
    UserLastModifiedDate: toSeconds(user.modifiedMs),
    Enabled: user.isEnabled,
    UserStatus: user.status,
  };
}

export function describeMfa({ mfa }: PoolUser): Output {
  if (mfa.enabled.length === 0) return {};
  return { UserMFASettingList: mfa.enabled, PreferredMfaSetting: mfa.preferred };
}
