import {
  expectedSignature,
  type PasswordVerifier,
  type SrpExchange,
  type SrpIdentity,
} from '../pool/srp.js';
import { isSameText } from '../secrets/is-same-text.js';
import { needed } from './needed.js';
import type { SignInParameters } from './sign-in.interface.js';

/** What a client sends to prove a password by SRP. */
export interface SrpProof {
  readonly signature: string;
  readonly secretBlock: string;
  readonly timestamp: string;
}

export function proofIn(responses: SignInParameters): SrpProof {
  return {
    signature: needed(responses, 'PASSWORD_CLAIM_SIGNATURE'),
    secretBlock: needed(responses, 'PASSWORD_CLAIM_SECRET_BLOCK'),
    timestamp: needed(responses, 'TIMESTAMP'),
  };
}

export function isProof(
  { signature, secretBlock, timestamp }: SrpProof,
  identity: SrpIdentity,
  verifier: PasswordVerifier,
  exchange: SrpExchange,
): boolean {
  const expected = expectedSignature(identity, verifier, exchange, timestamp);
  return secretBlock === exchange.secretBlock && isSameText(expected, signature);
}
