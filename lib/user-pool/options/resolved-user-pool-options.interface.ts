import type { CognitoApi } from '../../core/internal.js';
import type { ErrorRules } from '../errors/error-of-failure.js';
import type {
  ClientSecret,
  CognitoUserPoolModuleOptions,
  SignInFlow,
} from './user-pool-module-options.interface.js';

/** The app client of a service, and how its tokens are asked for. */
export interface ResolvedClientTokensOptions {
  readonly clientId: string;
  readonly clientSecret: ClientSecret;
  readonly scopes: readonly string[];
  /** The token endpoint, or the operation GetClientToken. */
  readonly tokenEndpoint: string | undefined;
  readonly fetch: typeof globalThis.fetch;
}

/** The options that a registration uses: checked, completed with the defaults, and frozen. */
export interface ResolvedUserPoolOptions extends ErrorRules {
  /** Name of the registration. */
  readonly name: string;
  readonly userPoolId: string;
  readonly clientId: string;
  /** `undefined` for a public client. */
  readonly clientSecret: ClientSecret | undefined;
  readonly flow: SignInFlow;
  readonly api: CognitoApi;
  readonly requestTimeoutMs: number;
  readonly maxConcurrentCalls: number;
  readonly refreshOperation: NonNullable<CognitoUserPoolModuleOptions['refreshOperation']>;
  readonly retryRefresh: boolean;
  readonly onEvent: CognitoUserPoolModuleOptions['onEvent'];
  readonly clientTokens: ResolvedClientTokensOptions | undefined;
  /** To be logged once at boot. */
  readonly warnings: readonly string[];
}

/** Token of {@link ResolvedUserPoolOptions}, within the module of a registration. */
export const RESOLVED_USER_POOL_OPTIONS = Symbol.for('nestjs-cognito-auth:user-pool-options');
