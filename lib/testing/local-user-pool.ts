import { type JsonWebKey, randomInt, randomUUID } from 'node:crypto';
import type { CognitoTokenUse, UserPoolOptions } from '../core/index.js';
import { type LocalKeyEndpoint, LocalKeyServer } from './local-key-server.js';
import { LocalSigningKey } from './local-signing-key.js';
import type {
  LocalAccessTokenOptions,
  LocalClientTokenOptions,
  LocalIdTokenOptions,
} from './local-token-options.interface.js';
import { type RefusedTokenOptions, RefusedTokens } from './refused-tokens.js';

/** What {@link LocalUserPool.create} takes. */
export interface LocalUserPoolOptions {
  /** @defaultValue the part of `userPoolId` before `_`, else `eu-west-1` */
  readonly region?: string;
  /** @defaultValue the region and nine random characters */
  readonly userPoolId?: string;
  /** App client that tokens are issued to unless they say otherwise. @defaultValue 26 random characters */
  readonly clientId?: string;
  /**
   * The form of issuer that the pool is configured with: `ORIGINAL` is `https://cognito-idp.<region>…`, `UPDATED`
   * is `https://issuer-cognito-idp.<region>…`. The application accepts both unless its option `issuer` says
   * otherwise.
   *
   * @defaultValue `ORIGINAL`
   * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_IssuerConfigurationType.html
   */
  readonly issuerType?: 'ORIGINAL' | 'UPDATED';
  /** `iss` of the tokens, where it is neither, as with an emulator. */
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
 * const module = await Test.createTestingModule({
 *   imports: [CognitoAuthModule.forRoot(pool.options)],
 *   controllers: [OrdersController],
 * }).compile();
 * const app = await module.createNestApplication().init();
 * const token = pool.accessToken({ groups: ['admin'] });
 * await request(app.getHttpServer()).delete('/orders/7').auth(token, { type: 'bearer' }).expect(204);
 */
export class LocalUserPool {
  readonly region: string;
  readonly userPoolId: string;
  readonly clientId: string;
  readonly issuer: string;
  readonly #server = new LocalKeyServer(this);
  #signing: SigningPair;
  /** By key id: those that sign, and those that have signed. */
  #published = new Map<string, LocalSigningKey>();

  private constructor(options: LocalUserPoolOptions, signing: SigningPair) {
    this.region = options.region ?? options.userPoolId?.split('_')[0] ?? DEFAULT_REGION;
    this.userPoolId = options.userPoolId ?? `${this.region}_${randomText(9)}`;
    this.clientId = options.clientId ?? randomText(26);
    this.issuer = options.issuer ?? this.#defaultIssuer(options.issuerType);
    this.#signing = signing;
    this.#publish(signing);
  }

  /** Makes a pool with two new keys: Cognito signs access tokens and ID tokens with different ones. */
  static async create(options: LocalUserPoolOptions = {}): Promise<LocalUserPool> {
    return new LocalUserPool(options, await generateSigningPair());
  }

  /** The public keys, as the pool publishes them. */
  get jwks(): LocalJwks {
    return { keys: [...this.#published.values()].map(({ jwk }) => jwk) };
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
    const { scope = 'aws.cognito.signin.user.admin', audience } = options;
    return this.#signing.access.sign({
      ...this.#userClaims(options),
      token_use: 'access',
      client_id: options.clientId ?? this.clientId,
      username: usernameOf(options),
      scope: scopeClaim(scope),
      version: 2,
      ...(audience === undefined ? {} : { aud: audience }),
      ...options.claims,
    });
  }

  /** An ID token of a user. */
  idToken(options: LocalIdTokenOptions = {}): string {
    return this.#signing.id.sign({
      ...this.#userClaims(options),
      token_use: 'id',
      aud: options.clientId ?? this.clientId,
      'cognito:username': usernameOf(options),
      ...identitiesOf(options),
      ...options.attributes,
      ...options.claims,
    });
  }

  /** An access token of a client that acts for itself (client-credentials grant). */
  clientToken(options: LocalClientTokenOptions = {}): string {
    const clientId = options.clientId ?? this.clientId;
    return this.#signing.access.sign({
      sub: clientId,
      ...this.#commonClaims(options),
      token_use: 'access',
      client_id: clientId,
      scope: scopeClaim(options.scope ?? 'default/read'),
      version: 2,
      ...options.claims,
    });
  }

  /** Tokens for every way to be refused by an application that takes tokens of this use. */
  refusedTokens({
    tokenUse = 'access',
    ...options
  }: RefusedTokenOptions & { readonly tokenUse?: CognitoTokenUse } = {}): RefusedTokens {
    const stranger = new LocalUserPool({ region: this.region }, this.#signing);
    return new RefusedTokens(this, tokenUse, options, stranger);
  }

  /** Ids of the keys that the pool signs with from now on. */
  get signingKeyIds(): { readonly access: string; readonly id: string } {
    return { access: this.#signing.access.kid, id: this.#signing.id.kid };
  }

  /**
   * Signs with new keys from now on. Those from before stay published, so that their tokens stay good, until
   * {@link dropKey} takes them away.
   */
  async rotateKeys(): Promise<void> {
    this.#signing = await generateSigningPair();
    this.#publish(this.#signing);
  }

  /**
   * Publishes a key no longer: its tokens are refused as soon as the application asks for the keys again.
   *
   * @param kid @defaultValue every key that does not sign any more
   * @throws {RangeError} when no such key is published
   */
  dropKey(kid?: string): void {
    if (kid !== undefined) {
      if (!this.#published.delete(kid)) throw new RangeError(`The pool publishes no key ${kid}`);
      return;
    }
    this.#published = new Map();
    this.#publish(this.#signing);
  }

  /** The endpoint that {@link listen} starts: how it behaves, and what it has been asked. */
  get keyEndpoint(): LocalKeyEndpoint {
    return this.#server;
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

  #defaultIssuer(type: LocalUserPoolOptions['issuerType'] = 'ORIGINAL'): string {
    const host = type === 'UPDATED' ? 'issuer-cognito-idp' : 'cognito-idp';
    return `https://${host}.${this.region}.amazonaws.com/${this.userPoolId}`;
  }

  #publish({ access, id }: SigningPair): void {
    for (const key of [access, id]) this.#published.set(key.kid, key);
  }

  #userClaims(options: LocalAccessTokenOptions | LocalIdTokenOptions): Record<string, unknown> {
    const { sub = randomUUID(), federatedFrom } = options;
    const groups = [
      ...(options.groups ?? []),
      ...(federatedFrom === undefined ? [] : [`${this.userPoolId}_${federatedFrom.provider}`]),
    ];
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

/** Cognito signs access tokens and ID tokens with different keys. */
interface SigningPair {
  readonly access: LocalSigningKey;
  readonly id: LocalSigningKey;
}

async function generateSigningPair(): Promise<SigningPair> {
  const [access, id] = await Promise.all([LocalSigningKey.generate(), LocalSigningKey.generate()]);
  return { access, id };
}

type UserTokenOptions = LocalAccessTokenOptions | LocalIdTokenOptions;

/** Cognito puts the name of the provider before the names of federated users. */
function usernameOf({ username, federatedFrom }: UserTokenOptions): string {
  if (federatedFrom === undefined) return username ?? 'alice';
  return username ?? `${federatedFrom.provider}_${federatedFrom.userId}`;
}

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html */
function identitiesOf({ federatedFrom }: UserTokenOptions): object {
  if (federatedFrom === undefined) return {};
  const { provider, userId, type = provider } = federatedFrom;
  return {
    identities: [
      {
        userId,
        providerName: provider,
        providerType: type,
        issuer: null,
        primary: 'true',
        dateCreated: String(Date.now()),
      },
    ],
  };
}

function scopeClaim(scope: string | readonly string[]): string {
  return typeof scope === 'string' ? scope : scope.join(' ');
}

function randomText(length: number): string {
  return Array.from({ length }, () => ALPHANUMERICS[randomInt(ALPHANUMERICS.length)]).join('');
}
