import { readFileSync } from 'node:fs';

const read = (name: string): string =>
  readFileSync(new URL(`certificates/${name}.pem`, import.meta.url), 'utf8');

/** Signed the certificates of this folder. Its own key was thrown away. */
export const TEST_CA = read('test-ca');

/** Made once, since Node can make keys but no certificates. They name loopback and protect nothing. */
const key = read('test-only-private-key');

/** What a TLS server shows of itself. */
export const certificates = {
  /** For `localhost` and 127.0.0.1, valid until 2076. */
  loopback: { key, cert: read('loopback') },
  /** For another host. */
  wrongHost: { key, cert: read('wrong-host') },
  /** For `localhost` and 127.0.0.1, expired in 2020. */
  expired: { key, cert: read('expired') },
} as const;
