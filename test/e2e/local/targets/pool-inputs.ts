import type { LocalUserOptions } from '../../../../lib/local/options/local-cognito-options.interface.js';
import type {
  LocalClient,
  ResolvedLocalCognitoOptions,
} from '../../../../lib/local/options/resolved-local-cognito-options.interface.js';

/** Scopes that a client which acts for itself cannot have. */
const USER_SCOPES = ['openid', 'email', 'phone', 'profile', 'aws.cognito.signin.user.admin'];

/** The input of CreateUserPool. */
export function poolInput(
  options: ResolvedLocalCognitoOptions,
  { name, tags }: { readonly name: string; readonly tags: Readonly<Record<string, string>> },
): object {
  const { passwordPolicy, signIn, firstFactors, customAttributes, deviceTracking } = options;
  return {
    PoolName: name,
    UserPoolTags: tags,
    ...(signIn === 'email' ? { UsernameAttributes: ['email'] } : { AliasAttributes: ['email'] }),
    UsernameConfiguration: { CaseSensitive: false },
    AutoVerifiedAttributes: ['email'],
    MfaConfiguration: 'OFF',
    Policies: {
      PasswordPolicy: {
        MinimumLength: passwordPolicy.minimumLength,
        RequireUppercase: passwordPolicy.requireUppercase,
        RequireLowercase: passwordPolicy.requireLowercase,
        RequireNumbers: passwordPolicy.requireNumbers,
        RequireSymbols: passwordPolicy.requireSymbols,
      },
      SignInPolicy: { AllowedFirstAuthFactors: firstFactors },
    },
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: !options.selfSignUp },
    ...(customAttributes.length > 0 && {
      Schema: customAttributes.map((attribute) => ({
        Name: attribute.replace('custom:', ''),
        AttributeDataType: 'String',
        Mutable: true,
      })),
    }),
    ...(deviceTracking !== 'OFF' && {
      DeviceConfiguration: {
        ChallengeRequiredOnNewDevice: true,
        DeviceOnlyRememberedOnUserPrompt: deviceTracking === 'OPT_IN',
      },
    }),
  };
}

/** The input of CreateUserPoolClient, without the pool. */
export function clientInput(client: LocalClient): object {
  const { refreshTokenRotation: rotation, grants } = client;
  const [secret] = client.secrets;
  const isForItself =
    client.authFlows.includes('ALLOW_CLIENT_TOKEN_AUTH') ||
    (grants.length === 1 && grants[0] === 'client_credentials');
  const usesDomain = isForItself || client.callbackUrls.length > 0;
  return {
    ClientName: client.clientId,
    ...(secret === undefined ? {} : { ClientSecret: secret.value }),
    ExplicitAuthFlows: client.authFlows,
    ...(usesDomain && {
      CallbackURLs: client.callbackUrls,
      LogoutURLs: client.logoutUrls,
      AllowedOAuthFlows: isForItself ? ['client_credentials'] : grants,
      AllowedOAuthScopes: client.scopes.filter(
        (scope) => !isForItself || !USER_SCOPES.includes(scope),
      ),
      AllowedOAuthFlowsUserPoolClient: true,
      SupportedIdentityProviders: ['COGNITO'],
    }),
    AccessTokenValidity: client.accessTokenSeconds,
    IdTokenValidity: client.idTokenSeconds,
    RefreshTokenValidity: client.refreshTokenSeconds,
    TokenValidityUnits: { AccessToken: 'seconds', IdToken: 'seconds', RefreshToken: 'seconds' },
    PreventUserExistenceErrors: client.preventUserExistenceErrors ? 'ENABLED' : 'LEGACY',
    EnableTokenRevocation: client.tokenRevocation,
    AuthSessionValidity: client.sessionMinutes,
    ...(rotation !== false && {
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: rotation.graceSeconds },
    }),
  };
}

/** Inputs of CreateResourceServer, without the pool, for the scopes of its clients. */
export function resourceServerInputs(clients: readonly LocalClient[]): readonly object[] {
  const scopes = new Map<string, Set<string>>();
  for (const scope of clients.flatMap((client) => client.scopes)) {
    const [, server, name] = /^(.+)\/([^/]+)$/.exec(scope) ?? [];
    if (server === undefined || name === undefined) continue;
    scopes.set(server, (scopes.get(server) ?? new Set()).add(name));
  }
  return [...scopes].map(([server, names]) => ({
    Identifier: server,
    Name: server,
    Scopes: [...names].map((name) => ({ ScopeName: name, ScopeDescription: name })),
  }));
}

/** The input of AdminCreateUser, without the pool. Nothing is sent. */
export function userInput(user: LocalUserOptions, signIn: 'email' | 'username'): object {
  const { email, temporaryPassword } = user;
  const attributes = {
    ...(email === undefined ? {} : { email, email_verified: 'true' }),
    ...user.attributes,
  };
  return {
    Username: nameOf(user, signIn),
    MessageAction: 'SUPPRESS',
    UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
    ...(temporaryPassword === undefined ? {} : { TemporaryPassword: temporaryPassword }),
  };
}

export function nameOf(user: LocalUserOptions, signIn: 'email' | 'username'): string {
  return (signIn === 'email' ? user.email : user.username) ?? '';
}
