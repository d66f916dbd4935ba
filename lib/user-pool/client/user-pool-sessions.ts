import type { AccountCalls } from './account-calls.js';
import type { CallOptions } from './call-options.interface.js';
import { type Page, pageInput, type PageOptions, readPage } from './page.js';

/** One sign-in of a user. */
export interface UserSession {
  readonly sessionId: string;
  /** `TOKEN` for tokens, `SSO` for a browser at the hosted login. */
  readonly type: string;
  readonly clientId: string | undefined;
  /** Whether it is that of the access token. */
  readonly isCurrent: boolean;
  readonly createdAt: Date | undefined;
  readonly lastActiveAt: Date | undefined;
  readonly deviceType: string | undefined;
  readonly lastIpAddress: string | undefined;
}

/** Where users are signed in, by their access token. New ones are in the list within seconds. */
export class UserPoolSessions {
  readonly #account: AccountCalls;

  /** @internal */
  constructor(account: AccountCalls) {
    this.#account = account;
  }

  /** Lists the sign-ins of the user at all app clients: ListUserSessions. */
  async list(accessToken: string, options: PageOptions = {}): Promise<Page<UserSession>> {
    const answer = await this.#account.read(
      'ListUserSessions',
      accessToken,
      pageInput(options, { nextToken: 'NextToken' }),
      options,
    );
    return readPage(answer, 'Sessions', 'NextToken', (entry) => ({
      sessionId: entry.text('SessionId'),
      type: entry.text('SessionType'),
      clientId: entry.optionalText('ClientId'),
      isCurrent: entry.flag('IsCurrentSession'),
      createdAt: entry.date('CreateDate'),
      lastActiveAt: entry.date('LastActiveDate'),
      deviceType: entry.optionalText('DeviceType'),
      lastIpAddress: entry.optionalText('LastIPAddress'),
    }));
  }

  /**
   * Ends one sign-in: RevokeUserSession.
   *
   * @param withLinked whether the sessions that began with it end too
   */
  async revoke(
    accessToken: string,
    sessionId: string,
    withLinked = false,
    options: CallOptions = {},
  ): Promise<void> {
    const RevokeAssociatedSessions = withLinked ? 'LINKED' : 'NONE';
    const input = { SessionId: sessionId, RevokeAssociatedSessions };
    await this.#account.write('RevokeUserSession', accessToken, input, options);
  }
}
