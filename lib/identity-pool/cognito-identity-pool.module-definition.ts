import {
  type ConfigurableModuleAsyncOptions,
  ConfigurableModuleBuilder,
  type Provider,
} from '@nestjs/common';
import {
  RESOLVED_COGNITO_AUTH_OPTIONS,
  type ResolvedCognitoAuthOptions,
} from '../core/internal.js';
import { IDENTITY_POOL, IdentityPool } from './identity-pool.js';
import type { CognitoIdentityPoolOptions } from './options/identity-pool-options.interface.js';
import {
  RESOLVED_IDENTITY_POOL_OPTIONS,
  resolveIdentityPoolOptions,
} from './options/resolve-identity-pool-options.js';

/** What is passed beside the options, because it shapes the module before a factory runs. */
export interface CognitoIdentityPoolModuleExtras {
  /** Whether the providers of the module are visible in all modules. @defaultValue true */
  readonly isGlobal?: boolean | undefined;
}

const FACTORY_METHOD = 'createCognitoIdentityPoolOptions';

/** A provider that makes the options, for `forRootAsync({ useClass })` and `({ useExisting })`. */
export interface CognitoIdentityPoolOptionsFactory {
  createCognitoIdentityPoolOptions():
    CognitoIdentityPoolOptions | Promise<CognitoIdentityPoolOptions>;
}

/** What `CognitoIdentityPoolModule.forRootAsync()` takes: one of `useFactory`, `useClass` and `useExisting`. */
export type CognitoIdentityPoolModuleAsyncOptions = CognitoIdentityPoolModuleExtras &
  ConfigurableModuleAsyncOptions<CognitoIdentityPoolOptions, typeof FACTORY_METHOD>;

const MODULE_OPTIONS = Symbol.for('nestjs-cognito-auth:identity-pool-module-options');

const MODULE_EXTRAS = Symbol.for('nestjs-cognito-auth:identity-pool-module-extras');

const PROVIDERS: readonly Provider[] = [
  {
    provide: RESOLVED_IDENTITY_POOL_OPTIONS,
    useFactory: (given: unknown, extras: unknown, { signingKeys }: ResolvedCognitoAuthOptions) =>
      resolveIdentityPoolOptions(given, extras, signingKeys.fetch),
    inject: [MODULE_OPTIONS, MODULE_EXTRAS, RESOLVED_COGNITO_AUTH_OPTIONS],
  },
  { provide: IDENTITY_POOL, useClass: IdentityPool },
  { provide: IdentityPool, useExisting: IDENTITY_POOL },
];

export const { ConfigurableModuleClass } =
  new ConfigurableModuleBuilder<CognitoIdentityPoolOptions>({
    optionsInjectionToken: MODULE_OPTIONS,
  })
    .setClassMethodName('forRoot')
    .setFactoryMethodName(FACTORY_METHOD)
    .setExtras<Required<CognitoIdentityPoolModuleExtras>>(
      { isGlobal: true },
      (definition, { isGlobal }) => ({
        ...definition,
        global: isGlobal ?? true,
        providers: [
          ...(definition.providers ?? []),
          { provide: MODULE_EXTRAS, useValue: { isGlobal } },
          ...PROVIDERS,
        ],
        exports: [IdentityPool],
      }),
    )
    .build();
