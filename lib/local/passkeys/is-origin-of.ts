/**
 * Whether pages of an origin may use the passkeys of a relying party: it is the host or above it, and nobody between
 * browser and server can have written the page.
 *
 * @see https://www.w3.org/TR/webauthn-3/#relying-party-identifier
 * @see https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy
 */
export function isOriginOf(origin: string, relyingPartyId: string): boolean {
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  // Apps have addresses of another form, and no host.
  if (url.origin !== origin) return false;
  return isBelow(url.hostname, relyingPartyId) && isTrustworthy(url);
}

function isTrustworthy({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && isBelow(hostname, 'localhost'));
}

function isBelow(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}
