import type { OptionReader } from '../option-reader/option-reader.js';
import type { AllowedOrigins } from './origin-proof.js';

/** Reads an option that names origins; the reader notes mistakes. */
export function readAllowedOrigins(options: OptionReader, name: string): AllowedOrigins {
  const value = options.raw(name);
  if (value === undefined) return Object.freeze([]);
  if (value === '*') return value;
  if (!Array.isArray(value)) {
    options.mistake(name, "must be a list, such as ['https://app.example.com'], or '*'");
    return [];
  }
  const origins = options.list(name);
  for (const origin of origins) checkOrigin(options, name, origin);
  return Object.freeze(origins as readonly string[]);
}

function checkOrigin(options: OptionReader, name: string, origin: unknown): void {
  const remedy = remedyFor(origin);
  if (remedy !== undefined) options.mistake(name, remedy, origin);
}

/** What to write instead of an origin that no browser sends; `undefined` if browsers send it. */
function remedyFor(origin: unknown): string | undefined {
  if (origin === '*') return "holds '*' in a list; write '*' alone if any page may send the cookie";
  if (typeof origin !== 'string' || !URL.canParse(origin) || /[*,]/.test(origin)) {
    return 'must hold origins, each in full and as a separate entry, such as "https://app.example.com"';
  }
  const url = new URL(origin);
  if (WITHOUT_ORIGIN.has(url.protocol) || url.host === '') {
    return 'must hold origins of https:, of http: or of an app\'s own scheme, such as "capacitor://localhost"';
  }
  const serialized = serialize(url);
  // It is compared character by character.
  return serialized === origin
    ? undefined
    : `must hold origins as browsers write them: "${serialized}"`;
}

/** Their pages have no origin: browsers send `null` for them, or the origin of another page. */
const WITHOUT_ORIGIN: ReadonlySet<string> = new Set([
  'about:',
  'blob:',
  'data:',
  'file:',
  'ftp:',
  'javascript:',
  'ws:',
  'wss:',
]);

/**
 * Browsers write an origin as in RFC 6454 §6.2. The URL standard defines the origin of few schemes only. The web view
 * of an app, such as one of Capacitor, writes the origin of its scheme in the same way.
 *
 * @see https://url.spec.whatwg.org/#concept-url-origin
 */
function serialize({ origin, protocol, host }: URL): string {
  return origin === 'null' ? `${protocol}//${host}`.toLowerCase() : origin;
}
