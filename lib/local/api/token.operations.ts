import type { LocalClient } from '../options/resolved-local-cognito-options.interface.js';
import { isConfidential, isSecretOf } from '../pool/clients.js';
import { defineOperation, type OperationTable } from '../wire/define-operation.js';
import { invalidParameter, notAuthorized, ServiceException } from '../wire/service-exception.js';
import { listOf, MAP, TEXT } from '../wire/shape.js';
import { type ApiContext, member } from './api-context.js';
import { authenticationResult, isAtSameDevice } from './authentication-result.js';

/** What becomes of tokens. */
export function tokenOperations(context: ApiContext): OperationTable {
  const { pool } = context;
  return {
    GetTokensFromRefreshToken: defineOperation({
      input: {
        ClientId: TEXT,
        ClientSecret: TEXT,
        RefreshToken: TEXT,
        DeviceKey: TEXT,
        ClientMetadata: MAP,
      },
      async run(input, caller) {
        const client = context.client(input.ClientId);
        const token = member(input.RefreshToken, 'refreshToken');
        if (!isSecretOf(client, input.ClientSecret)) {
          throw notAuthorized(`Unable to verify client secret for client ${client.clientId}`);
        }
        if (!isAtSameDevice(context, client, token, input.DeviceKey)) {
          throw notAuthorized('Invalid Refresh Token');
        }
        const tokens = await pool.tokens.refresh(token, client, {
          clientMetadata: input.ClientMetadata,
          caller,
        });
        return { AuthenticationResult: authenticationResult(tokens) };
      },
    }),
    RevokeToken: defineOperation({
      input: { ClientId: TEXT, ClientSecret: TEXT, Token: TEXT },
      run(input) {
        const token = member(input.Token, 'token');
        const client = pool.clients.find(member(input.ClientId, 'clientId'));
        if (client === undefined) throw invalidParameter('Invalid client id.');
        checkMayRevoke(client, input.ClientSecret);
        if (token.split('.').length === 3) {
          throw new ServiceException('UnsupportedTokenTypeException', 'Unsupported token type.');
        }
        pool.tokens.revoke(token, client);
        return {};
      },
    }),
    GetClientToken: defineOperation({
      input: { ClientId: TEXT, Secret: TEXT, Scopes: listOf(TEXT) },
      async run(input) {
        const client = context.client(input.ClientId);
        if (!isConfidential(client) || !isSecretOf(client, input.Secret)) {
          throw notAuthorized('Invalid client credentials.');
        }
        if (!client.authFlows.includes('ALLOW_CLIENT_TOKEN_AUTH')) {
          throw notAuthorized('CLIENT_TOKEN_AUTH flow not enabled for this client');
        }
        const scopes = clientScopes(client, input.Scopes ?? []);
        return {
          ClientAuthenticationResult: {
            AccessToken: await pool.tokens.issueToClient(client, scopes.join(' ')),
            ExpiresIn: client.accessTokenSeconds,
            TokenType: 'Bearer',
          },
        };
      },
    }),
    GlobalSignOut: defineOperation({
      input: { AccessToken: TEXT },
      run({ AccessToken }) {
        pool.tokens.signOut(context.bearer(AccessToken));
        return {};
      },
    }),
  };
}

/** The model of RevokeToken declares UnauthorizedException, not NotAuthorizedException. */
function checkMayRevoke(client: LocalClient, secret: string | undefined): void {
  if (!isSecretOf(client, secret)) {
    throw new ServiceException('UnauthorizedException', 'Invalid client secret.');
  }
  if (!client.tokenRevocation) {
    throw new ServiceException(
      'UnsupportedOperationException',
      'Token revocation is not enabled for this client.',
    );
  }
}

/** A client for itself has scopes of resource servers only; without a wish, all of them. */
function clientScopes({ scopes }: LocalClient, wanted: readonly string[]): readonly string[] {
  const own = scopes.filter((scope) => scope.includes('/'));
  if (wanted.some((scope) => !own.includes(scope))) {
    throw invalidParameter('Invalid scope requested');
  }
  return wanted.length === 0 ? own : wanted;
}
