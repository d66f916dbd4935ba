import { printable } from '../errors/printable.js';

/** The first bytes of the key ids of a local Cognito; chance does not write them. */
export const LOCAL_KEY_ID_MARK = 'local-cognito:';

/** In base64; the characters after these depend on what follows. */
const MARKED_START = Buffer.from(LOCAL_KEY_ID_MARK).toString('base64').slice(0, 18);
/** Those of cognito-local and of moto, whose private keys are in their repositories. */
const PUBLIC_KEY_IDS: readonly unknown[] = ['CognitoLocal', 'dummy'];

/** A key set that holds a key of an emulator, where that is dangerous. */
export class EmulatorKeysError extends Error {
  override readonly name = 'EmulatorKeysError';
}

/**
 * Why a key set must not be trusted here: with NODE_ENV=production, because it holds a key of an emulator, which signs
 * tokens for anybody who asks.
 */
export function reasonAgainstEmulators(jwks: readonly unknown[]): string | undefined {
  if (process.env['NODE_ENV'] !== 'production') return undefined;
  const kid = jwks.map((jwk) => kidOf(jwk)).find((candidate) => isOfEmulator(candidate));
  if (kid === undefined) return undefined;
  return (
    `holds the key "${printable(kid)}" of an emulator, which signs tokens for anybody, and NODE_ENV is production; ` +
    'remove the option that leads there (jwks, jwksUri or issuer)'
  );
}

function isOfEmulator(kid: string | undefined): boolean {
  return kid !== undefined && (PUBLIC_KEY_IDS.includes(kid) || kid.startsWith(MARKED_START));
}

function kidOf(jwk: unknown): string | undefined {
  const { kid } = (jwk ?? {}) as { kid?: unknown };
  return typeof kid === 'string' ? kid : undefined;
}
