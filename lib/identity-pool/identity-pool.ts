import { Inject, Injectable, Logger } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import {
  COGNITO_TOKEN_VERIFIER,
  CLOCK,
  type Clock,
  CognitoCalls,
  readOptions,
} from '../core/internal.js';
import type { CognitoTokenVerifier, CognitoUser } from '../core/index.js';
import type {
  IdentityCredentials,
  AwsCredentialsProvider,
} from './credentials/aws-credentials.interface.js';
import { CredentialsCache } from './credentials/credentials-cache.js';
import { IdentityClient, type OpenIdToken } from './credentials/identity-client.js';
import { IdentityPoolException } from './errors/identity-pool.exception.js';
import { LoginProver } from './logins/login-prover.js';
import type { Logins } from './logins/logins.js';
import type { ProvenLogin } from './logins/proven-login.interface.js';
import {
  RESOLVED_IDENTITY_POOL_OPTIONS,
  type ResolvedIdentityPoolOptions,
} from './options/resolve-identity-pool-options.js';

/** Token under which every copy of this package in a process finds the {@link IdentityPool}. */
export const IDENTITY_POOL = Symbol.for('nestjs-cognito-auth:identity-pool');

/** What one request for credentials asks. */
export interface CredentialsOptions {
  /** The role to take, of those in the ID token. @defaultValue the option of the module */
  readonly customRoleArn?: string | undefined;
}

const NO_OPTIONS: CredentialsOptions = Object.freeze({});

const GUEST: ProvenLogin = Object.freeze({
  logins: undefined,
  identityKey: 'guest',
  digest: 'guest',
  roles: undefined,
});

/**
 * Gives users credentials of AWS by their ID token, from an identity pool of Amazon Cognito (the enhanced flow).
 *
 * Tokens are verified before anything is asked or found. Credentials are kept for each token and role, replaced before
 * they expire, and served through an outage of Cognito as long as they are good.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flow.html
 *
 * @example
 * constructor(private readonly identityPool: IdentityPool) {}
 *
 * credentialsFor(idToken: string): AwsCredentialsProvider {
 *   return this.identityPool.provider(idToken);
 * }
 */
@Injectable()
export class IdentityPool {
  readonly #options: ResolvedIdentityPoolOptions;
  readonly #prover: LoginProver;
  readonly #client: IdentityClient;
  readonly #cache: CredentialsCache;
  readonly #logger = new Logger('CognitoIdentityPool');
  #isFailing = false;

  /** @internal */
  constructor(
    @Inject(RESOLVED_IDENTITY_POOL_OPTIONS) options: ResolvedIdentityPoolOptions,
    @Inject(COGNITO_TOKEN_VERIFIER) verifier: CognitoTokenVerifier,
    @Inject(ModuleRef) moduleRef: ModuleRef,
  ) {
    const { api, requestTimeoutMs, maxConcurrentCalls, maxCredentials } = options;
    this.#options = options;
    this.#prover = new LoginProver({ ...options, verifier });
    this.#client = new IdentityClient({
      calls: new CognitoCalls({ api, timeoutMs: requestTimeoutMs, maxConcurrentCalls }),
      identityPoolId: options.identityPoolId,
      maxIdentities: maxCredentials,
    });
    this.#cache = new CredentialsCache({
      maxCredentials,
      refreshAheadMs: options.refreshAheadSeconds * 1000,
      now: moduleRef.get<Clock>(CLOCK, { strict: false }),
      onFailure: (error) => this.#reportFailure(error),
      onSuccess: () => this.#reportSuccess(),
    });
  }

  /**
   * Credentials of a user. Calls `GetId`, unless the user's identity is known, and `GetCredentialsForIdentity`.
   *
   * @param logins an ID token, or several tokens of one person
   * @throws {IdentityPoolException} (rejects) 401 for a token that is not good, 403 for a role that is not in it, 409 for
   * a login of another identity, 500 where the identity pool is not set up for it, 503 where it cannot be asked
   * @throws {CognitoAuthSetupError} (rejects) when the logins are none that the options know
   * @see https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetCredentialsForIdentity.html
   */
  async credentials(logins: Logins, options?: CredentialsOptions): Promise<IdentityCredentials> {
    const role = this.#roleOf(options);
    const login = await this.#prover.prove(logins);
    return this.#cache.resolve(keyOf(login, role), () => this.#load(login, role));
  }

  /**
   * A provider for clients of the AWS SDK, bound to one login.
   *
   * The login is verified when the provider is first asked, and before new credentials are; between, what it has serves
   * until it expires, also if the token expires before that.
   *
   * @param logins as for {@link credentials}
   */
  provider(logins: Logins, options?: CredentialsOptions): AwsCredentialsProvider {
    return this.providerOf(logins, undefined, options);
  }

  /**
   * Credentials of a guest: one identity for all of this process. Calls `GetId` once, and `GetCredentialsForIdentity`.
   * Needs the option `guests`.
   *
   * @throws {IdentityPoolException} (rejects) 500 where guests are not allowed, 503 where the identity pool cannot be asked
   */
  async guest(): Promise<IdentityCredentials> {
    if (!this.#options.guests) {
      this.#logger.error(
        'guest() needs the option guests: true, and an identity pool that allows it',
      );
      throw new IdentityPoolException('ERR_COGNITO_IDENTITY_POOL_MISCONFIGURED');
    }
    return this.#cache.resolve(keyOf(GUEST, undefined), () => this.#load(GUEST, undefined));
  }

  /**
   * A token of the identity pool, good for ten minutes, for AssumeRoleWithWebIdentity of AWS STS: the classic flow. Calls
   * `GetId`, unless the user's identity is known, and `GetOpenIdToken`, each time.
   *
   * @param logins as for {@link credentials}
   * @throws as {@link credentials}
   * @see https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetOpenIdToken.html
   */
  async openIdToken(logins: Logins): Promise<OpenIdToken> {
    return this.#client.openIdToken(await this.#prover.prove(logins));
  }

  /**
   * Drops the credentials that are kept for logins, with every role, as when their user signs out. AWS goes on taking
   * those that were given out until they expire.
   *
   * @param logins as for {@link credentials}; tokens that are not good any more can be forgotten too
   */
  forget(logins: Logins): void {
    this.#cache.forget(`${this.#prover.digest(logins)} `);
  }

  /**
   * @internal
   * @param user whose login it has to be, if that is known
   */
  providerOf(
    logins: Logins,
    user: CognitoUser | undefined,
    options?: CredentialsOptions,
  ): AwsCredentialsProvider {
    const role = this.#roleOf(options);
    const load = async (): Promise<IdentityCredentials> =>
      this.#load(await this.#prover.prove(logins, user), role);
    let key: string | undefined;
    const begin = async (): Promise<IdentityCredentials> => {
      key = keyOf(await this.#prover.prove(logins, user), role);
      return this.#cache.resolve(key, load);
    };
    return () => (key === undefined ? begin() : this.#cache.resolve(key, load));
  }

  #load(login: ProvenLogin, role: string | undefined): Promise<IdentityCredentials> {
    // The identity pool would say so too, in words that AWS does not promise.
    if (role !== undefined && login.roles?.includes(role) === false) {
      throw new IdentityPoolException('ERR_COGNITO_ROLE_REFUSED');
    }
    return this.#client.credentials(login, role);
  }

  #roleOf(options: CredentialsOptions | undefined): string | undefined {
    return readCredentialsOptions(options).customRoleArn ?? this.#options.customRoleArn;
  }

  /** Says when it starts to fail and when it works again, and nothing in between. */
  #reportFailure(error: unknown): void {
    if (this.#isFailing) return;
    this.#isFailing = true;
    const { cause } = error as Error;
    this.#logger.warn(
      `Credentials cannot be replaced (${String((cause as Error | undefined)?.message ?? error)}); ` +
        'those that are kept serve until they expire',
    );
  }

  #reportSuccess(): void {
    if (!this.#isFailing) return;
    this.#isFailing = false;
    this.#logger.log('Credentials can be replaced again');
  }
}

function readCredentialsOptions(given: unknown): CredentialsOptions {
  if (given === undefined) return NO_OPTIONS;
  return readOptions('credentials', given, ['customRoleArn'], (options) => ({
    customRoleArn: options.optionalText('customRoleArn'),
  }));
}

function keyOf({ digest }: ProvenLogin, role: string | undefined): string {
  return `${digest} ${role ?? ''}`;
}
