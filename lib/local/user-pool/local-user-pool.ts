import {
  checkOptions,
  type CognitoTokenUse,
  issuersOf,
  type UserPoolOptions,
} from '../../core/standalone.js';
import { type LocalKeyEndpoint, LocalKeyServer } from './local-key-server.js';
import {
  ACCESS_TOKEN_CHECKS,
  CLIENT_TOKEN_CHECKS,
  ID_TOKEN_CHECKS,
  REFUSED_TOKEN_CHECKS,
  USER_POOL_CHECKS,
} from './local-option-checks.js';
import { PoolKeys, type LocalJwks } from '../tokens/pool-keys.js';
import { randomText } from '../secrets/random-text.js';
import { LocalSigningKey } from '../tokens/local-signing-key.js';
import {
  accessTokenClaims,
  clientTokenClaims,
  idTokenClaims,
} from '../tokens/local-token-claims.js';
import type {
  LocalAccessTokenOptions,
  LocalClientTokenOptions,
  LocalIdTokenOptions,
} from '../tokens/local-token-options.interface.js';
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
   * The type of issuer that the pool is configured with: `ORIGINAL` is `https://cognito-idp.<region>…`, `UPDATED`
   * is `https://issuer-cognito-idp.<region>…`. The application accepts both unless its option `issuer` says
   * otherwise.
   *
   * @defaultValue `ORIGINAL`
   * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_IssuerConfigurationType.html
   */
  readonly issuerType?: 'ORIGINAL' | 'UPDATED';
  /** `iss` of the tokens, if it is neither of the two, as with an emulator. */
  readonly issuer?: string;
}

const DEFAULT_REGION = 'eu-west-1';

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
  readonly #keys: PoolKeys;
  readonly #now: () => number;

  private constructor(options: LocalUserPoolOptions, keys: PoolKeys, now = Date.now) {
    this.region = options.region ?? options.userPoolId?.split('_')[0] ?? DEFAULT_REGION;
    this.userPoolId = options.userPoolId ?? `${this.region}_${randomText(9)}`;
    this.clientId = options.clientId ?? randomText(26);
    this.issuer =
      options.issuer ?? issuersOf(this.region, this.userPoolId)[options.issuerType ?? 'ORIGINAL'];
    this.#keys = keys;
    this.#now = now;
  }

  /**
   * Makes a pool with two new keys: Cognito signs access tokens and ID tokens with different ones.
   *
   * @param options may be the options of a pool of the application, of which it uses those that it knows, or another
   * local pool, to make one with the same ids, issuer and client but other keys
   * @throws {TypeError} when an option is unknown or wrong
   */
  static async create(options: LocalUserPoolOptions = {}): Promise<LocalUserPool> {
    if (!(options instanceof LocalUserPool)) {
      checkOptions('LocalUserPool.create', options, USER_POOL_CHECKS);
    }
    return new LocalUserPool(options, await PoolKeys.generate());
  }

  /**
   * Like {@link create}, with the keys and the clock of another pool.
   *
   * @internal
   */
  static beside(
    { keys, now }: { readonly keys: PoolKeys; readonly now: () => number },
    options: LocalUserPoolOptions,
  ): LocalUserPool {
    return new LocalUserPool(options, keys, now);
  }

  /** The public keys, as the pool publishes them. */
  get jwks(): LocalJwks {
    return this.#keys.jwks;
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

  /** An access token of a user. @throws {TypeError} when an option is unknown or wrong */
  accessToken(options: LocalAccessTokenOptions = {}): string {
    checkOptions('accessToken', options, ACCESS_TOKEN_CHECKS);
    return this.#keys.signing.access.sign(accessTokenClaims(this, this.#issuedNow(options)));
  }

  /** An ID token of a user. @throws {TypeError} when an option is unknown or wrong */
  idToken(options: LocalIdTokenOptions = {}): string {
    checkOptions('idToken', options, ID_TOKEN_CHECKS);
    return this.#keys.signing.id.sign(idTokenClaims(this, this.#issuedNow(options)));
  }

  /** An access token of a client that acts for itself (client-credentials grant). @throws {TypeError} when an option is unknown or wrong */
  clientToken(options: LocalClientTokenOptions = {}): string {
    checkOptions('clientToken', options, CLIENT_TOKEN_CHECKS);
    return this.#keys.signing.access.sign(clientTokenClaims(this, this.#issuedNow(options)));
  }

  /**
   * Tokens for every way to be refused by an application that takes tokens of this use.
   *
   * @throws {TypeError} when an option is unknown or wrong
   */
  refusedTokens(
    given: RefusedTokenOptions & { readonly tokenUse?: CognitoTokenUse } = {},
  ): RefusedTokens {
    checkOptions('refusedTokens', given, REFUSED_TOKEN_CHECKS);
    const { tokenUse = 'access', ...options } = given;
    const stranger = (): LocalUserPool => {
      const key = LocalSigningKey.generateNow();
      return new LocalUserPool({ region: this.region }, new PoolKeys({ access: key, id: key }));
    };
    return new RefusedTokens(this, tokenUse, options, stranger);
  }

  /** Ids of the keys that the pool signs with from now on. */
  get signingKeyIds(): { readonly access: string; readonly id: string } {
    return { access: this.#keys.signing.access.kid, id: this.#keys.signing.id.kid };
  }

  /**
   * Signs with new keys from now on. The old keys stay published, so that their tokens stay good, until
   * {@link dropKey} removes them.
   */
  rotateKeys(): Promise<void> {
    return this.#keys.rotate();
  }

  /**
   * Stops publishing a key: its tokens are refused as soon as the application fetches the keys again.
   *
   * @param kid @defaultValue every key that no longer signs
   * @throws {RangeError} when no such key is published
   */
  dropKey(kid?: string): void {
    this.#keys.drop(kid);
  }

  /** The endpoint that {@link listen} starts: how it behaves, and how often it was asked. */
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

  /** Stops what {@link listen} started, open connections included. Does nothing if there is nothing to stop. */
  close(): Promise<void> {
    return this.#server.close();
  }

  #issuedNow<Options extends { readonly issuedAt?: Date }>(options: Options): Options {
    return { ...options, issuedAt: options.issuedAt ?? new Date(this.#now()) };
  }
}
