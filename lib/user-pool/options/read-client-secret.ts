import type { OptionReader } from '../../core/internal.js';
import type { ClientSecret } from './user-pool-module-options.interface.js';

/**
 * What Cognito accepts as one, and makes.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolClientType.html
 */
const CLIENT_SECRET = /^[\w+]{24,64}$/;

/** Whether a text can be the secret of an app client. */
export function isClientSecret(value: unknown): value is string {
  return typeof value === 'string' && CLIENT_SECRET.test(value);
}

/** Reads a secret, which no message shows. */
export function readClientSecret(options: OptionReader): ClientSecret | undefined {
  const value = options.raw('clientSecret');
  if (typeof value === 'function') return value as () => string | Promise<string>;
  if (value === undefined && !options.has('clientSecret')) return undefined;
  if (isClientSecret(value)) return value;
  options.mistake(
    'clientSecret',
    value === undefined
      ? 'is present but has no value: is an environment variable not set? Leave it out for a public client'
      : 'must be the secret of the app client, 24 to 64 letters, digits, _ or +, or a function that returns it',
    typeof value === 'string' ? `a text of ${value.length} characters` : typeof value,
  );
  return undefined;
}
