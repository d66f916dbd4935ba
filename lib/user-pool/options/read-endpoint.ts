import { isLoopback, type OptionReader } from '../../core/internal.js';

const MUST_BE_URL = 'must be an https: URL, or an http: URL of this machine';

/** Reads the URL of an endpoint, without a slash at its end. Passwords are sent there. */
export function readEndpoint(options: OptionReader, name: string): string | undefined {
  const text = options.optionalText(name);
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isEncrypted =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  if (url === undefined || !isEncrypted) {
    options.mistake(name, MUST_BE_URL);
  } else if (url.username !== '' || url.password !== '') {
    // What was given would be printed.
    options.mistake(name, 'must not hold credentials', undefined);
  }
  return text.replace(/\/$/, '');
}
