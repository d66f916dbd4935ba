import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { type CognitoClaims, CognitoUser, type CognitoTokenUse } from '../core/index.js';
import {
  ACTING_USERS,
  type ActingUsers,
  RESOLVED_COGNITO_AUTH_OPTIONS,
  type ResolvedCognitoAuthOptions,
} from '../core/internal.js';
import {
  anObject,
  aText,
  aTextOrNull,
  type Checks,
  checkOptions,
  oneOf,
  texts,
} from '../core/standalone.js';
import { providerOf } from './provider-of.js';

/** The user for {@link actingAs}. Every field may be left out. */
export interface ActingUser {
  /** @defaultValue a new UUID */
  readonly sub?: string;
  /** `null` for a client that acts for itself. @defaultValue `alice` */
  readonly username?: string | null;
  /** @defaultValue none */
  readonly groups?: readonly string[];
  /** Scopes of the access token. @defaultValue none */
  readonly scopes?: readonly string[];
  /** @defaultValue `access` */
  readonly tokenUse?: CognitoTokenUse;
  /** @defaultValue `test-client` */
  readonly clientId?: string;
  /** @defaultValue the first pool of the application */
  readonly userPoolId?: string;
  /** Further claims, which also replace those that the other fields make. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

type ConfiguredIssuers = Pick<ResolvedCognitoAuthOptions, 'issuers'>;

const CHECKS: Checks<Required<ActingUser>> = {
  sub: aText,
  username: aTextOrNull,
  groups: texts,
  scopes: texts,
  tokenUse: oneOf('access', 'id'),
  clientId: aText,
  userPoolId: aText,
  claims: anObject,
};

const HOUR_SECONDS = 3600;

/**
 * Makes every call to an application act as one user, whatever token it carries or lacks, over every transport. The
 * requirements of decorators still apply, and `mapUser` still runs. Nothing is verified: use it to test the code
 * behind the guard. To test the guard and tokens, see `LocalUserPool`. The application still fetches keys when it
 * boots, unless `overrideSigningKeys()` or `signingKeys.prefetch: false` prevents that.
 *
 * @returns a function that ends this
 * @throws {Error} when the application has no `CognitoAuthModule`
 * @throws {TypeError} when a field of the user is unknown or wrong
 * @throws {RangeError} when the application accepts no tokens of the user's pool
 *
 * @example
 * const stop = actingAs(app, { sub: 'sub-1', groups: ['admin'] });
 * await request(app.getHttpServer()).delete('/orders/7').expect(204);
 * stop();
 */
export function actingAs(app: INestApplicationContext, user: ActingUser = {}): () => void {
  checkOptions('actingAs', user, CHECKS);
  const actors = providerOf(app, ACTING_USERS, 'actingAs()') as ActingUsers;
  const { issuers } = app.get<ConfiguredIssuers>(RESOLVED_COGNITO_AUTH_OPTIONS, { strict: false });
  const [issuer, userPoolId] = issuerOf(user, issuers);
  actors.actAs(new CognitoUser(claimsOf(user, issuer), userPoolId));
  return () => actors.actAs(undefined);
}

/** @throws {RangeError} when the application has no such pool */
function issuerOf(
  { userPoolId }: ActingUser,
  issuers: ConfiguredIssuers['issuers'],
): readonly [issuer: string, userPoolId: string] {
  for (const [issuer, { userPool }] of issuers) {
    if (userPoolId === undefined || userPool.userPoolId === userPoolId) {
      return [issuer, userPool.userPoolId];
    }
  }
  throw new RangeError(`actingAs(): the application accepts no tokens of user pool ${userPoolId}`);
}

/** The claims that a token of the user would have. */
function claimsOf(user: ActingUser, issuer: string): CognitoClaims {
  const {
    tokenUse = 'access',
    clientId = 'test-client',
    username = 'alice',
    groups,
    scopes,
  } = user;
  const now = Math.floor(Date.now() / 1000);
  const named = username === null ? {} : { username };
  return Object.freeze({
    sub: user.sub ?? (username === null ? clientId : randomUUID()),
    iss: issuer,
    iat: now,
    exp: now + HOUR_SECONDS,
    ...(groups === undefined ? {} : { 'cognito:groups': Object.freeze([...groups]) }),
    ...(tokenUse === 'access'
      ? { token_use: tokenUse, client_id: clientId, scope: (scopes ?? []).join(' '), ...named }
      : { token_use: tokenUse, aud: clientId, 'cognito:username': username ?? undefined }),
    ...user.claims,
  }) as CognitoClaims;
}
