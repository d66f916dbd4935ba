import type { NewDevice, RememberedDevice } from '../sign-in/tokens.interface.js';
import { makeDeviceVerifier } from '../srp/device-verifier.js';
import type { AccountCalls } from './account-calls.js';
import type { CallOptions } from './call-options.interface.js';
import { type Page, pageInput, type PageOptions, readPage } from './page.js';

/** A device that a user has signed in at. */
export interface UserDevice {
  readonly key: string;
  /** Such as `device_name` and `last_ip_used`. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly createdAt: Date | undefined;
  readonly lastAuthenticatedAt: Date | undefined;
}

/** A device that was confirmed. Hand it to the user's device, and take it back in `signIn({ device })`. */
export interface ConfirmedDevice {
  readonly device: RememberedDevice;
  /** Whether the user has to agree first, by {@link UserPoolDevices.setRemembered}. */
  readonly needsUserConsent: boolean;
}

/**
 * The devices of users, by their access token.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html
 */
export class UserPoolDevices {
  readonly #account: AccountCalls;

  /** @internal */
  constructor(account: AccountCalls) {
    this.#account = account;
  }

  /**
   * Confirms the device of `tokens.device`: ConfirmDevice. It gets a random password, which may later stand in for a
   * second factor.
   *
   * @param name what the user calls it
   */
  async confirm(
    accessToken: string,
    { key, groupKey }: NewDevice,
    name?: string,
    options: CallOptions = {},
  ): Promise<ConfirmedDevice> {
    const { password, config } = makeDeviceVerifier({ group: groupKey, name: key });
    const input = {
      DeviceKey: key,
      DeviceSecretVerifierConfig: config,
      ...(name === undefined ? {} : { DeviceName: name }),
    };
    const answer = await this.#account.write('ConfirmDevice', accessToken, input, options);
    return {
      device: { key, groupKey, password },
      needsUserConsent: answer.flag('UserConfirmationNecessary'),
    };
  }

  /** Lists devices: ListDevices. */
  async list(accessToken: string, options: PageOptions = {}): Promise<Page<UserDevice>> {
    const answer = await this.#account.read(
      'ListDevices',
      accessToken,
      pageInput(options, { limit: 'Limit', nextToken: 'PaginationToken' }),
      options,
    );
    return readPage(answer, 'Devices', 'PaginationToken', (entry) => ({
      key: entry.text('DeviceKey'),
      attributes: Object.fromEntries(
        entry
          .objects('DeviceAttributes')
          .map((attribute) => [attribute.text('Name'), attribute.optionalText('Value') ?? '']),
      ),
      createdAt: entry.date('DeviceCreateDate'),
      lastAuthenticatedAt: entry.date('DeviceLastAuthenticatedDate'),
    }));
  }

  /** Says whether a device is remembered: UpdateDeviceStatus. */
  async setRemembered(
    accessToken: string,
    key: string,
    isRemembered: boolean,
    options: CallOptions = {},
  ): Promise<void> {
    const DeviceRememberedStatus = isRemembered ? 'remembered' : 'not_remembered';
    const input = { DeviceKey: key, DeviceRememberedStatus };
    await this.#account.write('UpdateDeviceStatus', accessToken, input, options);
  }

  /** Forgets a device: ForgetDevice. */
  async forget(accessToken: string, key: string, options: CallOptions = {}): Promise<void> {
    await this.#account.write('ForgetDevice', accessToken, { DeviceKey: key }, options);
  }
}
