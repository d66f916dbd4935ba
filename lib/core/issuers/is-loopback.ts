/** Whether a host name of a URL is this machine, whoever asks: RFC 6761 §6.3 and RFC 1122 §3.2.1.3. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(?:\.\d{1,3}){3}$/.test(hostname)
  );
}
