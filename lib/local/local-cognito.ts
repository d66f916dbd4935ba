import type { UserPoolOptions } from '../core/standalone.js';
import { userPoolService } from './api/user-pool-service.js';
import { LocalClock } from './clock/local-clock.js';
import { LocalCalls } from './faults/local-calls.js';
import { LocalFaults } from './faults/local-faults.js';
import { HostedLogin } from './hosted/hosted-login.js';
import { IdentityPool } from './identity-pool/identity-pool.js';
import { identityPoolService } from './identity-pool/identity-pool-service.js';
import type { LocalCognitoOptions } from './options/local-cognito-options.interface.js';
import { resolveLocalCognitoOptions } from './options/resolve-local-cognito-options.js';
import type { ResolvedLocalCognitoOptions } from './options/resolved-local-cognito-options.interface.js';
import { LocalOutbox } from './outbox/local-outbox.js';
import { printMessage } from './outbox/print-message.js';
import { loadPasskeyCheck } from './passkeys/load-passkey-check.js';
import { UserPool, type UserPoolParts } from './pool/user-pool.js';
import { LocalServer } from './server/local-server.js';
import { PublishedDocuments } from './server/published-documents.js';
import { refuseDanger } from './server/refuse-danger.js';
import { reportFailure } from './server/report-failure.js';
import { ServedOutbox } from './server/served-outbox.js';
import { SignIn } from './sign-in/sign-in.js';
import { StateFile } from './state/state-file.js';
import { markedKid } from './tokens/local-signing-key.js';
import { PoolKeys } from './tokens/pool-keys.js';
import { domainDiscovery } from './user-pool/discovery-document.js';
import { LocalUserPool } from './user-pool/local-user-pool.js';
import { JsonApi } from './wire/json-api.js';

/**
 * Amazon Cognito on this machine, for tests and for development without an AWS account: a user pool with its JSON API,
 * hosted login and key set, on one HTTP server.
 *
 * @example
 * const local = await LocalCognito.start({
 *   users: [{ email: 'alice@example.com', password: 'Password1!', groups: ['admin'] }],
 * });
 * const module = await Test.createTestingModule({
 *   imports: [CognitoAuthModule.forRoot(local.options)],
 * }).compile();
 * await local.close();
 */
export class LocalCognito {
  /** Where it listens, such as `http://127.0.0.1:49152`. */
  readonly origin: string;
  readonly userPoolId: string;
  /** The first of the clients. */
  readonly clientId: string;
  /** `undefined` where the options ask for no identity pool. */
  readonly identityPoolId: string | undefined;
  /** `iss` of the tokens. */
  readonly issuer: string;
  /** Where the keys are. */
  readonly jwksUri: string;
  /**
   * The same pool as the testing kit knows it, with the same keys: it makes tokens without a sign-in, for
   * `overrideSigningKeys()` too.
   */
  readonly userPool: LocalUserPool;
  /** What it would have sent to its users. */
  readonly outbox: LocalOutbox;
  /** What goes wrong. */
  readonly faults = new LocalFaults();
  /** What it was asked. */
  readonly calls = new LocalCalls();
  /** What everything that expires goes by. The `Date` header of its answers stays that of the machine. */
  readonly clock = new LocalClock();
  readonly #server: LocalServer;
  readonly #keys: PoolKeys;
  readonly #state: StateFile | undefined;

  private constructor(
    options: ResolvedLocalCognitoOptions,
    server: LocalServer,
    { keys, passkeyCheck }: Pick<UserPoolParts, 'keys' | 'passkeyCheck'>,
  ) {
    const { region, userPoolId, clients } = options;
    this.#server = server;
    this.#keys = keys;
    this.origin = server.origin;
    this.userPoolId = userPoolId;
    this.clientId = clients[0]?.clientId ?? '';
    this.identityPoolId = options.identityPool?.identityPoolId;
    this.issuer = options.issuer === 'local' ? `${server.origin}/${userPoolId}` : options.issuer;
    this.jwksUri = `${server.origin}${this.#wellKnown('jwks.json')}`;
    this.outbox = new LocalOutbox(printMessage(options.print));
    const { issuer, clientId, clock } = this;
    this.userPool = LocalUserPool.beside(
      { keys, now: clock.now },
      { region, userPoolId, clientId, issuer },
    );
    const pool = new UserPool({ options, clock, mailbox: this.outbox, keys, passkeyCheck });
    pool.issuer = issuer;
    this.#state = keepState(pool);
    this.#serve(pool);
  }

  /**
   * Starts it, with the users of the options or, where there is a state file, with those of the file.
   *
   * @throws {TypeError} when options are unknown or wrong, with all mistakes
   * @throws {Error} with NODE_ENV=production; for a host that other machines reach, without `allowRemote`; when the port
   * is taken; when the state file cannot be used; for passkeys, without `@simplewebauthn/server`
   */
  static async start(options: LocalCognitoOptions = {}): Promise<LocalCognito> {
    const resolved = resolveLocalCognitoOptions(options);
    refuseDanger(resolved.host, resolved.allowRemote);
    const passkeyCheck = await loadPasskeyCheck(resolved.firstFactors);
    const keys = await PoolKeys.generate(markedKid);
    const server = await LocalServer.listen(resolved);
    try {
      return new LocalCognito(resolved, server, { keys, passkeyCheck });
    } catch (error) {
      await server.close();
      throw error;
    }
  }

  /** Options for `CognitoAuthModule.forRoot()`: access tokens of the first client, with the keys of {@link jwksUri}. */
  get options(): UserPoolOptions {
    const { userPoolId, clientId, issuer, jwksUri } = this;
    return { userPoolId, clientId, issuer, jwksUri, tokenUse: 'access' };
  }

  /** Environment variables by which the SDKs of AWS find it, without a change of the code that uses them. */
  get env(): Readonly<
    Record<
      'AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER' | 'AWS_ENDPOINT_URL_COGNITO_IDENTITY',
      string
    >
  > {
    return {
      AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: this.origin,
      AWS_ENDPOINT_URL_COGNITO_IDENTITY: this.origin,
    };
  }

  /** Signs with new keys from now on. The old ones stay published until {@link dropKey}. */
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

  /** Writes the state file, if there is one, and ends everything, open connections included. */
  async close(): Promise<void> {
    this.#state?.save();
    await this.#server.close();
  }

  #wellKnown(document: string): string {
    return `/${this.userPoolId}/.well-known/${document}`;
  }

  #serve(pool: UserPool): void {
    const { faults, calls } = this;
    const signIn = new SignIn(pool);
    const { identityPool: options, serveOutbox } = pool.options;
    const identityPool = options === undefined ? undefined : new IdentityPool(pool, options);
    const services = [
      userPoolService(pool, signIn),
      ...(identityPool === undefined ? [] : [identityPoolService(identityPool)]),
    ];
    this.#server.serve({
      api: new JsonApi(services, reportFailure),
      handlers: [
        new PublishedDocuments(this.#documents(pool, identityPool)),
        new HostedLogin(pool, signIn),
        ...(serveOutbox ? [new ServedOutbox(this.outbox)] : []),
      ],
      faults,
      calls,
      onFailure: reportFailure,
    });
  }

  #documents(
    pool: UserPool,
    identityPool: IdentityPool | undefined,
  ): ConstructorParameters<typeof PublishedDocuments>[0] {
    const { origin, issuer, jwksUri } = this;
    const { clientRegistration } = pool.options;
    return {
      [this.#wellKnown('jwks.json')]: () => pool.keys.jwks,
      [this.#wellKnown('openid-configuration')]: () =>
        domainDiscovery({ origin, issuer, jwksUri, clientRegistration }),
      // Where Cognito has it: https://cognito-identity.amazonaws.com/.well-known/jwks_uri
      ...(identityPool === undefined ? {} : { '/.well-known/jwks_uri': () => identityPool.jwks() }),
    };
  }
}

/** Fills the pool, from its file or from the options, and keeps the file up to date. */
function keepState(pool: UserPool): StateFile | undefined {
  const { stateFile, userPoolId } = pool.options;
  if (stateFile === undefined) {
    pool.seed();
    return undefined;
  }
  const state = new StateFile(stateFile, userPoolId, pool, reportFailure);
  if (!state.load()) pool.seed();
  pool.onChange = state.schedule;
  state.save();
  return state;
}
