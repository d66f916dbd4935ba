import {
  AudienceRefusedError,
  ClaimMalformedError,
  ClientRefusedError,
  IssuerUnknownError,
  TokenMalformedError,
  TokenUseRefusedError,
} from '../errors/token-refused.errors.js';
import type { CognitoClaims, CognitoTokenUse } from './cognito-claims.interface.js';
import { deepFreeze } from './deep-freeze.js';

/** The rules for the claims of a token, set by the user pool whose key signed it. */
export interface CognitoClaimsRules {
  readonly issuers: readonly string[];
  readonly tokenUses: readonly CognitoTokenUse[];
  /** `null`: any client. */
  readonly clientIds: readonly string[] | null;
  /** `null`: any audience; `undefined`: an access token must not carry one. */
  readonly audiences: readonly string[] | null | undefined;
}

/** A `Date` cannot be further from the epoch, in either direction. */
const MAX_DATE_MS = 8.64e15;

type UncheckedClaims = Readonly<Record<string, unknown>>;

/**
 * Checks what a signature does not prove: that the token is from the right pool, of the right use, for the right
 * client, and complete. Runs after the signature has been verified; time is checked by {@link checkTokenTimes}.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
 */
export class CognitoClaimsValidator {
  /**
   * @returns the same claims, deeply frozen. @throws {CognitoAuthError} naming the first rule that the token breaks.
   */
  validate(payload: unknown, rules: CognitoClaimsRules): CognitoClaims {
    if (!isClaimsSet(payload)) {
      throw new TokenMalformedError('The payload of the token is not a JSON object');
    }
    checkIssuer(payload, rules);
    checkTokenUse(payload, rules);
    if (payload['token_use'] === 'access') {
      checkAccessTokenClient(payload, rules);
      checkAccessTokenAudience(payload, rules);
    } else {
      checkIdTokenClient(payload, rules);
    }
    checkRequiredClaims(payload);
    return deepFreeze(payload) as unknown as CognitoClaims;
  }
}

function isClaimsSet(payload: unknown): payload is UncheckedClaims {
  return typeof payload === 'object' && payload !== null && !Array.isArray(payload);
}

function checkIssuer(claims: UncheckedClaims, rules: CognitoClaimsRules): void {
  if (!isOneOf(claims['iss'], rules.issuers)) throw new IssuerUnknownError(claims['iss']);
}

function checkTokenUse(claims: UncheckedClaims, rules: CognitoClaimsRules): void {
  const tokenUse = claims['token_use'];
  if (tokenUse !== 'access' && tokenUse !== 'id') throw new ClaimMalformedError('token_use');
  if (!rules.tokenUses.includes(tokenUse)) throw new TokenUseRefusedError(rules.tokenUses);
}

function checkAccessTokenClient(claims: UncheckedClaims, rules: CognitoClaimsRules): void {
  if (!isNonEmptyString(claims['client_id'])) throw new ClaimMalformedError('client_id');
  checkClient(claims['client_id'], rules);
}

/**
 * RFC 7519 §4.1.3: if `aud` is present, a recipient that does not identify itself with a value in it must reject the
 * token.
 */
function checkAccessTokenAudience(claims: UncheckedClaims, rules: CognitoClaimsRules): void {
  if (rules.audiences === null) return;
  const isAccepted =
    rules.audiences === undefined
      ? !Object.hasOwn(claims, 'aud')
      : isOneOf(claims['aud'], rules.audiences);
  if (!isAccepted) throw new AudienceRefusedError(rules.audiences ?? []);
}

/** In an ID token `aud` is the app client, always exactly one. */
function checkIdTokenClient(claims: UncheckedClaims, rules: CognitoClaimsRules): void {
  if (!isNonEmptyString(claims['aud'])) throw new ClaimMalformedError('aud');
  checkClient(claims['aud'], rules);
}

function checkClient(clientId: string, { clientIds }: CognitoClaimsRules): void {
  if (clientIds !== null && !clientIds.includes(clientId)) throw new ClientRefusedError(clientIds);
}

function checkRequiredClaims(claims: UncheckedClaims): void {
  if (!isNonEmptyString(claims['sub'])) throw new ClaimMalformedError('sub');
  if (!isTime(claims['exp'])) throw new ClaimMalformedError('exp');
  if (!isTime(claims['iat'])) throw new ClaimMalformedError('iat');
  if (Object.hasOwn(claims, 'nbf') && !isTime(claims['nbf'])) throw new ClaimMalformedError('nbf');
}

/** Whether a value is a NumericDate (RFC 7519 §2) that a `Date` can show (ECMA-262 §21.4.1.1). */
function isTime(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value * 1000) <= MAX_DATE_MS;
}

function isNonEmptyString(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isOneOf(value: unknown, accepted: readonly string[]): boolean {
  return typeof value === 'string' && accepted.includes(value);
}
