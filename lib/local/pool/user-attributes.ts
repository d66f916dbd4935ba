import { invalidParameter, notAuthorized } from '../wire/service-exception.js';
import type { PoolUser } from './pool-user.interface.js';

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html */
const STANDARD_ATTRIBUTES: ReadonlySet<string> = new Set([
  'address',
  'birthdate',
  'email',
  'email_verified',
  'family_name',
  'gender',
  'given_name',
  'locale',
  'middle_name',
  'name',
  'nickname',
  'phone_number',
  'phone_number_verified',
  'picture',
  'preferred_username',
  'profile',
  'sub',
  'updated_at',
  'website',
  'zoneinfo',
]);
const MAX_LENGTH = 2048;
/** Without control characters, which a terminal that shows the address would obey. */
const EMAIL = /^[^@\s\p{C}]+@[^@\s\p{C}]+$/u;
const PHONE = /^\+\d{1,15}$/;

/** What a code proves to belong to somebody. */
export type ContactAttribute = 'email' | 'phone_number';

/** @throws {ServiceException} InvalidParameterException when one is not in the schema or has the wrong form */
export function checkAttributes(
  attributes: Readonly<Record<string, string>>,
  customAttributes: readonly string[],
): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (!STANDARD_ATTRIBUTES.has(name) && !customAttributes.includes(name)) {
      throw nonconforming(`${name}: Attribute does not exist in the schema.\n`);
    }
    if (value.length > MAX_LENGTH) {
      throw nonconforming(`${name}: String must be no longer than ${MAX_LENGTH}\n`);
    }
  }
  const { email, phone_number: phone } = attributes;
  if (email !== undefined && !isEmail(email))
    throw invalidParameter('Invalid email address format.');
  if (phone !== undefined && !PHONE.test(phone)) {
    throw invalidParameter('Invalid phone number format.');
  }
}

/**
 * What users may not write about themselves, by whatever way.
 *
 * @throws {ServiceException} NotAuthorizedException
 */
export function checkWritable(attributes: Readonly<Record<string, string>>): void {
  const fixed = ['sub', 'email_verified', 'phone_number_verified'];
  if (fixed.some((name) => Object.hasOwn(attributes, name))) {
    throw notAuthorized('A client attempted to write unauthorized attribute');
  }
}

export function isEmail(text: string): boolean {
  return EMAIL.test(text);
}

/** Whether the user has shown that the address or number is theirs. */
export function isVerified({ attributes }: PoolUser, attribute: ContactAttribute): boolean {
  return attributes[attribute] !== undefined && attributes[`${attribute}_verified`] === 'true';
}

function nonconforming(why: string): Error {
  return invalidParameter(`Attributes did not conform to the schema: ${why}`);
}
