import { OptionReader } from '../../core/standalone.js';
import { resolveLocalClient } from '../options/resolve-local-client.js';
import type { LocalClient } from '../options/resolved-local-cognito-options.interface.js';
import { defineOperation, type OperationTable } from '../wire/define-operation.js';
import type { Output } from '../wire/operation.interface.js';
import { invalidParameter } from '../wire/service-exception.js';
import { FLAG, INTEGER, listOf, type MembersOf, structure, TEXT } from '../wire/shape.js';
import { type ApiContext, member } from './api-context.js';
import { pageOf } from './page-of.js';

const UNITS = structure({ AccessToken: TEXT, IdToken: TEXT, RefreshToken: TEXT });
const CLIENT = {
  UserPoolId: TEXT,
  ClientName: TEXT,
  GenerateSecret: FLAG,
  ExplicitAuthFlows: listOf(TEXT),
  CallbackURLs: listOf(TEXT),
  LogoutURLs: listOf(TEXT),
  AllowedOAuthScopes: listOf(TEXT),
  AllowedOAuthFlows: listOf(TEXT),
  AccessTokenValidity: INTEGER,
  IdTokenValidity: INTEGER,
  RefreshTokenValidity: INTEGER,
  TokenValidityUnits: UNITS,
  RefreshTokenRotation: structure({ Feature: TEXT, RetryGracePeriodSeconds: INTEGER }),
  PreventUserExistenceErrors: TEXT,
  EnableTokenRevocation: FLAG,
  AuthSessionValidity: INTEGER,
};

type ClientInput = MembersOf<typeof CLIENT>;

const SECONDS: ReadonlyMap<string, number> = new Map([
  ['seconds', 1],
  ['minutes', 60],
  ['hours', 3600],
  ['days', 86_400],
]);

/** The pool and its app clients. */
export function clientOperations(context: ApiContext): OperationTable {
  return {
    DescribeUserPool: defineOperation({
      input: { UserPoolId: TEXT },
      isSigned: true,
      run({ UserPoolId }) {
        context.own(UserPoolId);
        return { UserPool: describePool(context) };
      },
    }),
    CreateUserPoolClient: defineOperation({
      input: CLIENT,
      isSigned: true,
      run(input) {
        const { clients } = context.own(input.UserPoolId);
        return { UserPoolClient: describeClient(context, clients.put(clientIn(input))) };
      },
    }),
    DescribeUserPoolClient: defineOperation({
      input: { UserPoolId: TEXT, ClientId: TEXT },
      isSigned: true,
      run({ UserPoolId, ClientId }) {
        context.own(UserPoolId);
        return { UserPoolClient: describeClient(context, context.client(ClientId)) };
      },
    }),
    ListUserPoolClients: defineOperation({
      input: { UserPoolId: TEXT, MaxResults: INTEGER, NextToken: TEXT },
      isSigned: true,
      run({ UserPoolId, MaxResults, NextToken }) {
        const clients = context.own(UserPoolId).clients.all();
        const { items, next } = pageOf(clients, MaxResults, NextToken);
        return {
          UserPoolClients: items.map(({ clientId, name }) => ({
            ClientId: clientId,
            ClientName: name,
            UserPoolId,
          })),
          NextToken: next,
        };
      },
    }),
  };
}

/** A client of the API hides users only if it says so, unlike one of the options. */
function clientIn(input: ClientInput): LocalClient {
  const { Feature, RetryGracePeriodSeconds } = input.RefreshTokenRotation ?? {};
  const mistakes: string[] = [];
  const options = {
    name: member(input.ClientName, 'clientName'),
    secret: input.GenerateSecret === true ? true : undefined,
    authFlows: input.ExplicitAuthFlows,
    callbackUrls: input.CallbackURLs,
    logoutUrls: input.LogoutURLs,
    scopes: input.AllowedOAuthScopes,
    grants: input.AllowedOAuthFlows,
    accessTokenSeconds: secondsOf(input, 'AccessToken', 'hours'),
    idTokenSeconds: secondsOf(input, 'IdToken', 'hours'),
    refreshTokenSeconds: secondsOf(input, 'RefreshToken', 'days'),
    refreshTokenRotation:
      Feature === 'ENABLED' ? { graceSeconds: RetryGracePeriodSeconds ?? 0 } : false,
    preventUserExistenceErrors: input.PreventUserExistenceErrors === 'ENABLED',
    tokenRevocation: input.EnableTokenRevocation,
    sessionMinutes: input.AuthSessionValidity,
  };
  const client = resolveLocalClient(new OptionReader(options, '', mistakes));
  if (mistakes[0] !== undefined) throw invalidParameter(mistakes[0]);
  return client;
}

function secondsOf(
  input: ClientInput,
  token: 'AccessToken' | 'IdToken' | 'RefreshToken',
  unitByDefault: string,
): number | undefined {
  const validity = input[`${token}Validity`];
  const unit = SECONDS.get(input.TokenValidityUnits?.[token] ?? unitByDefault);
  if (unit === undefined) throw invalidParameter(`Invalid TokenValidityUnits for ${token}`);
  return validity === undefined || validity === 0 ? undefined : validity * unit;
}

function describePool({ pool }: ApiContext): Output {
  const { userPoolId, region, mfa, signIn, passwordPolicy, selfSignUp } = pool.options;
  return {
    Id: userPoolId,
    Name: 'local',
    Arn: `arn:aws:cognito-idp:${region}:000000000000:userpool/${userPoolId}`,
    MfaConfiguration: mfa,
    UsernameAttributes: signIn === 'email' ? ['email'] : [],
    AutoVerifiedAttributes: ['email'],
    EstimatedNumberOfUsers: pool.users.all().length,
    Policies: {
      PasswordPolicy: {
        MinimumLength: passwordPolicy.minimumLength,
        RequireUppercase: passwordPolicy.requireUppercase,
        RequireLowercase: passwordPolicy.requireLowercase,
        RequireNumbers: passwordPolicy.requireNumbers,
        RequireSymbols: passwordPolicy.requireSymbols,
      },
      SignInPolicy: { AllowedFirstAuthFactors: pool.options.firstFactors },
    },
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: !selfSignUp },
  };
}

function describeClient({ pool }: ApiContext, client: LocalClient): Output {
  const { refreshTokenRotation: rotation } = client;
  return {
    ClientId: client.clientId,
    ClientName: client.name,
    UserPoolId: pool.options.userPoolId,
    ClientSecret: client.secret,
    ExplicitAuthFlows: client.authFlows,
    CallbackURLs: client.callbackUrls,
    LogoutURLs: client.logoutUrls,
    AllowedOAuthScopes: client.scopes,
    AllowedOAuthFlows: client.grants,
    AllowedOAuthFlowsUserPoolClient: true,
    AccessTokenValidity: client.accessTokenSeconds,
    IdTokenValidity: client.idTokenSeconds,
    RefreshTokenValidity: client.refreshTokenSeconds,
    TokenValidityUnits: { AccessToken: 'seconds', IdToken: 'seconds', RefreshToken: 'seconds' },
    EnableTokenRevocation: client.tokenRevocation,
    PreventUserExistenceErrors: client.preventUserExistenceErrors ? 'ENABLED' : 'LEGACY',
    RefreshTokenRotation:
      rotation === false
        ? { Feature: 'DISABLED' }
        : { Feature: 'ENABLED', RetryGracePeriodSeconds: rotation.graceSeconds },
    AuthSessionValidity: client.sessionMinutes,
  };
}
