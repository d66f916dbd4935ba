import { createHash, randomUUID } from 'node:crypto';
import type {
  LocalClient,
  ResolvedLocalCognitoOptions,
} from '../options/resolved-local-cognito-options.interface.js';
import type { Groups } from '../pool/groups.js';
import type { PoolUser } from '../pool/pool-user.interface.js';
import type { TokenFamily } from '../pool/token-families.js';
import type { LocalPreTokenGenerationEvent } from '../triggers/local-triggers.interface.js';
import type { TriggerRunner } from '../triggers/trigger-runner.js';
import { authenticationLevel } from './authentication-level.js';
import { idAttributes } from './id-attributes.js';
import { accessTokenClaims, clientTokenClaims, idTokenClaims } from './local-token-claims.js';
import type { PoolKeys } from './pool-keys.js';
import { claimChanges, type TokenChanges, tokenChangesIn } from './token-changes.js';

/** The scope of every sign-in with the JSON API. */
export const API_SCOPE = 'aws.cognito.signin.user.admin';

/** What may differ from one issue of a family to the next. */
export interface TokenRequest {
  readonly triggerSource: LocalPreTokenGenerationEvent['triggerSource'];
  /** Narrower than that of the family. @defaultValue the scope of the family */
  readonly scope?: string | undefined;
  readonly nonce?: string | undefined;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
}

export interface UserTokens {
  readonly accessToken: string;
  /** Absent where the scope `openid` was not granted. */
  readonly idToken: string | undefined;
  /** Of the access token. */
  readonly expiresInSeconds: number;
}

export interface TokenIssuerParts {
  readonly pool: { readonly issuer: string };
  readonly options: ResolvedLocalCognitoOptions;
  readonly keys: PoolKeys;
  readonly groups: Groups;
  readonly triggers: TriggerRunner;
  readonly now: () => number;
}

/** Writes access tokens and ID tokens with the claims of Cognito's. */
export class TokenIssuer {
  readonly #parts: TokenIssuerParts;

  constructor(parts: TokenIssuerParts) {
    this.#parts = parts;
  }

  /** @throws {ServiceException} when the pre token generation trigger refuses */
  async issue(
    family: TokenFamily,
    user: PoolUser,
    client: LocalClient,
    request: TokenRequest,
  ): Promise<UserTokens> {
    const { keys } = this.#parts;
    const scopes = (request.scope ?? family.scope).split(' ').filter((scope) => scope !== '');
    const changes = await this.#changes(user, client, scopes, request);
    const groups = this.#groupsOf(user, changes);
    const shared = {
      sub: user.attributes['sub'] ?? user.username,
      username: user.username,
      groups: groups.names,
      issuedAt: new Date(this.#parts.now()),
    };
    const claims = familyClaims(family, client);
    const accessToken = keys.signing.access.sign(
      accessTokenClaims(this.#issuerFor(client), {
        ...shared,
        scope: changedScopes(scopes, changes),
        expiresInSeconds: client.accessTokenSeconds,
        claims: {
          ...claims,
          // Tokens of the JSON API have no `version`, those of the hosted login have version 2.
          ...(family.isOAuth ? {} : { version: undefined }),
          ...(family.resource === undefined ? {} : { aud: family.resource }),
          ...(family.deviceKey === undefined ? {} : { device_key: family.deviceKey }),
          ...claimChanges(changes.access, 'access'),
        },
      }),
    );
    const expiresInSeconds = client.accessTokenSeconds;
    if (family.isOAuth && !scopes.includes('openid')) {
      return { accessToken, idToken: undefined, expiresInSeconds };
    }
    const idToken = keys.signing.id.sign(
      idTokenClaims(this.#issuerFor(client), {
        ...shared,
        expiresInSeconds: client.idTokenSeconds,
        attributes: idAttributes(user.attributes, scopes.join(' ')),
        claims: {
          ...claims,
          ...groups.roleClaims,
          ...identitiesClaim(user),
          ...(request.nonce === undefined ? {} : { nonce: request.nonce }),
          ...(family.isOAuth ? { at_hash: accessTokenHash(accessToken) } : {}),
          ...claimChanges(changes.id, 'id'),
        },
      }),
    );
    return { accessToken, idToken, expiresInSeconds };
  }

  /**
   * An access token of a client that acts for itself.
   *
   * @param scope space-separated
   * @throws {ServiceException} when the pre token generation trigger refuses, which is asked in its third version
   */
  async issueToClient(client: LocalClient, scope: string): Promise<string> {
    const scopes = scope.split(' ').filter((each) => each !== '');
    const changes = await this.#changesForClient(client, scopes);
    return this.#parts.keys.signing.access.sign(
      clientTokenClaims(this.#issuerFor(client), {
        scope: changedScopes(scopes, changes),
        issuedAt: new Date(this.#parts.now()),
        expiresInSeconds: client.accessTokenSeconds,
        claims: claimChanges(changes.access, 'access'),
      }),
    );
  }

  async #changesForClient(client: LocalClient, scopes: readonly string[]): Promise<TokenChanges> {
    const { triggers, options } = this.#parts;
    const { preTokenGenerationVersion: version } = options;
    if (version !== 'V3_0') return tokenChangesIn({}, version);
    const response = await triggers.run(
      'preTokenGeneration',
      { clientId: client.clientId, userName: 'ClientCredentials' },
      {
        triggerSource: 'TokenGeneration_ClientCredentials',
        request: {
          userAttributes: {},
          groupConfiguration: {
            groupsToOverride: [],
            iamRolesToOverride: [],
            preferredRole: undefined,
          },
          scopes,
          clientMetadata: undefined,
        },
        response: { claimsAndScopeOverrideDetails: null },
      },
    );
    return tokenChangesIn(response, version);
  }

  async #changes(
    user: PoolUser,
    client: LocalClient,
    scopes: readonly string[],
    { triggerSource, clientMetadata }: TokenRequest,
  ): Promise<TokenChanges> {
    const { triggers, groups, options } = this.#parts;
    const { preTokenGenerationVersion: version } = options;
    const ofUser = groups.of(user);
    const roles = ofUser.flatMap(({ roleArn }) => roleArn ?? []);
    const response = await triggers.run(
      'preTokenGeneration',
      { clientId: client.clientId, userName: user.username },
      {
        triggerSource,
        request: {
          userAttributes: { ...user.attributes, 'cognito:user_status': user.status },
          groupConfiguration: {
            groupsToOverride: ofUser.map(({ name }) => name),
            iamRolesToOverride: roles,
            preferredRole: roles[0],
          },
          ...(version === 'V1_0' ? {} : { scopes }),
          clientMetadata,
        },
        response:
          version === 'V1_0'
            ? { claimsOverrideDetails: null }
            : { claimsAndScopeOverrideDetails: null },
      },
    );
    return tokenChangesIn(response, version);
  }

  #groupsOf(
    user: PoolUser,
    { groups: changed }: TokenChanges,
  ): { readonly names: readonly string[]; readonly roleClaims: object } {
    const groups = this.#parts.groups.of(user);
    const roles = changed.iamRolesToOverride ?? groups.flatMap(({ roleArn }) => roleArn ?? []);
    const preferred = changed.preferredRole ?? roles[0];
    return {
      names: changed.groupsToOverride ?? groups.map(({ name }) => name),
      roleClaims: {
        ...(roles.length === 0 ? {} : { 'cognito:roles': roles }),
        ...(preferred === undefined ? {} : { 'cognito:preferred_role': preferred }),
      },
    };
  }

  #issuerFor({ clientId }: LocalClient): { issuer: string; userPoolId: string; clientId: string } {
    const { pool, options } = this.#parts;
    return { issuer: pool.issuer, userPoolId: options.userPoolId, clientId };
  }
}

function familyClaims(family: TokenFamily, client: LocalClient): Readonly<Record<string, unknown>> {
  return {
    auth_time: family.authTimeSeconds,
    event_id: randomUUID(),
    ...(client.tokenRevocation
      ? { origin_jti: family.id }
      : { origin_jti: undefined, jti: undefined }),
    ...(family.amr.length === 0 ? {} : { acr: authenticationLevel(family.amr), amr: family.amr }),
  };
}

/** The attribute is JSON, the claim is the list in it. */
function identitiesClaim({ attributes }: PoolUser): Readonly<Record<string, unknown>> {
  const { identities } = attributes;
  return identities === undefined ? {} : { identities: JSON.parse(identities) as unknown };
}

function changedScopes(
  scopes: readonly string[],
  { scopesToAdd, scopesToSuppress }: TokenChanges,
): readonly string[] {
  const all = new Set([...scopes, ...scopesToAdd]);
  return [...all].filter((scope) => !scopesToSuppress.includes(scope));
}

/** OpenID Connect Core, section 3.1.3.6, for RS256. */
function accessTokenHash(accessToken: string): string {
  return createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url');
}
