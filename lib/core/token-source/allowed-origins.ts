import type { OptionReader } from '../option-reader/option-reader.js';
import type { AllowedOrigins } from './origin-proof.js';

/** Reads an option that names origins; mistakes are noted with the reader. */
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

/** What to write instead of an origin that no browser sends; `undefined` where one does. */
function remedyFor(origin: unknown): string | undefined {
  if (origin === '*') return "holds '*' in a list; write '*' alone if any page may send the cookie";
  if (typeof origin !== 'string' || !URL.canParse(origin) || /[*,]/.test(origin)) {
    return 'must hold origins, each in full and as an entry of its own, such as "https://app.example.com"';
  }
  const { origin: serialized, protocol } = new URL(origin);
  if (protocol !== 'https:' && protocol !== 'http:') return 'must hold origins of https: or http:';
  // RFC 6454 §6.2 is how browsers write it, and it is compared character by character.
  return serialized === origin
    ? undefined
    : `must hold origins as browsers write them: "${serialized}"`;
}
