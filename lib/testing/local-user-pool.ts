import { type JsonWebKey, randomInt, randomUUID } from 'node:crypto';
import type { UserPoolOptions } from '../core/index.js';
import { LocalKeyServer } from './local-key-server.js';
import { LocalSigningKey } from './local-signing-key.js';
import type {
  LocalAccessTokenOptions,
  LocalClientTokenOptions,
  LocalIdTokenOptions,
} from './local-token-options.interface.js';

/** What {@link LocalUserPool.create} takes. */
export interface LocalUserPoolOptions {
  /** @defaultValue the part of `userPoolId` before `_`, else `eu-west-1` */
  readonly region?: string;
  /** @defaultValue the region and nine random characters */
  readonly userPoolId?: string;
  /** App client that tokens are issued to unless they say otherwise. @defaultValue 26 random characters */
  readonly clientId?: string;
  /** `iss` of the tokens. @defaultValue `https://cognito-idp.<region>.amazonaws.com/<userPoolId>` */
  readonly issuer?: string;
}

/** A JWK Set. */
export interface LocalJwks {
  readonly keys: readonly JsonWebKey[];
}

const ALPHANUMERICS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const DEFAULT_REGION = 'eu-west-1';
const DEFAULT_LIFETIME_SECONDS = 3600;

/**
 * A user pool in this process: its tokens have the claims and the header of Cognito's and are really
 * signed, with keys made for it, so an application verifies them in full and needs no AWS account, no
 * network, and no check switched off.
 *
 * @example
 * const pool = await LocalUserPool.create();
 * const app = await NestFactory.create(
 *   class { … CognitoAuthModule.forRoot({ ...pool.options }) … },
 * );
 * request(app).get('/orders').auth(pool.accessToken({ groups: ['admin'] }), { type: 'bearer' });
 */
export class LocalUserPool {
  readonly region: string;
  readonly userPoolId: string;
  readonly clientId: string;
  readonly issuer: string;
  readonly #accessTokenKey: LocalSigningKey;
  readonly #idTokenKey: LocalSigningKey;
  readonly #server = new LocalKeyServer(this);

  private constructor(
    options: LocalUserPoolOptions,
    accessTokenKey: LocalSigningKey,
    idTokenKey: LocalSigningKey,
  ) {
    this.region = options.region ?? options.userPoolId?.split('_')[0] ?? DEFAULT_REGION;
    this.userPoolId = options.userPoolId ?? `${this.region}_${randomText(9)}`;
    this.clientId = options.clientId ?? randomText(26);
    this.issuer =
      options.issuer ?? `https://cognito-idp.${this.region}.amazonaws.com/${this.userPoolId}`;
    this.#accessTokenKey = accessTokenKey;
    this.#idTokenKey = idTokenKey;
  }

  /** Makes a pool with two new keys: Cognito signs access tokens and ID tokens with different ones. */
  static async create(options: LocalUserPoolOptions = {}): Promise<LocalUserPool> {
    const [accessTokenKey, idTokenKey] = await Promise.all([
      LocalSigningKey.generate(),
      LocalSigningKey.generate(),
    ]);
    return new LocalUserPool(options, accessTokenKey, idTokenKey);
  }

  /** The public keys, as the pool publishes them. */
  get jwks(): LocalJwks {
    return { keys: [this.#accessTokenKey.jwk, this.#idTokenKey.jwk] };
  }

  /**
   * Options for `CognitoAuthModule.forRoot()`, accepting access tokens for the client of the pool. The
   * keys are given by hand; after {@link listen} they are fetched from there instead.
   */
  get options(): UserPoolOptions {
    const { userPoolId, clientId, issuer } = this;
    const keys =
      this.#server.jwksUri === undefined ? { jwks: this.jwks } : { jwksUri: this.#server.jwksUri };
    return { userPoolId, clientId, issuer, tokenUse: 'access', ...keys };
  }

  /** An access token of a user. */
  accessToken(options: LocalAccessTokenOptions = {}): string {
    const { username = 'alice', scope = 'aws.cognito.signin.user.admin', audience } = options;
    return this.#accessTokenKey.sign({
      ...this.#userClaims(options),
      token_use: 'access',
      client_id: options.clientId ?? this.clientId,
      username,
      scope: scopeClaim(scope),
      version: 2,
      ...(audience === undefined ? {} : { aud: audience }),
      ...options.claims,
    });
  }

  /** An ID token of a user. */
  idToken(options: LocalIdTokenOptions = {}): string {
    return this.#idTokenKey.sign({
      ...this.#userClaims(options),
      token_use: 'id',
      aud: options.clientId ?? this.clientId,
      'cognito:username': options.username ?? 'alice',
      ...options.attributes,
      ...options.claims,
    });
  }

  /** An access token of a client that acts for itself (client-credentials grant). */
  clientToken(options: LocalClientTokenOptions = {}): string {
    const clientId = options.clientId ?? this.clientId;
    return this.#accessTokenKey.sign({
      sub: clientId,
      ...this.#commonClaims(options),
      token_use: 'access',
      client_id: clientId,
      scope: scopeClaim(options.scope ?? 'default/read'),
      version: 2,
      ...options.claims,
    });
  }

  /**
   * Publishes the keys and the discovery document over HTTP on 127.0.0.1, under
   * `/<userPoolId>/.well-known/`, on a free port.
   *
   * @returns the origin, such as `http://127.0.0.1:49152`
   */
  listen(): Promise<string> {
    return this.#server.listen();
  }

  /** Ends what {@link listen} began, open connections included. Does nothing where there is nothing to end. */
  close(): Promise<void> {
    return this.#server.close();
  }

  #userClaims(options: LocalAccessTokenOptions | LocalIdTokenOptions): Record<string, unknown> {
    const { sub = randomUUID(), groups = [] } = options;
    return {
      sub,
      ...(groups.length > 0 ? { 'cognito:groups': groups } : {}),
      ...this.#commonClaims(options),
      origin_jti: randomUUID(),
      event_id: randomUUID(),
    };
  }

  #commonClaims({
    issuedAt = new Date(),
    expiresInSeconds = DEFAULT_LIFETIME_SECONDS,
  }: LocalClientTokenOptions): Record<string, unknown> {
    const iat = Math.floor(issuedAt.getTime() / 1000);
    return {
      iss: this.issuer,
      auth_time: iat,
      iat,
      exp: iat + expiresInSeconds,
      jti: randomUUID(),
    };
  }
}

function scopeClaim(scope: string | readonly string[]): string {
  return typeof scope === 'string' ? scope : scope.join(' ');
}

function randomText(length: number): string {
  return Array.from({ length }, () => ALPHANUMERICS[randomInt(ALPHANUMERICS.length)]).join('');
}
