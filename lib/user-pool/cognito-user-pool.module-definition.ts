import {
  type ConfigurableModuleAsyncOptions,
  ConfigurableModuleBuilder,
  Logger,
  type Provider,
} from '@nestjs/common';
import { CLOCK, type Clock, type OptionReader } from '../core/internal.js';
import {
  RESOLVED_COGNITO_AUTH_OPTIONS,
  type ResolvedCognitoAuthOptions,
} from '../core/internal.js';
import { ClientTokens } from './client-tokens/client-tokens.js';
import { UserPoolClient } from './client/user-pool-client.js';
import { UserPoolWatch } from './events/user-pool-watch.js';
import { clientTokensToken, DEFAULT_NAME, userPoolToken } from './inject-user-pool.decorator.js';
import { resolveUserPoolOptions } from './options/resolve-user-pool-options.js';
import {
  RESOLVED_USER_POOL_OPTIONS,
  type ResolvedUserPoolOptions,
} from './options/resolved-user-pool-options.interface.js';
import type { CognitoUserPoolModuleOptions } from './options/user-pool-module-options.interface.js';

/** Settings that are passed beside the options, because they shape the module before any factory runs. */
export interface CognitoUserPoolModuleExtras {
  /** Name of the registration, for `@InjectUserPool(name)`. Each has its own. @defaultValue `default` */
  readonly name?: string | undefined;
  /** Whether the providers of the module are visible in all modules. @defaultValue true */
  readonly isGlobal?: boolean | undefined;
}

const FACTORY_METHOD = 'createCognitoUserPoolOptions';

/** A provider that makes the options, for `forRootAsync({ useClass })` and `({ useExisting })`. */
export interface CognitoUserPoolOptionsFactory {
  createCognitoUserPoolOptions():
    CognitoUserPoolModuleOptions | Promise<CognitoUserPoolModuleOptions>;
}

/** What `CognitoUserPoolModule.forRootAsync()` takes: one of `useFactory`, `useClass` and `useExisting`. */
export type CognitoUserPoolModuleAsyncOptions = CognitoUserPoolModuleExtras &
  ConfigurableModuleAsyncOptions<CognitoUserPoolModuleOptions, typeof FACTORY_METHOD>;

const MODULE_OPTIONS = Symbol.for('nestjs-cognito-auth:user-pool-module-options');

export const EXTRA_NAMES = Object.keys({
  name: true,
  isGlobal: true,
} satisfies Record<keyof CognitoUserPoolModuleExtras, true>);

export function readExtras(options: OptionReader): void {
  options.optionalText('name');
  options.flag('isGlobal', true);
}

/** Every registration has its own; `CLOCK` is that of `CognitoAuthModule`, so that tests move time in one place. */
function providersOf(name: string): readonly Provider[] {
  return [
    {
      provide: RESOLVED_USER_POOL_OPTIONS,
      useFactory: (given: unknown, auth?: ResolvedCognitoAuthOptions) =>
        resolveUserPoolOptions(given, name, auth),
      inject: [MODULE_OPTIONS, { token: RESOLVED_COGNITO_AUTH_OPTIONS, optional: true }],
    },
    {
      provide: UserPoolWatch,
      useFactory: (options: ResolvedUserPoolOptions) =>
        new UserPoolWatch(options, new Logger('CognitoUserPool')),
      inject: [RESOLVED_USER_POOL_OPTIONS],
    },
    {
      provide: userPoolToken(name),
      useFactory: (options: ResolvedUserPoolOptions, watch: UserPoolWatch, clock?: Clock) =>
        new UserPoolClient(options, watch, clock ?? Date.now),
      inject: [RESOLVED_USER_POOL_OPTIONS, UserPoolWatch, { token: CLOCK, optional: true }],
    },
    {
      provide: clientTokensToken(name),
      useFactory: (options: ResolvedUserPoolOptions, watch: UserPoolWatch, clock?: Clock) =>
        new ClientTokens(options, watch, clock ?? Date.now),
      inject: [RESOLVED_USER_POOL_OPTIONS, UserPoolWatch, { token: CLOCK, optional: true }],
    },
  ];
}

export const { ConfigurableModuleClass } =
  new ConfigurableModuleBuilder<CognitoUserPoolModuleOptions>({
    optionsInjectionToken: MODULE_OPTIONS,
  })
    .setClassMethodName('forRoot')
    .setFactoryMethodName(FACTORY_METHOD)
    .setExtras<Required<CognitoUserPoolModuleExtras>>(
      { name: DEFAULT_NAME, isGlobal: true },
      (definition, { name = DEFAULT_NAME, isGlobal }) => ({
        ...definition,
        global: isGlobal ?? true,
        providers: [...(definition.providers ?? []), ...providersOf(name)],
        exports: [userPoolToken(name), clientTokensToken(name)],
      }),
    )
    .build();
