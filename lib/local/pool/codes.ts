import { ExpiringMap } from '../clock/expiring-map.js';
import type { LocalMessagePurpose, Mailbox } from '../outbox/local-message.interface.js';
import { isSameText } from '../secrets/is-same-text.js';
import { DIGITS, randomText } from '../secrets/random-text.js';
import { ServiceException } from '../wire/service-exception.js';
import { type CodeDelivery, deliveryTo } from './code-delivery.js';
import type { PoolUser } from './pool-user.interface.js';
import type { ContactAttribute } from './user-attributes.js';

/** What a code is asked for again. */
export type CodePurpose = 'sign-up' | 'forgot-password' | `verify-${ContactAttribute}`;

interface SentCode {
  readonly code: string;
  wrongAnswers: number;
}

const HOUR_MS = 3_600_000;
const LIFETIME_MS: Readonly<Record<CodePurpose, number>> = {
  'sign-up': 24 * HOUR_MS,
  'forgot-password': HOUR_MS,
  'verify-email': 24 * HOUR_MS,
  'verify-phone_number': 24 * HOUR_MS,
};
const MESSAGE_PURPOSE: Readonly<Record<CodePurpose, LocalMessagePurpose>> = {
  'sign-up': 'sign-up',
  'forgot-password': 'forgot-password',
  'verify-email': 'verify-attribute',
  'verify-phone_number': 'verify-attribute',
};
const MAX_WRONG_ANSWERS = 5;
const MAX_CODES = 50_000;

/** The codes that were sent and wait for an answer. Only the newest of a kind is good. */
export class Codes {
  readonly #now: () => number;
  readonly #mailbox: Mailbox;
  readonly #fixedCode: string | undefined;
  readonly #codes: ExpiringMap<SentCode>;
  /** By the name that asked. Apart from the others, so that a flood of names does not push these out. */
  readonly #pretended: ExpiringMap<SentCode>;

  constructor(now: () => number, mailbox: Mailbox, fixedCode: string | undefined) {
    this.#now = now;
    this.#mailbox = mailbox;
    this.#fixedCode = fixedCode;
    this.#codes = new ExpiringMap(now, MAX_CODES);
    this.#pretended = new ExpiringMap(now, MAX_CODES);
  }

  /** Sends a new code of six digits, which replaces the one before. */
  send(user: PoolUser, purpose: CodePurpose, attribute: ContactAttribute): CodeDelivery {
    const code = this.make(6);
    this.#codes.set(
      keyOf(user, purpose),
      { code, wrongAnswers: 0 },
      this.#now() + LIFETIME_MS[purpose],
    );
    this.deliver(user, MESSAGE_PURPOSE[purpose], code, attribute);
    return deliveryTo(user.attributes[attribute] ?? '', attribute);
  }

  /**
   * Spends a code.
   *
   * @param user `undefined` for a name that nobody has
   * @param login the name that was given, which may have asked in vain
   * @throws {ServiceException} ExpiredCodeException, CodeMismatchException, or LimitExceededException after five wrong
   * answers
   */
  check(user: PoolUser | undefined, purpose: CodePurpose, given: string, login = ''): void {
    const sent =
      (user === undefined ? undefined : this.#codes.get(keyOf(user, purpose))) ??
      this.#pretended.get(`${purpose} ${login.toLowerCase()}`);
    if (sent === undefined) {
      throw new ServiceException(
        'ExpiredCodeException',
        'Invalid code provided, please request a code again.',
      );
    }
    if (sent.wrongAnswers >= MAX_WRONG_ANSWERS) {
      throw new ServiceException(
        'LimitExceededException',
        'Attempt limit exceeded, please try after some time.',
      );
    }
    if (!isSameText(sent.code, given)) {
      sent.wrongAnswers += 1;
      throw new ServiceException(
        'CodeMismatchException',
        'Invalid verification code provided, please try again.',
      );
    }
    if (user !== undefined) this.#codes.delete(keyOf(user, purpose));
  }

  /** Remembers that a code was asked for by a name that nobody has, or not by whom it can be sent to: none is right. */
  pretend(login: string, purpose: CodePurpose): void {
    const code = randomText(32);
    const until = this.#now() + LIFETIME_MS[purpose];
    this.#pretended.set(`${purpose} ${login.toLowerCase()}`, { code, wrongAnswers: 0 }, until);
  }

  /** Makes a code that was sent useless. */
  withdraw(user: PoolUser, purpose: CodePurpose): void {
    this.#codes.delete(keyOf(user, purpose));
  }

  /** Makes all codes of a user useless. */
  withdrawAll(user: PoolUser): void {
    for (const purpose of Object.keys(LIFETIME_MS) as CodePurpose[]) this.withdraw(user, purpose);
  }

  /** A code that somebody else keeps, such as the session of a sign-in. */
  make(digits: 6 | 8): string {
    return this.#fixedCode?.padEnd(digits, '0') ?? randomText(digits, DIGITS);
  }

  /** Puts a message into the mailbox of the user. */
  deliver(
    user: PoolUser,
    purpose: LocalMessagePurpose,
    code: string,
    attribute: ContactAttribute,
  ): void {
    this.#mailbox.deliver({
      to: user.attributes[attribute] ?? user.username,
      channel: attribute === 'email' ? 'email' : 'sms',
      purpose,
      code,
      username: user.username,
      sentAt: new Date(this.#now()),
    });
  }
}

function keyOf({ username }: PoolUser, purpose: CodePurpose): string {
  return `${purpose} ${username}`;
}
