import { needed } from '../sign-in/needed.js';
import type { CodeDelivery, MfaFactor } from '../sign-in/challenges.interface.js';
import { UserPoolError } from '../errors/user-pool.error.js';
import { attributeList } from './attribute-list.js';
import { AccountCalls } from './account-calls.js';
import { metadataOf } from './call-context.js';
import type { CallOptions } from './call-options.interface.js';
import { type MfaPreference, mfaSettings } from './mfa-preference.js';
import { readDelivery } from './send-code.js';
import { type TotpLabel, type TotpSetup, totpSetup } from './totp-setup.js';
import { UserPoolDevices } from './user-pool-devices.js';
import { UserPoolPasskeys } from './user-pool-passkeys.js';
import { UserPoolSessions } from './user-pool-sessions.js';
import type { UserPoolCalls } from './user-pool-calls.js';

/** A user, as Cognito knows it. */
export interface UserPoolUser {
  readonly username: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** The second factors that are set up. */
  readonly mfa: readonly MfaFactor[];
  readonly preferredMfa?: MfaFactor;
}

/**
 * What users do with their own access token, which needs the scope `aws.cognito.signin.user.admin`; tokens of this package's
 * sign-in have it. Every method rejects with a {@link UserPoolError}: `ERR_COGNITO_TOKEN_REVOKED` for a token that is no
 * longer good, `ERR_COGNITO_FORBIDDEN` without that scope, `ERR_COGNITO_USER_POOL_UNAVAILABLE` where Cognito cannot be reached.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-public-server-side.html
 */
export abstract class AccountClient {
  /** The passkeys of users. */
  readonly passkeys: UserPoolPasskeys;
  /** The devices that users have signed in at. */
  readonly devices: UserPoolDevices;
  /** Where users are signed in. */
  readonly sessions: UserPoolSessions;
  readonly #account: AccountCalls;

  /** @internal */
  constructor(calls: UserPoolCalls) {
    this.#account = new AccountCalls(calls);
    this.passkeys = new UserPoolPasskeys(this.#account);
    this.devices = new UserPoolDevices(this.#account);
    this.sessions = new UserPoolSessions(this.#account);
  }

  /** Reads the user: GetUser. Also tells, with a round trip, whether the token was revoked. */
  async getUser(accessToken: string, options: CallOptions = {}): Promise<UserPoolUser> {
    const answer = await this.#account.read('GetUser', accessToken, {}, options);
    const preferred = answer.optionalText('PreferredMfaSetting');
    return {
      username: answer.text('Username'),
      attributes: Object.fromEntries(
        answer
          .objects('UserAttributes')
          .map((attribute) => [attribute.text('Name'), attribute.optionalText('Value') ?? '']),
      ),
      mfa: answer.texts('UserMFASettingList') as readonly MfaFactor[],
      ...(preferred === undefined ? {} : { preferredMfa: preferred as MfaFactor }),
    };
  }

  /**
   * Changes attributes: UpdateUserAttributes. A new address is sent a code for {@link verifyAttribute}.
   *
   * Whatever the app client may write is written: choose what callers may name, above all of `custom:*`.
   *
   * @returns where codes were sent, by attribute
   * @throws {UserPoolError} (rejects) ERR_COGNITO_ALIAS_TAKEN, ERR_COGNITO_REQUEST_INVALID
   */
  async updateAttributes(
    accessToken: string,
    attributes: Readonly<Record<string, string>>,
    options: CallOptions = {},
  ): Promise<Readonly<Record<string, CodeDelivery>>> {
    const answer = await this.#account.write(
      'UpdateUserAttributes',
      accessToken,
      { UserAttributes: attributeList(attributes), ...metadataOf(options) },
      options,
    );
    return Object.fromEntries(
      answer
        .objects('CodeDeliveryDetailsList')
        .map((details) => [
          details.text('AttributeName'),
          { medium: details.text('DeliveryMedium'), destination: details.text('Destination') },
        ]),
    );
  }

  /** Removes attributes: DeleteUserAttributes. */
  async deleteAttributes(
    accessToken: string,
    names: readonly string[],
    options: CallOptions = {},
  ): Promise<void> {
    const input = { UserAttributeNames: names };
    await this.#account.write('DeleteUserAttributes', accessToken, input, options);
  }

  /** Sends a code to an address: GetUserAttributeVerificationCode. @param name such as `email` */
  async sendAttributeCode(
    accessToken: string,
    name: string,
    options: CallOptions = {},
  ): Promise<CodeDelivery | undefined> {
    const input = { AttributeName: name, ...metadataOf(options) };
    const operation = 'GetUserAttributeVerificationCode';
    return readDelivery(await this.#account.write(operation, accessToken, input, options));
  }

  /** Verifies an address by the code: VerifyUserAttribute. @throws {UserPoolError} (rejects) ERR_COGNITO_CODE_REFUSED */
  async verifyAttribute(
    accessToken: string,
    name: string,
    code: string,
    options: CallOptions = {},
  ): Promise<void> {
    const input = { AttributeName: name, Code: needed('code', code) };
    await this.#account.write('VerifyUserAttribute', accessToken, input, options);
  }

  /**
   * Changes the password: ChangePassword.
   *
   * @param previous the password until now; absent for a user who has none yet
   * @throws {UserPoolError} (rejects) ERR_COGNITO_SIGN_IN_REFUSED for a wrong password, ERR_COGNITO_PASSWORD_REFUSED
   */
  async changePassword(
    accessToken: string,
    previous: string | undefined,
    proposed: string,
    options: CallOptions = {},
  ): Promise<void> {
    const input = {
      ProposedPassword: needed('newPassword', proposed),
      ...(previous === undefined ? {} : { PreviousPassword: previous }),
    };
    await this.#account.write('ChangePassword', accessToken, input, options);
  }

  /** Ends all sign-ins of the user, here and elsewhere: GlobalSignOut. Its access tokens are good until they expire. */
  async globalSignOut(accessToken: string, options: CallOptions = {}): Promise<void> {
    await this.#account.write('GlobalSignOut', accessToken, {}, options);
  }

  /** Deletes the user: DeleteUser. */
  async deleteUser(accessToken: string, options: CallOptions = {}): Promise<void> {
    await this.#account.write('DeleteUser', accessToken, {}, options);
  }

  /** Switches second factors on and off: SetUserMFAPreference. */
  async setMfaPreference(
    accessToken: string,
    preference: MfaPreference,
    options: CallOptions = {},
  ): Promise<void> {
    const input = mfaSettings(preference);
    await this.#account.write('SetUserMFAPreference', accessToken, input, options);
  }

  /** Begins with an authenticator app: AssociateSoftwareToken. */
  async startTotp(
    accessToken: string,
    label: TotpLabel = {},
    options: CallOptions = {},
  ): Promise<TotpSetup> {
    const answer = await this.#account.write('AssociateSoftwareToken', accessToken, {}, options);
    return totpSetup(answer.text('SecretCode'), label);
  }

  /** Verifies the app by its first code: VerifySoftwareToken. @throws {UserPoolError} (rejects) ERR_COGNITO_CODE_REFUSED */
  async verifyTotp(accessToken: string, code: string, options: CallOptions = {}): Promise<void> {
    const input = { UserCode: needed('code', code) };
    const answer = await this.#account.write('VerifySoftwareToken', accessToken, input, options);
    if (answer.text('Status') !== 'SUCCESS') throw new UserPoolError('ERR_COGNITO_CODE_REFUSED');
  }
}
