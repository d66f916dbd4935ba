import type { OptionReader } from '../../core/standalone.js';
import type { LocalGroupOptions, LocalUserOptions } from './local-cognito-options.interface.js';
import { mapOf, textsOf, withoutAbsent } from './read-values.js';

const BASE32 = /^[A-Z2-7]{16,}=*$/;

const GROUP_OPTIONS = Object.keys({
  name: true,
  precedence: true,
  roleArn: true,
  description: true,
} satisfies Record<keyof LocalGroupOptions, true>);

/** Reads the options of one group. */
export function resolveLocalGroup(options: OptionReader): LocalGroupOptions {
  options.refuseUnknownNames(GROUP_OPTIONS);
  const range = { min: 0, max: 2_147_483_647 };
  return withoutAbsent({
    name: neededText(options, 'name'),
    precedence: options.optionalWholeNumber('precedence', range),
    roleArn: options.optionalText('roleArn'),
    description: options.optionalText('description'),
  });
}

const USER_OPTIONS = Object.keys({
  email: true,
  username: true,
  password: true,
  temporaryPassword: true,
  groups: true,
  attributes: true,
  totpSecret: true,
  enabled: true,
  confirmed: true,
  sub: true,
} satisfies Record<keyof LocalUserOptions, true>);

/** Reads the options of one user. */
export function resolveLocalUser(
  options: OptionReader,
  signIn: 'email' | 'username',
): LocalUserOptions {
  options.refuseUnknownNames(USER_OPTIONS);
  neededText(options, signIn);
  if (options.has('password') && options.has('temporaryPassword')) {
    options.mistake('temporaryPassword', 'cannot be combined with password; leave out one');
  }
  const totpSecret = options.optionalText('totpSecret');
  if (totpSecret !== undefined && !BASE32.test(totpSecret)) {
    options.mistake('totpSecret', 'must be base32, 16 or more of A to Z and 2 to 7', 'a secret');
  }
  return withoutAbsent({
    email: options.optionalText('email'),
    username: options.optionalText('username'),
    password: secretText(options, 'password'),
    temporaryPassword: secretText(options, 'temporaryPassword'),
    groups: textsOf(options, 'groups'),
    attributes: mapOf(options, 'attributes'),
    totpSecret,
    enabled: options.flag('enabled', true),
    confirmed: options.flag('confirmed', true),
    sub: options.optionalText('sub'),
  });
}

function neededText(options: OptionReader, name: string): string {
  if (options.raw(name) === undefined) options.mistake(name, 'must be given');
  return options.text(name, '');
}

/** A password may begin and end with any character. */
function secretText(options: OptionReader, name: string): string | undefined {
  const value = options.raw(name);
  if (value === undefined || (typeof value === 'string' && value !== '')) return value;
  options.mistake(name, 'must be a string that is not empty', typeof value);
  return undefined;
}
