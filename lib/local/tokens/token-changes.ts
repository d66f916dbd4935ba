import type {
  LocalGroupChanges,
  LocalPreTokenGenerationEvent,
  LocalTokenChanges,
} from '../triggers/local-triggers.interface.js';

/** What a pre token generation trigger may change: claims and scopes of both tokens, and the groups. */
export interface TokenChanges {
  readonly access: LocalTokenChanges;
  readonly id: LocalTokenChanges;
  readonly scopesToAdd: readonly string[];
  readonly scopesToSuppress: readonly string[];
  readonly groups: LocalGroupChanges;
}

/**
 * Claims that a trigger cannot change.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */
const FIXED_CLAIMS: ReadonlySet<string> = new Set([
  'acr',
  'amr',
  'at_hash',
  'auth_time',
  'azp',
  'client_id',
  'cognito:username',
  'device_key',
  'event_id',
  'exp',
  'iat',
  'identities',
  'iss',
  'jti',
  'nbf',
  'nonce',
  'origin_jti',
  'scope',
  'sub',
  'token_use',
  'username',
  'version',
]);
const FIXED_PREFIXES = ['aws:', 'cognito:', 'dev:'];

/** Reads the response of the trigger. In version 1 it cannot change access tokens. */
export function tokenChangesIn(
  response: LocalPreTokenGenerationEvent['response'],
  version: 'V1_0' | 'V2_0' | 'V3_0',
): TokenChanges {
  const { claimsAndScopeOverrideDetails, claimsOverrideDetails: first } = response;
  const both = version === 'V1_0' ? undefined : claimsAndScopeOverrideDetails;
  const access = both?.accessTokenGeneration ?? {};
  return {
    access,
    id: both?.idTokenGeneration ?? first ?? {},
    scopesToAdd: access.scopesToAdd ?? [],
    scopesToSuppress: access.scopesToSuppress ?? [],
    groups: both?.groupOverrideDetails ?? first?.groupOverrideDetails ?? {},
  };
}

/** The claims that a trigger adds, and `undefined` for those that it removes. */
export function claimChanges(
  { claimsToAddOrOverride = {}, claimsToSuppress = [] }: LocalTokenChanges,
  use: 'access' | 'id',
): Readonly<Record<string, unknown>> {
  const suppressed = claimsToSuppress.map((name) => [name, undefined] as const);
  return Object.fromEntries(
    [...Object.entries(claimsToAddOrOverride), ...suppressed].filter(
      ([name]) =>
        !FIXED_CLAIMS.has(name) &&
        !FIXED_PREFIXES.some((prefix) => name.startsWith(prefix)) &&
        !(use === 'id' && name === 'aud'),
    ),
  );
}
