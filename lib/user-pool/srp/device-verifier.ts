import { randomBytes } from 'node:crypto';
import { privateKeyOf, type SrpIdentity } from './srp-exchange.js';
import { padded, powerOfG, toBigInt } from './srp-group.js';

const PASSWORD_BYTES = 40;
const SALT_BYTES = 16;

/** The password of a device, and what Cognito keeps of it. */
export interface DeviceVerifier {
  readonly password: string;
  /** `DeviceSecretVerifierConfig` of ConfirmDevice, both base64. */
  readonly config: { readonly PasswordVerifier: string; readonly Salt: string };
}

/** Makes a random password for a device that has signed in. */
export function makeDeviceVerifier(identity: SrpIdentity): DeviceVerifier {
  const password = randomBytes(PASSWORD_BYTES).toString('base64');
  const salt = toBigInt(randomBytes(SALT_BYTES));
  const verifier = powerOfG(privateKeyOf(identity, password, salt));
  return {
    password,
    config: {
      PasswordVerifier: padded(verifier).toString('base64'),
      Salt: padded(salt).toString('base64'),
    },
  };
}
