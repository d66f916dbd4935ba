import {
  type DynamicModule,
  Inject,
  Logger,
  Module,
  type NestModule,
  type OnApplicationBootstrap,
  type OnModuleInit,
  Scope,
} from '@nestjs/common';
import { ModuleRef, ModulesContainer } from '@nestjs/core';
import {
  type CognitoAuthModuleAsyncOptions,
  type CognitoAuthModuleExtras,
  ConfigurableModuleClass,
} from './cognito-auth.module-definition.js';
import { CognitoAuthSetupError } from './errors/cognito-auth-setup.error.js';
import type { CognitoAuthModuleOptions } from './options/cognito-auth-options.interface.js';
import {
  RESOLVED_COGNITO_AUTH_OPTIONS,
  type ResolvedCognitoAuthOptions,
} from './options/resolved-cognito-auth-options.interface.js';
import { RequirementKinds } from './access/requirement-kinds.js';
import { EXTENSIONS, type Extensions } from './extensions/extensions.js';
import { checkHandlers } from './reach/check-handlers.js';
import { checkAsyncOptions } from './options/check-async-options.js';
import { isPlainObject } from './option-reader/plain-object.js';
import { EXTRA_NAMES, readExtras } from './options/read-extras.js';
import { openOptions, toEnumerableOptions } from './options/open-options.js';
import { BootConfig } from './reach/boot-config.js';
import { FirstMethods } from './reach/first-methods.js';
import { readGlobalReach } from './reach/global-reach.js';
import { Gatekeeper } from './guard/gatekeeper.js';
import { watchGraphqlContexts } from './reach/watch-graphql-contexts.js';

/**
 * Protects the application with Amazon Cognito. Import it once, in the root module; several user pools
 * go into `userPools`.
 *
 * @example
 * @Module({
 *   imports: [
 *     CognitoAuthModule.forRoot({
 *       userPoolId: 'eu-west-1_AbCdEf123',
 *       tokenUse: 'access',
 *       clientId: '55plsi2cl0o267lfusmgaf67pf',
 *     }),
 *   ],
 * })
 * export class AppModule {}
 */
@Module({})
export class CognitoAuthModule
  extends ConfigurableModuleClass
  implements NestModule, OnModuleInit, OnApplicationBootstrap
{
  readonly #moduleRef: ModuleRef;
  #isConfigured = false;

  constructor(@Inject(ModuleRef) moduleRef: ModuleRef) {
    super();
    this.#moduleRef = moduleRef;
  }

  /**
   * Registers the module with options that are known when the class is defined.
   *
   * The options are checked when the application boots; a mistake stops the boot with a
   * {@link CognitoAuthSetupError} that names every mistake.
   *
   * @param options a plain object; an instance of a class is refused, because its methods and getters would
   * be lost
   */
  static override forRoot(
    options: CognitoAuthModuleOptions & CognitoAuthModuleExtras,
  ): DynamicModule {
    if (isPlainObject(options)) return super.forRoot(toEnumerableOptions(options));
    // The boot throws the error, as it does all others.
    return super.forRootAsync({ useFactory: () => openOptions(options, []) as never });
  }

  /**
   * Registers the module with options from a factory, for instance one that reads a `ConfigService`.
   *
   * @throws {CognitoAuthSetupError} when there is no factory, or something that is passed beside it is wrong
   *
   * @example
   * CognitoAuthModule.forRootAsync({
   *   inject: [ConfigService],
   *   useFactory: (config: ConfigService) => ({
   *     userPoolId: config.getOrThrow('COGNITO_USER_POOL_ID'),
   *     clientId: config.getOrThrow('COGNITO_CLIENT_ID'),
   *     tokenUse: 'access',
   *   }),
   * })
   */
  static override forRootAsync(options: CognitoAuthModuleAsyncOptions): DynamicModule {
    checkAsyncOptions(options, { names: EXTRA_NAMES, read: readExtras });
    return super.forRootAsync(options);
  }

  /**
   * Configures no middleware: Nest calls this last before it makes routes, and before all hooks.
   *
   * @throws {CognitoAuthSetupError} when the module is registered without options, or more than once
   */
  configure(): void {
    this.#isConfigured = true;
    const modules = this.#moduleRef.get(ModulesContainer, { strict: false });
    this.#checkRegistration(modules);
    this.#moduleRef.get(BootConfig).note();
    this.#moduleRef.get(FirstMethods).note(modules);
  }

  /** @throws {CognitoAuthSetupError} when the set-up is wrong in a way that the options do not show */
  onModuleInit(): void {
    // Without an HTTP server, Nest does not call it.
    if (!this.#isConfigured) this.configure();
    const mistakes = watchGraphqlContexts(this.#moduleRef.get(ModulesContainer, { strict: false }));
    if (mistakes.length > 0) throw new CognitoAuthSetupError(mistakes);
  }

  /**
   * Nest serves nothing before this hook has finished, and modules may add handlers until then.
   *
   * @throws {CognitoAuthSetupError} when a handler has decorators that contradict each other or that no guard
   * enforces
   */
  onApplicationBootstrap(): void {
    const modules = this.#moduleRef.get(ModulesContainer, { strict: false });
    const options = this.#moduleRef.get<ResolvedCognitoAuthOptions>(RESOLVED_COGNITO_AUTH_OPTIONS);
    const reach = readGlobalReach(this.#moduleRef, modules);
    this.#moduleRef.get<Extensions>(EXTENSIONS).close();
    const suspicions = checkHandlers(
      modules,
      options,
      reach,
      this.#moduleRef.get(FirstMethods),
      this.#moduleRef.get(RequirementKinds),
    );
    const logger = new Logger('CognitoAuth');
    for (const warning of [...options.warnings, ...suspicions]) logger.warn(warning);
  }

  #checkRegistration(container: ModulesContainer): void {
    const modules = [...container.values()];
    const registrations = modules.filter(({ providers }) =>
      providers.has(RESOLVED_COGNITO_AUTH_OPTIONS),
    );
    const imports = modules.filter(({ metatype }) => metatype === CognitoAuthModule);
    if (imports.some((imported) => !registrations.includes(imported))) {
      throw new CognitoAuthSetupError([
        'CognitoAuthModule is imported without options; write CognitoAuthModule.forRoot({ … }) in the ' +
          'root module, and nothing in the other modules',
      ]);
    }
    if (registrations.length > 1) {
      throw new CognitoAuthSetupError([
        'CognitoAuthModule is registered more than once; put several user pools into userPools of one ' +
          'registration',
      ]);
    }
    if (this.#moduleRef.introspect(Gatekeeper).scope !== Scope.DEFAULT) {
      throw new CognitoAuthSetupError([
        'a request-scoped provider is injected into the options; options are created once, when the ' +
          'application boots',
      ]);
    }
  }
}
