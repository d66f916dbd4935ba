import { isIP } from 'node:net';

/** Whether a name or address means this machine, as a host to listen on or in a URL: `[::1]` is one too. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  if (name === 'localhost' || name === '::1') return true;
  // RFC 1122 §3.2.1.3: all of 127.0.0.0/8.
  return isIP(name) === 4 && name.startsWith('127.');
}

/** Also `*.localhost`, which browsers resolve to this machine (RFC 6761 §6.3). */
export function isLocalName(host: string): boolean {
  return isLoopback(host) || host.toLowerCase().endsWith('.localhost');
}

/** The host of a `Host` header, without the port. */
export function hostOf(header: string | undefined): string {
  return (header ?? '').replace(/:\d+$/, '');
}
