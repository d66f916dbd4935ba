import type { LocalFirstFactor } from '../options/local-cognito-options.interface.js';
import type { PasskeyCheck, PasskeyKey, PasskeyRefusal } from './passkey-check.interface.js';

/** The public-key algorithms that Cognito offers: ES256 and RS256. */
export const ALGORITHMS = [-7, -257];

/**
 * Loads what checks passkeys where users may sign in with them: an optional package, so that nobody else pays for it.
 *
 * @throws {Error} (rejects) with the command that installs it
 */
export async function loadPasskeyCheck(
  firstFactors: readonly LocalFirstFactor[],
): Promise<PasskeyCheck | undefined> {
  if (!firstFactors.includes('WEB_AUTHN')) return undefined;
  try {
    return checkBy(await import('@simplewebauthn/server'));
  } catch (error) {
    const [reason] = String(error).split('\n');
    throw new Error(
      `firstFactors has 'WEB_AUTHN', which needs @simplewebauthn/server, and it cannot be loaded (${reason}). ` +
        'Install it: npm install --save-dev @simplewebauthn/server',
      { cause: error },
    );
  }
}

function checkBy({
  verifyRegistrationResponse,
  verifyAuthenticationResponse,
}: typeof import('@simplewebauthn/server')): PasskeyCheck {
  return {
    ofRegistration: (response, { challenge, relyingPartyId, origin, needsUserVerification }) =>
      refusalOr(async () => {
        const { verified, registrationInfo } = await verifyRegistrationResponse({
          response,
          expectedChallenge: challenge,
          expectedOrigin: origin,
          expectedRPID: relyingPartyId,
          requireUserVerification: needsUserVerification,
          supportedAlgorithmIDs: ALGORITHMS,
        });
        if (!verified || registrationInfo === undefined) return undefined;
        const { id, publicKey, counter } = registrationInfo.credential;
        return { id, publicKey: Buffer.from(publicKey).toString('base64url'), counter };
      }),
    ofSignIn: (response, { challenge, relyingPartyId, origin, needsUserVerification }, key) =>
      refusalOr(async () => {
        const { verified, authenticationInfo } = await verifyAuthenticationResponse({
          response,
          expectedChallenge: challenge,
          expectedOrigin: origin,
          expectedRPID: relyingPartyId,
          requireUserVerification: needsUserVerification,
          credential: {
            ...key,
            publicKey: new Uint8Array(Buffer.from(key.publicKey, 'base64url')),
          },
        });
        return verified ? { ...key, counter: authenticationInfo.newCounter } : undefined;
      }),
  };
}

/** The library throws for whatever it refuses, and for what it cannot read. */
async function refusalOr(
  check: () => Promise<PasskeyKey | undefined>,
): Promise<PasskeyKey | PasskeyRefusal> {
  try {
    return (await check()) ?? { refusal: 'wrong' };
  } catch (error) {
    const isOfOther = error instanceof Error && error.name === 'UnexpectedRPIDHash';
    return { refusal: isOfOther ? 'other relying party' : 'wrong' };
  }
}
