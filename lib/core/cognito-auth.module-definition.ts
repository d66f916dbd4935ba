import {
  type ConfigurableModuleAsyncOptions,
  ConfigurableModuleBuilder,
  Logger,
  type Provider,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { RequirementKinds } from './access/requirement-kinds.js';
import { EXTENSIONS, Extensions } from './extensions/extensions.js';
import { DecisionReporter } from './events/decision-reporter.js';
import { EVENT_REPORTER, EventReporter } from './events/event-reporter.js';
import { BootConfig } from './reach/boot-config.js';
import { FirstMethods } from './reach/first-methods.js';
import { Gatekeeper } from './guard/gatekeeper.js';
import { COGNITO_AUTH_GUARD, CognitoAuthGuard } from './guard/cognito-auth.guard.js';
import { TokenAuthenticator } from './guard/token-authenticator.js';
import { ACTING_USERS, ActingUsers } from './guard/acting-users.js';
import { HANDLER_CHECK } from './guard/handler-check.js';
import { ACCESS_INSPECTOR, AccessInspector } from './reach/access-inspector.js';
import { assertNotLost } from './reach/lost-decorators.js';
import { TokenLifetime } from './lifetime/token-lifetime.js';
import { CLOCK } from './options/clock.js';
import type { CognitoAuthModuleOptions } from './options/cognito-auth-options.interface.js';
import { resolveCognitoAuthOptions } from './options/resolve-cognito-auth-options.js';
import {
  RESOLVED_COGNITO_AUTH_OPTIONS,
  type ResolvedCognitoAuthOptions,
} from './options/resolved-cognito-auth-options.interface.js';
import { JwksSigningKeys } from './signing-keys/jwks-signing-keys.js';
import { SIGNING_KEYS } from './signing-keys/signing-keys.interface.js';
import { AuthGuardStrategy } from './passport-guard/auth-guard.strategy.js';
import { CognitoStrategy } from './strategy/cognito.strategy.js';
import { GraphqlTransport } from './transport/graphql.transport.js';
import { HttpTransport } from './transport/http.transport.js';
import { CognitoTokenVerifier } from './verifier/cognito-token-verifier.js';
import { TokenChecks } from './verifier/token-checks.js';
import {
  COGNITO_TOKEN_VERIFIER,
  PassportTokenVerifier,
} from './verifier/passport-token-verifier.js';

/** Settings that are passed beside the options, because they shape the module before any factory runs. */
export interface CognitoAuthModuleExtras {
  /**
   * Whether the providers of the module are visible in all modules.
   *
   * @defaultValue true
   */
  readonly isGlobal?: boolean | undefined;
  /**
   * Whether `CognitoAuthGuard` guards every handler of the application; `@Public()` then opens some. Anything but
   * true or false, such as the text `'true'`, stops the boot.
   *
   * @defaultValue false
   */
  readonly globalGuard?: boolean | undefined;
}

const FACTORY_METHOD = 'createCognitoAuthOptions';

/** A provider that makes the options, for `forRootAsync({ useClass })` and `({ useExisting })`. */
export interface CognitoAuthOptionsFactory {
  createCognitoAuthOptions(): CognitoAuthModuleOptions | Promise<CognitoAuthModuleOptions>;
}

/** What `CognitoAuthModule.forRootAsync()` takes: one of `useFactory`, `useClass` and `useExisting`. */
export type CognitoAuthModuleAsyncOptions = CognitoAuthModuleExtras &
  ConfigurableModuleAsyncOptions<CognitoAuthModuleOptions, typeof FACTORY_METHOD>;

const COGNITO_AUTH_MODULE_OPTIONS = Symbol.for('nestjs-cognito-auth:module-options');

const COGNITO_AUTH_MODULE_EXTRAS = Symbol.for('nestjs-cognito-auth:module-extras');

const PROVIDERS: readonly Provider[] = [
  {
    provide: RESOLVED_COGNITO_AUTH_OPTIONS,
    useFactory: resolveCognitoAuthOptions,
    inject: [COGNITO_AUTH_MODULE_OPTIONS, COGNITO_AUTH_MODULE_EXTRAS],
  },
  { provide: CLOCK, useValue: Date.now },
  {
    provide: EVENT_REPORTER,
    useFactory: ({ onEvent }: ResolvedCognitoAuthOptions) => {
      const logger = new Logger('CognitoAuth');
      const reporter = new EventReporter((error) => logger.error('onEvent failed', error));
      if (onEvent !== undefined) reporter.addListener(onEvent);
      return reporter;
    },
    inject: [RESOLVED_COGNITO_AUTH_OPTIONS],
  },
  {
    provide: DecisionReporter,
    useFactory: (events: EventReporter) => {
      const logger = new Logger('CognitoAuth');
      return new DecisionReporter(events, (line) => logger.debug(line));
    },
    inject: [EVENT_REPORTER],
  },
  { provide: SIGNING_KEYS, useClass: JwksSigningKeys },
  CognitoStrategy,
  TokenChecks,
  RequirementKinds,
  { provide: EXTENSIONS, useClass: Extensions },
  { provide: COGNITO_TOKEN_VERIFIER, useClass: PassportTokenVerifier },
  { provide: CognitoTokenVerifier, useExisting: COGNITO_TOKEN_VERIFIER },
  AuthGuardStrategy,
  HttpTransport,
  GraphqlTransport,
  TokenAuthenticator,
  FirstMethods,
  BootConfig,
  Gatekeeper,
  CognitoAuthGuard,
  { provide: COGNITO_AUTH_GUARD, useExisting: CognitoAuthGuard },
  TokenLifetime,
  { provide: HANDLER_CHECK, useValue: assertNotLost },
  { provide: ACCESS_INSPECTOR, useClass: AccessInspector },
  { provide: ACTING_USERS, useClass: ActingUsers },
];

export const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<CognitoAuthModuleOptions>({
  optionsInjectionToken: COGNITO_AUTH_MODULE_OPTIONS,
})
  .setClassMethodName('forRoot')
  .setFactoryMethodName(FACTORY_METHOD)
  .setExtras<Required<CognitoAuthModuleExtras>>(
    { isGlobal: true, globalGuard: false },
    (definition, { isGlobal, globalGuard }) => ({
      ...definition,
      global: isGlobal ?? true,
      providers: [
        ...(definition.providers ?? []),
        { provide: COGNITO_AUTH_MODULE_EXTRAS, useValue: { isGlobal, globalGuard } },
        ...PROVIDERS,
        ...(globalGuard === true ? [{ provide: APP_GUARD, useExisting: CognitoAuthGuard }] : []),
      ],
      exports: [
        CognitoAuthGuard,
        CognitoTokenVerifier,
        COGNITO_TOKEN_VERIFIER,
        SIGNING_KEYS,
        TokenLifetime,
        // For the entry points of this package.
        CLOCK,
        EXTENSIONS,
        RESOLVED_COGNITO_AUTH_OPTIONS,
      ],
    }),
  )
  .build();
