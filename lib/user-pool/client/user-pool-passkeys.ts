import { invalidRequest } from '../errors/user-pool.error.js';
import type { PasskeyJson } from '../sign-in/challenges.interface.js';
import type { AccountCalls } from './account-calls.js';
import type { CallOptions } from './call-options.interface.js';
import { type Page, readPage, type PageOptions, pageInput } from './page.js';

/** A passkey of a user. */
export interface UserPasskey {
  readonly credentialId: string;
  /** What it is called, such as the name of the password manager. */
  readonly friendlyName: string;
  /** The domain that it is good for. */
  readonly relyingPartyId: string;
  readonly transports: readonly string[];
  readonly createdAt: Date | undefined;
}

/**
 * The passkeys of users, by their access token.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
 */
export class UserPoolPasskeys {
  readonly #account: AccountCalls;

  /** @internal */
  constructor(account: AccountCalls) {
    this.#account = account;
  }

  /**
   * Begins to register a passkey: StartWebAuthnRegistration.
   *
   * @returns what `navigator.credentials.create()` takes as `publicKey`, in its JSON form
   * @throws {UserPoolError} (rejects) ERR_COGNITO_USER_POOL_MISCONFIGURED where the user pool has no passkeys
   */
  async startRegistration(
    accessToken: string,
    options: CallOptions = {},
  ): Promise<Readonly<Record<string, unknown>>> {
    const operation = 'StartWebAuthnRegistration';
    const answer = await this.#account.write(operation, accessToken, {}, options);
    return answer.raw('CredentialCreationOptions');
  }

  /**
   * Registers the passkey that the browser has made: CompleteWebAuthnRegistration.
   *
   * @throws {UserPoolError} (rejects) ERR_COGNITO_CHALLENGE_EXPIRED, ERR_COGNITO_PASSKEY_REFUSED
   */
  async completeRegistration(
    accessToken: string,
    credential: PasskeyJson,
    options: CallOptions = {},
  ): Promise<void> {
    if (typeof credential !== 'object' || credential === null) {
      throw invalidRequest('credential', 'is missing');
    }
    const input = { Credential: credential };
    await this.#account.write('CompleteWebAuthnRegistration', accessToken, input, options);
  }

  /** Lists passkeys: ListWebAuthnCredentials. */
  async list(accessToken: string, options: PageOptions = {}): Promise<Page<UserPasskey>> {
    const answer = await this.#account.read(
      'ListWebAuthnCredentials',
      accessToken,
      pageInput(options, { limit: 'MaxResults', nextToken: 'NextToken' }),
      options,
    );
    return readPage(answer, 'Credentials', 'NextToken', (entry) => ({
      credentialId: entry.text('CredentialId'),
      friendlyName: entry.optionalText('FriendlyCredentialName') ?? '',
      relyingPartyId: entry.text('RelyingPartyId'),
      transports: entry.texts('AuthenticatorTransports'),
      createdAt: entry.date('CreatedAt'),
    }));
  }

  /** Deletes a passkey: DeleteWebAuthnCredential. */
  async delete(
    accessToken: string,
    credentialId: string,
    options: CallOptions = {},
  ): Promise<void> {
    const input = { CredentialId: credentialId };
    await this.#account.write('DeleteWebAuthnCredential', accessToken, input, options);
  }
}
