import { randomBytes } from 'node:crypto';
import type { LocalClock } from '../clock/local-clock.js';
import type { LocalUserOptions } from '../options/local-cognito-options.interface.js';
import type { ResolvedLocalCognitoOptions } from '../options/resolved-local-cognito-options.interface.js';
import type { Mailbox } from '../outbox/local-message.interface.js';
import { checkPasskeySettings } from '../passkeys/check-passkey-settings.js';
import type { PasskeyCheck } from '../passkeys/passkey-check.interface.js';
import { PasskeyRegistrations } from '../passkeys/passkey-registrations.js';
import { Passkeys } from '../passkeys/passkeys.js';
import type { PoolKeys } from '../tokens/pool-keys.js';
import { TokenIssuer } from '../tokens/token-issuer.js';
import { TriggerRunner } from '../triggers/trigger-runner.js';
import { BrowserSessions } from './browser-sessions.js';
import { Clients } from './clients.js';
import { Codes } from './codes.js';
import { Devices } from './devices.js';
import { Groups, type PoolGroup } from './groups.js';
import { LockOut } from './lock-out.js';
import { Passwords } from './passwords.js';
import type { PoolSettings } from './pool-settings.interface.js';
import type { PoolUser } from './pool-user.interface.js';
import { Sessions } from './sessions.js';
import { TokenFamilies, type TokenFamily } from './token-families.js';
import { Tokens } from './tokens.js';
import { UserSessions } from './user-sessions.js';
import { derivedSub, Users } from './users.js';

/** What a pool is made of. */
export interface UserPoolParts {
  readonly options: ResolvedLocalCognitoOptions;
  readonly clock: LocalClock;
  readonly mailbox: Mailbox;
  readonly keys: PoolKeys;
  /** Where users may sign in with passkeys. */
  readonly passkeyCheck?: PasskeyCheck | undefined;
}

/**
 * What outlives a restart: users with verifiers in place of passwords and public keys of passkeys, groups, and families with hashes in place of
 * refresh tokens. Neither keys nor codes nor sign-ins that have begun. Plain data.
 */
export interface PoolSnapshot {
  readonly users: readonly PoolUser[];
  readonly groups: readonly PoolGroup[];
  readonly families: readonly TokenFamily[];
}

/** A user pool in memory. It knows nothing of HTTP. */
export class UserPool {
  /** As they are now: all parts share them, and {@link configure} changes them. */
  readonly options: ResolvedLocalCognitoOptions;
  /** `iss` of the tokens. The server sets it where it is the address of the server. */
  issuer: string;
  /** Called after each change of what {@link snapshot} gives. */
  onChange: () => void = () => undefined;
  /** Milliseconds since the epoch, by the clock of the pool. */
  readonly now: () => number;
  readonly keys: PoolKeys;
  /** What is answered about names that nobody has is made up from it: nobody can tell, and it is the same each time. */
  readonly simulationSecret = randomBytes(32);
  readonly users: Users;
  readonly groups: Groups;
  readonly clients: Clients;
  readonly passwords: Passwords;
  /** Counts wrong codes of second factors, as {@link passwords} counts wrong passwords. */
  readonly secondFactorLock: LockOut;
  readonly codes: Codes;
  readonly sessions: Sessions;
  readonly devices: Devices;
  readonly passkeys: Passkeys;
  readonly passkeyRegistrations: PasskeyRegistrations;
  /** `undefined` where users may not sign in with passkeys. */
  readonly passkeyCheck: PasskeyCheck | undefined;
  readonly families: TokenFamilies;
  readonly browserSessions: BrowserSessions;
  readonly userSessions: UserSessions;
  readonly tokens: Tokens;
  readonly triggers: TriggerRunner;

  /** The users and groups of the options are not there until {@link seed}. */
  constructor({ options: given, clock, mailbox, keys, passkeyCheck }: UserPoolParts) {
    const { now } = clock;
    const options = { ...given };
    const changed = (): void => this.onChange();
    const touched = (user: PoolUser): void => this.users.touch(user);
    this.options = options;
    this.issuer = options.issuer;
    this.now = now;
    this.keys = keys;
    this.users = new Users(options, now, changed);
    this.groups = new Groups(now, changed);
    this.clients = new Clients(options.clients);
    this.passwords = new Passwords(this.name, options, now, (user) => {
      // They began with the password before.
      this.sessions.endAllOf(user);
      touched(user);
    });
    this.secondFactorLock = new LockOut(now);
    this.codes = new Codes(now, mailbox, options.fixedCode);
    this.sessions = new Sessions(now);
    this.devices = new Devices(options, now, touched);
    this.passkeys = new Passkeys(options.webAuthn.relyingPartyId, touched);
    this.passkeyRegistrations = new PasskeyRegistrations(this);
    this.passkeyCheck = passkeyCheck;
    this.families = new TokenFamilies(now, changed, (family) => this.#closeForgotten(family));
    this.browserSessions = new BrowserSessions(now);
    this.userSessions = new UserSessions({
      options,
      families: this.families,
      browsers: this.browserSessions,
      clients: this.clients,
      now,
    });
    this.triggers = new TriggerRunner(options.triggers, options);
    const issuer = new TokenIssuer({
      pool: this,
      options,
      keys,
      groups: this.groups,
      triggers: this.triggers,
      now,
    });
    this.tokens = new Tokens({
      pool: this,
      keys,
      issuer,
      users: this.users,
      clients: this.clients,
      families: this.families,
      sessions: this.userSessions,
      now,
    });
  }

  /** Changes what can be changed while the pool is in use. @throws {ServiceException} InvalidParameterException */
  configure(changes: Partial<PoolSettings>): void {
    checkPasskeySettings({ ...this.options, ...changes }, this.passkeyCheck);
    Object.assign(this.options, changes);
  }

  /** The part of the id after `_`, which SRP counts in. */
  get name(): string {
    return this.options.userPoolId.split('_')[1] ?? '';
  }

  /**
   * Makes the groups and users of the options.
   *
   * @throws {ServiceException} when a user is wrong, or is there twice
   */
  seed(): void {
    for (const group of this.options.groups) this.groups.create(group);
    for (const user of this.options.users) this.#seedUser(user);
  }

  snapshot(): PoolSnapshot {
    return {
      users: this.users.all(),
      groups: this.groups.all(),
      families: this.families.all(),
    };
  }

  /** Brings back what {@link snapshot} gave, in place of {@link seed}. */
  restore({ users, groups, families }: PoolSnapshot): void {
    for (const group of groups) this.groups.put(group);
    for (const user of users) this.users.put(user);
    for (const family of families) this.families.put(family);
  }

  /** Removes a user with all that another user of the name could be reached by: tokens, codes and sign-ins. */
  deleteUser(user: PoolUser): void {
    this.tokens.signOut(user);
    this.codes.withdrawAll(user);
    this.sessions.endAllOf(user);
    this.passwords.liftLock(user);
    this.users.delete(user);
  }

  #seedUser(options: LocalUserOptions): void {
    const { email, username, password, temporaryPassword, totpSecret } = options;
    const login = (this.options.signIn === 'email' ? email : username) ?? '';
    const user = this.users.create(
      {
        login,
        attributes: {
          ...(email === undefined ? {} : { email, email_verified: 'true' }),
          ...options.attributes,
          sub: options.sub ?? derivedSub(this.options.userPoolId, login),
        },
        status: statusOf(options),
      },
      `users: there are two with the name ${login}`,
    );
    const first = password ?? temporaryPassword;
    if (first !== undefined) this.passwords.set(user, first);
    user.isEnabled = options.enabled ?? true;
    user.groups = [...(options.groups ?? [])];
    for (const name of user.groups) {
      if (this.groups.find(name) === undefined) this.groups.create({ name });
    }
    if (totpSecret !== undefined) {
      user.totp = { secret: totpSecret };
      user.mfa = { enabled: ['SOFTWARE_TOKEN_MFA'], preferred: 'SOFTWARE_TOKEN_MFA' };
    }
  }

  /** Its access tokens could not be told from those that a test mints, so all of the user that exist are refused. */
  #closeForgotten({ username }: TokenFamily): void {
    const user = this.users.get(username);
    if (user !== undefined) user.signedOutMs = this.now();
  }
}

function statusOf({ temporaryPassword, confirmed }: LocalUserOptions): PoolUser['status'] {
  if (temporaryPassword !== undefined) return 'FORCE_CHANGE_PASSWORD';
  return confirmed === false ? 'UNCONFIRMED' : 'CONFIRMED';
}
