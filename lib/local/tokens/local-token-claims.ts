import { randomUUID } from 'node:crypto';
import type {
  LocalAccessTokenOptions,
  LocalClientTokenOptions,
  LocalIdTokenOptions,
} from './local-token-options.interface.js';

/** What tokens say about the pool that issued them. */
interface TokenIssuer {
  readonly issuer: string;
  readonly userPoolId: string;
  readonly clientId: string;
}

type UserTokenOptions = LocalAccessTokenOptions | LocalIdTokenOptions;

const DEFAULT_LIFETIME_SECONDS = 3600;

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html */
export function accessTokenClaims(pool: TokenIssuer, options: LocalAccessTokenOptions): object {
  const { scope = 'aws.cognito.signin.user.admin', audience } = options;
  return {
    ...userClaims(pool, options),
    token_use: 'access',
    client_id: options.clientId ?? pool.clientId,
    username: usernameOf(options),
    scope: scopeClaim(scope),
    version: 2,
    ...(audience === undefined ? {} : { aud: audience }),
    ...options.claims,
  };
}

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html */
export function idTokenClaims(pool: TokenIssuer, options: LocalIdTokenOptions): object {
  return {
    ...userClaims(pool, options),
    token_use: 'id',
    aud: options.clientId ?? pool.clientId,
    'cognito:username': usernameOf(options),
    ...identitiesOf(options),
    ...options.attributes,
    ...options.claims,
  };
}

/** The claims of an access token by the client-credentials grant. */
export function clientTokenClaims(pool: TokenIssuer, options: LocalClientTokenOptions): object {
  const clientId = options.clientId ?? pool.clientId;
  return {
    sub: clientId,
    ...commonClaims(pool, options),
    token_use: 'access',
    client_id: clientId,
    scope: scopeClaim(options.scope ?? 'default/read'),
    version: 2,
    ...options.claims,
  };
}

function userClaims(pool: TokenIssuer, options: UserTokenOptions): object {
  const { sub = randomUUID(), groups = [], federatedFrom } = options;
  // Cognito keeps a group for the users of each provider.
  const ofProvider =
    federatedFrom === undefined ? [] : [`${pool.userPoolId}_${federatedFrom.provider}`];
  const all = [...groups, ...ofProvider];
  return {
    sub,
    ...(all.length > 0 ? { 'cognito:groups': all } : {}),
    ...commonClaims(pool, options),
    origin_jti: randomUUID(),
    event_id: randomUUID(),
  };
}

function commonClaims({ issuer }: TokenIssuer, options: LocalClientTokenOptions): object {
  const { issuedAt = new Date(), expiresInSeconds = DEFAULT_LIFETIME_SECONDS } = options;
  const iat = Math.floor(issuedAt.getTime() / 1000);
  return { iss: issuer, auth_time: iat, iat, exp: iat + expiresInSeconds, jti: randomUUID() };
}

/** Cognito puts the name of the provider before the names of federated users. */
function usernameOf({ username, federatedFrom }: UserTokenOptions): string {
  if (federatedFrom === undefined) return username ?? 'alice';
  return username ?? `${federatedFrom.provider}_${federatedFrom.userId}`;
}

function identitiesOf({ federatedFrom }: LocalIdTokenOptions): object {
  if (federatedFrom === undefined) return {};
  const { provider, userId, type = provider } = federatedFrom;
  const identity = {
    userId,
    providerName: provider,
    providerType: type,
    issuer: null,
    primary: 'true',
    dateCreated: String(Date.now()),
  };
  return { identities: [identity] };
}

function scopeClaim(scope: string | readonly string[]): string {
  return typeof scope === 'string' ? scope : scope.join(' ');
}
