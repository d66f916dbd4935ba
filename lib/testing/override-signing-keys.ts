import { CognitoAuthSetupError, SIGNING_KEYS } from '../core/index.js';
import { RESOLVED_COGNITO_AUTH_OPTIONS } from '../core/internal.js';
import { LocalSigningKeys } from './local-signing-keys.js';
import type { LocalUserPool } from '../local/index.js';

/** The part of the `TestingModuleBuilder` of `@nestjs/testing` that is used here. */
export interface OverridableModuleBuilder {
  overrideProvider(token: symbol): {
    useFactory(options: {
      factory: (...dependencies: never[]) => unknown;
      inject: unknown[];
    }): unknown;
  };
}

interface ConfiguredIssuers {
  readonly issuers: ReadonlyMap<string, unknown>;
}

/**
 * Lets an application verify the tokens of local pools with its production options: nothing is fetched and no check
 * is left out. The pools need the ids and clients from those options.
 *
 * The current keys of the pools count, so `rotateKeys()` and `dropKey()` take effect at once.
 *
 * @returns the builder that it was given
 * @throws {TypeError} when there is no builder, or no pool
 * @throws {CognitoAuthSetupError} at boot, when the application is not configured for one of the pools
 *
 * @example
 * const pool = await LocalUserPool.create({
 *   userPoolId: 'eu-west-1_AbCdEf123',
 *   clientId: '55plsi2cl0o267lfusmgaf67pf',
 * });
 * const module = await overrideSigningKeys(
 *   Test.createTestingModule({ imports: [AppModule] }),
 *   pool,
 * ).compile();
 */
export function overrideSigningKeys<Builder extends OverridableModuleBuilder>(
  builder: Builder,
  ...pools: readonly LocalUserPool[]
): Builder {
  checkGiven(builder, pools);
  builder.overrideProvider(SIGNING_KEYS).useFactory({
    factory: (options: ConfiguredIssuers) => {
      checkPools(options, pools);
      return new LocalSigningKeys(pools);
    },
    inject: [RESOLVED_COGNITO_AUTH_OPTIONS],
  });
  return builder;
}

function checkGiven(builder: unknown, pools: readonly unknown[]): void {
  const { overrideProvider } = (builder ?? {}) as { overrideProvider?: unknown };
  if (typeof overrideProvider !== 'function') {
    throw new TypeError(
      'overrideSigningKeys: the first argument must be a builder, Test.createTestingModule({ … }), not compiled yet',
    );
  }
  if (pools.length === 0 || !pools.every(isPool)) {
    throw new TypeError(
      'overrideSigningKeys: the arguments after the builder must be local pools, such as ' +
        'await LocalUserPool.create({ userPoolId, clientId })',
    );
  }
}

function isPool(given: unknown): boolean {
  const { issuer, jwks } = (given ?? {}) as Partial<LocalUserPool>;
  return typeof issuer === 'string' && Array.isArray(jwks?.keys);
}

function checkPools({ issuers }: ConfiguredIssuers, pools: readonly LocalUserPool[]): void {
  const mistakes = pools
    .filter(({ issuer }) => !issuers.has(issuer))
    .map(
      ({ issuer }) =>
        `overrideSigningKeys() is given a pool whose issuer is ${issuer}, but the application accepts ` +
        `tokens of ${[...issuers.keys()].join(', ')}; make the pool with the same id, LocalUserPool.create({ ` +
        'userPoolId, clientId })',
    );
  if (mistakes.length > 0) throw new CognitoAuthSetupError(mistakes);
}
