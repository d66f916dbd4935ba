import type { KeyObject } from 'node:crypto';
import type { CognitoClaimsRules } from '../claims/cognito-claims.validator.js';
import type { CognitoAuthEvent } from '../events/cognito-auth-event.interface.js';
import type { IssuerType } from '../issuers/cognito-issuers.js';
import type { CognitoAuthSettings } from './cognito-auth-options.interface.js';
import type { AuthTransport } from '../transport/auth-transport.interface.js';
import type { TokenSource } from '../token-source/token-source.interface.js';

/** One place where keys come from, and the issuers whose tokens are signed with them. */
export interface ResolvedKeySource {
  readonly userPoolId: string;
  readonly issuers: readonly string[];
  /** `undefined` if the options contain the keys. */
  readonly jwksUri: string | undefined;
  /** Keys from the options, by key id. */
  readonly staticKeys: ReadonlyMap<string, KeyObject> | undefined;
  /**
   * The type of the issuer; `undefined` if the options name the issuers. A pool uses one of two types, and its key
   * endpoint for the other answers with an error, which then means nothing.
   */
  readonly issuerType: IssuerType | undefined;
}

/** A user pool with all rules for its tokens. */
export interface ResolvedUserPool {
  readonly userPoolId: string;
  readonly claimsRules: Omit<CognitoClaimsRules, 'issuers'>;
  /** Where the API of the pool is called; `undefined` if its issuer is no URL. */
  readonly apiEndpoint: string | undefined;
  readonly keySources: readonly ResolvedKeySource[];
  /** The warning about an absent `clientId`, if no other warning names the handlers that this opens. */
  readonly clientIdWarning: string | undefined;
}

/** How keys are fetched; see {@link SigningKeysOptions}. */
export interface ResolvedSigningKeysOptions {
  readonly requestTimeoutMs: number;
  readonly maxAgeSeconds: number;
  readonly staleIfErrorSeconds: number;
  readonly cooldownSeconds: number;
  readonly maxWaitingCalls: number;
  readonly prefetch: boolean;
  /** `undefined`: the global `fetch`, looked up at each use. */
  readonly fetch: typeof globalThis.fetch | undefined;
}

/** Limits of the cache of verified tokens; see {@link VerifiedTokenCacheOptions}. */
export interface ResolvedVerifiedTokenCacheOptions {
  readonly maxTokens: number;
  readonly maxBytes: number;
}

/** An accepted issuer: the pool that it belongs to, and the rules for the claims of its tokens. */
export interface ResolvedIssuer {
  readonly userPool: ResolvedUserPool;
  readonly claimsRules: CognitoClaimsRules;
}

/** The options that the module uses: checked, completed with the defaults, and frozen. */
export interface ResolvedCognitoAuthOptions {
  readonly userPools: readonly ResolvedUserPool[];
  /** By the exact value of `iss`. */
  readonly issuers: ReadonlyMap<string, ResolvedIssuer>;
  readonly tokenSources: readonly TokenSource[];
  /** The transports of the application, in addition to those that are always there. */
  readonly transports: readonly AuthTransport[];
  readonly clockToleranceSeconds: number;
  readonly maxTokenAgeSeconds: number | undefined;
  readonly maxTokenLength: number;
  readonly validateClaims: CognitoAuthSettings['validateClaims'];
  readonly mapUser: CognitoAuthSettings['mapUser'];
  readonly onEvent: ((event: CognitoAuthEvent) => unknown) | undefined;
  readonly signingKeys: ResolvedSigningKeysOptions;
  /** `undefined`: every token is verified again. */
  readonly verifiedTokenCache: ResolvedVerifiedTokenCacheOptions | undefined;
  readonly realm: string;
  readonly strategyName: string;
  /** To be logged once at boot. */
  readonly warnings: readonly string[];
}

/** Token of {@link ResolvedCognitoAuthOptions}. */
export const RESOLVED_COGNITO_AUTH_OPTIONS = Symbol.for('nestjs-cognito-auth:options');
