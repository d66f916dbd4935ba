import type { PoolUser } from '../pool/pool-user.interface.js';
import { invalidParameter } from '../wire/service-exception.js';

/** `name = "value"`, or `name ^= "value"` for the beginning. */
const FILTER = /^\s*"?([\w:]+)"?\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*$/;

const SEARCHABLE_ATTRIBUTES: ReadonlySet<string> = new Set([
  'email',
  'phone_number',
  'name',
  'given_name',
  'family_name',
  'preferred_username',
  'sub',
]);

/**
 * Reads the filter of ListUsers. An empty one lets all through; one that cannot be read is refused, never ignored.
 *
 * @throws {ServiceException} InvalidParameterException
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/how-to-manage-user-accounts.html
 */
export function userFilterIn(filter: string): (user: PoolUser) => boolean {
  if (filter.trim() === '') return () => true;
  const [, name = '', operator, escaped = ''] = FILTER.exec(filter) ?? [];
  if (operator === undefined) throw invalidParameter('Error while parsing filter.');
  const valueOf = reader(name);
  const value = escaped.replaceAll(/\\(.)/g, '$1');
  return operator === '='
    ? (user) => valueOf(user) === value
    : (user) => valueOf(user).startsWith(value);
}

function reader(name: string): (user: PoolUser) => string {
  if (name === 'username') return ({ username }) => username;
  if (name === 'cognito:user_status') return ({ status }) => status;
  if (name === 'status') return ({ isEnabled }) => (isEnabled ? 'Enabled' : 'Disabled');
  if (SEARCHABLE_ATTRIBUTES.has(name)) return ({ attributes }) => attributes[name] ?? '';
  throw invalidParameter('Error while parsing filter.');
}
