import type { OptionReader } from './option-reader.js';

/** RFC 6761 §6.3 and RFC 1122 §3.2.1.3. */
export function isLoopbackName(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(?:\.\d{1,3}){3}$/.test(hostname)
  );
}

/** An option with the URL of a service: `https:`, on loopback also `http:`. `undefined` where it is absent or wrong. */
export function readEndpoint(options: OptionReader, name: string): string | undefined {
  const value = options.optionalText(name);
  if (value === undefined) return undefined;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url !== undefined && (url.username !== '' || url.password !== '')) {
    // Without what was given: it holds a password.
    options.mistake(name, 'must not hold credentials', {});
    return undefined;
  }
  const isSecure =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopbackName(url.hostname));
  if (isSecure) return value;
  options.mistake(name, 'must be an https: URL, or an http: URL of this machine');
  return undefined;
}
