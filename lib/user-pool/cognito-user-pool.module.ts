import {
  type DynamicModule,
  Inject,
  Logger,
  Module,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { ModuleRef, ModulesContainer } from '@nestjs/core';
import { CognitoAuthSetupError } from '../core/index.js';
import {
  checkAsyncOptions,
  isPlainObject,
  openOptions,
  toEnumerableOptions,
} from '../core/internal.js';
import {
  type CognitoUserPoolModuleAsyncOptions,
  type CognitoUserPoolModuleExtras,
  ConfigurableModuleClass,
  EXTRA_NAMES,
  readExtras,
} from './cognito-user-pool.module-definition.js';
import {
  RESOLVED_USER_POOL_OPTIONS,
  type ResolvedUserPoolOptions,
} from './options/resolved-user-pool-options.interface.js';
import type { CognitoUserPoolModuleOptions } from './options/user-pool-module-options.interface.js';

/**
 * Signs users up, in and out at an Amazon Cognito user pool: it provides {@link UserPoolClient} and {@link ClientTokens}.
 * User pool, app client and `fetch` come from `CognitoAuthModule` where that has one of each. Several registrations differ by
 * `name`.
 *
 * @example
 * @Module({
 *   imports: [
 *     CognitoAuthModule.forRoot({
 *       userPoolId: 'eu-west-1_AbCdEf123',
 *       clientId: '55plsi2cl0o267lfusmgaf67pf',
 *       tokenUse: 'access',
 *     }),
 *     CognitoUserPoolModule.forRoot({ flow: 'USER_SRP_AUTH' }),
 *   ],
 * })
 * export class AppModule {}
 */
@Module({})
export class CognitoUserPoolModule
  extends ConfigurableModuleClass
  implements OnModuleInit, OnApplicationBootstrap
{
  readonly #moduleRef: ModuleRef;

  constructor(@Inject(ModuleRef) moduleRef: ModuleRef) {
    super();
    this.#moduleRef = moduleRef;
  }

  /**
   * Registers a user pool with options that are known when the class is defined.
   *
   * The options are checked when the application boots; a mistake stops the boot with a
   * {@link CognitoAuthSetupError} that names every mistake.
   *
   * @param options a plain object
   */
  static override forRoot(
    options: CognitoUserPoolModuleOptions & CognitoUserPoolModuleExtras = {},
  ): DynamicModule {
    if (isPlainObject(options)) return super.forRoot(toEnumerableOptions(options));
    // The boot throws the error, as it does all others.
    return super.forRootAsync({ useFactory: () => openOptions(options, []) as never });
  }

  /**
   * Registers a user pool with options from a factory. `name` stands beside the factory.
   *
   * @throws {CognitoAuthSetupError} when there is no factory, or something that is passed beside it is wrong
   *
   * @example
   * CognitoUserPoolModule.forRootAsync({
   *   inject: [ConfigService],
   *   useFactory: (config: ConfigService) => ({
   *     clientSecret: config.getOrThrow('COGNITO_CLIENT_SECRET'),
   *   }),
   * })
   */
  static override forRootAsync(options: CognitoUserPoolModuleAsyncOptions): DynamicModule {
    checkAsyncOptions(options, { names: EXTRA_NAMES, read: readExtras });
    return super.forRootAsync(options);
  }

  /** @throws {CognitoAuthSetupError} when two registrations have one name, or one has no options */
  onModuleInit(): void {
    const modules = [...this.#moduleRef.get(ModulesContainer, { strict: false }).values()];
    const registrations = modules.filter(({ metatype }) => metatype === CognitoUserPoolModule);
    const names = registrations.map(({ providers }) => {
      const options = providers.get(RESOLVED_USER_POOL_OPTIONS);
      return (options?.instance as ResolvedUserPoolOptions | undefined)?.name;
    });
    if (names.includes(undefined)) {
      throw new CognitoAuthSetupError([
        'CognitoUserPoolModule is imported without options; write CognitoUserPoolModule.forRoot() in the root module',
      ]);
    }
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice === undefined) return;
    throw new CognitoAuthSetupError([
      `CognitoUserPoolModule is registered more than once as "${twice}"; give each a name of its own`,
    ]);
  }

  onApplicationBootstrap(): void {
    const options = this.#moduleRef.get<ResolvedUserPoolOptions>(RESOLVED_USER_POOL_OPTIONS);
    const logger = new Logger('CognitoUserPool');
    for (const warning of options.warnings) logger.warn(warning);
  }
}
