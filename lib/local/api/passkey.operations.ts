import type { PoolPasskey } from '../pool/pool-user.interface.js';
import { defineOperation, type OperationTable } from '../wire/define-operation.js';
import type { Output } from '../wire/operation.interface.js';
import { notAuthorized } from '../wire/service-exception.js';
import { DOCUMENT, INTEGER, TEXT } from '../wire/shape.js';
import { type ApiContext, member } from './api-context.js';
import { toSeconds } from './describe-user.js';
import { pageOf } from './page-of.js';

/** As many as a user can have. */
const MAX_RESULTS = 20;

/** What users do with their passkeys, by their access token. */
export function passkeyOperations(context: ApiContext): OperationTable {
  const { passkeys, passkeyRegistrations, tokens } = context.pool;

  /** The user and the client of a token. */
  function signedIn(accessToken: string | undefined) {
    const { user, claims } = tokens.bearerOf(member(accessToken, 'accessToken'));
    const { client_id: clientId } = claims;
    if (typeof clientId !== 'string') throw notAuthorized('Invalid Access Token');
    return { user, clientId };
  }

  return {
    StartWebAuthnRegistration: defineOperation({
      input: { AccessToken: TEXT },
      run({ AccessToken }) {
        const { user, clientId } = signedIn(AccessToken);
        return { CredentialCreationOptions: passkeyRegistrations.begin(user, clientId) };
      },
    }),
    CompleteWebAuthnRegistration: defineOperation({
      input: { AccessToken: TEXT, Credential: DOCUMENT },
      async run({ AccessToken, Credential }) {
        const { user, clientId } = signedIn(AccessToken);
        await passkeyRegistrations.complete(user, clientId, member(Credential, 'credential'));
        return {};
      },
    }),
    ListWebAuthnCredentials: defineOperation({
      input: { AccessToken: TEXT, NextToken: TEXT, MaxResults: INTEGER },
      run({ AccessToken, NextToken, MaxResults }) {
        const { user } = signedIn(AccessToken);
        const { items, next } = pageOf(user.passkeys, MaxResults, NextToken, MAX_RESULTS);
        return { Credentials: items.map(describePasskey), NextToken: next };
      },
    }),
    DeleteWebAuthnCredential: defineOperation({
      input: { AccessToken: TEXT, CredentialId: TEXT },
      run({ AccessToken, CredentialId }) {
        const { user } = signedIn(AccessToken);
        passkeys.delete(user, member(CredentialId, 'credentialId'));
        return {};
      },
    }),
  };
}

/** `WebAuthnCredentialDescription` */
function describePasskey(passkey: PoolPasskey): Output {
  return {
    CredentialId: passkey.id,
    FriendlyCredentialName: passkey.name,
    RelyingPartyId: passkey.relyingPartyId,
    AuthenticatorAttachment: passkey.attachment,
    AuthenticatorTransports: passkey.transports,
    CreatedAt: toSeconds(passkey.createdMs),
  };
}
