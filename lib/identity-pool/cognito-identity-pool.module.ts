import { type DynamicModule, Module } from '@nestjs/common';
import {
  checkAsyncOptions,
  isPlainObject,
  openOptions,
  toEnumerableOptions,
} from '../core/internal.js';
import {
  type CognitoIdentityPoolModuleAsyncOptions,
  type CognitoIdentityPoolModuleExtras,
  ConfigurableModuleClass,
} from './cognito-identity-pool.module-definition.js';
import { readExtras } from './options/resolve-identity-pool-options.js';
import type { CognitoIdentityPoolOptions } from './options/identity-pool-options.interface.js';

/**
 * Gives users credentials of AWS, from an identity pool of Amazon Cognito. It stands beside `CognitoAuthModule`, which
 * verifies their tokens.
 *
 * @example
 * @Module({
 *   imports: [
 *     CognitoAuthModule.forRoot({ userPoolId: 'eu-west-1_AbCdEf123', tokenUse: 'access' }),
 *     CognitoIdentityPoolModule.forRoot({
 *       identityPoolId: 'eu-west-1:00000000-0000-0000-0000-000000000000',
 *       idToken: headerToken('x-id-token'),
 *     }),
 *   ],
 * })
 * export class AppModule {}
 */
@Module({})
export class CognitoIdentityPoolModule extends ConfigurableModuleClass {
  /**
   * Registers the module. The options are checked when the application boots; a mistake stops the boot with a
   * {@link CognitoAuthSetupError} that names every mistake.
   */
  static override forRoot(
    options: CognitoIdentityPoolOptions & CognitoIdentityPoolModuleExtras,
  ): DynamicModule {
    if (isPlainObject(options)) return super.forRoot(toEnumerableOptions(options));
    // The boot throws the error, as it does all others.
    return super.forRootAsync({ useFactory: () => openOptions(options, []) as never });
  }

  /**
   * Registers the module with options from a factory, for instance one that reads a `ConfigService`.
   *
   * @throws {CognitoAuthSetupError} when there is no factory, or something that is passed beside it is wrong
   */
  static override forRootAsync(options: CognitoIdentityPoolModuleAsyncOptions): DynamicModule {
    checkAsyncOptions(options, { names: ['isGlobal'], read: readExtras });
    return super.forRootAsync(options);
  }
}
