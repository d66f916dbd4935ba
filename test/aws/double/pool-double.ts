import { randomBytes, randomUUID } from 'node:crypto';
import { LocalCognito } from '../../../lib/local/local-cognito.js';
import type {
  LocalClientOptions,
  LocalCognitoOptions,
} from '../../../lib/local/options/local-cognito-options.interface.js';

type Input = Readonly<Record<string, unknown>>;
type Writable<Options> = { -readonly [Name in keyof Options]: Options[Name] };

/** A user pool that is put together by calls, and starts with the first that it has to answer itself. */
export class PoolDouble {
  domain: string | undefined;
  readonly #options: Writable<LocalCognitoOptions>;
  readonly #clients: LocalClientOptions[] = [];
  #local: Promise<LocalCognito> | undefined;
  #origin: string | undefined;

  constructor(
    readonly id: string,
    private readonly given: Input,
  ) {
    this.#options = { userPoolId: id, ...poolOptions(given) };
  }

  get name(): string {
    return String(this.given['PoolName']);
  }

  get tags(): Readonly<Record<string, string>> {
    return (this.given['UserPoolTags'] ?? {}) as Readonly<Record<string, string>>;
  }

  /** Absent until it has started. */
  get origin(): string | undefined {
    return this.#origin;
  }

  setMfa({ MfaConfiguration: mfa }: Input): void {
    this.#options.mfa = mfa as 'OPTIONAL' | 'ON';
  }

  /** @returns the id */
  addClient(input: Input): string {
    const clientId = randomBytes(13).toString('hex');
    this.#clients.push({ clientId, ...clientOptions(input) });
    return clientId;
  }

  /** @returns the id */
  addIdentityPool(input: Input): string {
    const [provider] = (input['CognitoIdentityProviders'] ?? []) as readonly Input[];
    const identityPoolId = `eu-west-1:${randomUUID()}`;
    this.#options.identityPool = {
      identityPoolId,
      allowUnauthenticated: input['AllowUnauthenticatedIdentities'] === true,
      serverSideTokenCheck: provider?.['ServerSideTokenCheck'] === true,
    };
    return identityPoolId;
  }

  /** @returns where it listens */
  async start(): Promise<string> {
    this.#local ??= LocalCognito.start({
      ...this.#options,
      ...(this.#clients.length > 0 && { clients: this.#clients }),
    });
    const { origin } = await this.#local;
    this.#origin = origin;
    return origin;
  }

  async close(): Promise<void> {
    await (await this.#local)?.close();
  }
}

/** The options that `poolInput()` was made of. */
function poolOptions(input: Input): LocalCognitoOptions {
  const {
    Policies: policies,
    Schema: schema = [],
    DeviceConfiguration: devices,
  } = input as {
    readonly Policies: { readonly SignInPolicy: { readonly AllowedFirstAuthFactors: string[] } };
    readonly Schema?: readonly { readonly Name: string }[];
    readonly DeviceConfiguration?: { readonly DeviceOnlyRememberedOnUserPrompt: boolean };
  };
  const { AllowAdminCreateUserOnly: isClosed } = input['AdminCreateUserConfig'] as Input;
  return {
    signIn: input['UsernameAttributes'] === undefined ? 'username' : 'email',
    firstFactors: policies.SignInPolicy.AllowedFirstAuthFactors as ('PASSWORD' | 'EMAIL_OTP')[],
    customAttributes: schema.map(({ Name }) => Name),
    selfSignUp: isClosed !== true,
    ...(devices && {
      deviceTracking: devices.DeviceOnlyRememberedOnUserPrompt ? 'OPT_IN' : 'ALWAYS',
    }),
  };
}

/** The options that `clientInput()` was made of. */
function clientOptions(input: Input): LocalClientOptions {
  const rotation = input['RefreshTokenRotation'] as Input | undefined;
  return withoutAbsent({
    secret: input['ClientSecret'],
    authFlows: input['ExplicitAuthFlows'],
    callbackUrls: input['CallbackURLs'],
    logoutUrls: input['LogoutURLs'],
    scopes: input['AllowedOAuthScopes'],
    grants: input['AllowedOAuthFlows'],
    accessTokenSeconds: input['AccessTokenValidity'],
    idTokenSeconds: input['IdTokenValidity'],
    refreshTokenSeconds: input['RefreshTokenValidity'],
    refreshTokenRotation: rotation && { graceSeconds: rotation['RetryGracePeriodSeconds'] },
    preventUserExistenceErrors: input['PreventUserExistenceErrors'] === 'ENABLED',
    tokenRevocation: input['EnableTokenRevocation'],
    sessionMinutes: input['AuthSessionValidity'],
  });
}

/** What the SDK has sent has these types. */
function withoutAbsent(options: Input): LocalClientOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
