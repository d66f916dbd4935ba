import type { LocalMessage, LocalMessagePurpose } from './local-message.interface.js';

const MAX_MESSAGES = 1000;
const DEFAULT_TIMEOUT_MS = 2000;

interface Waiting {
  readonly isMeant: (message: LocalMessage) => boolean;
  readonly resolve: (message: LocalMessage) => void;
}

/** The e-mails and text messages that a local Cognito would have sent. Of more than 1000, the latest are kept. */
export class LocalOutbox {
  readonly #listeners: readonly ((message: LocalMessage) => void)[];
  #messages: readonly LocalMessage[] = [];
  #waiting: readonly Waiting[] = [];
  readonly #read = new WeakSet<LocalMessage>();

  /** @internal */
  constructor(...listeners: readonly ((message: LocalMessage) => void)[]) {
    this.#listeners = listeners;
  }

  /** Oldest first. */
  get messages(): readonly LocalMessage[] {
    return this.#messages;
  }

  /** The latest message to an address or phone number; `undefined` where there is none. */
  last(to: string, purpose?: LocalMessagePurpose): LocalMessage | undefined {
    const meant = this.#messages.filter(meantFor(to, purpose));
    for (const message of meant) this.#read.add(message);
    return meant.at(-1);
  }

  /**
   * The code of the latest message to an address or phone number.
   *
   * @throws {Error} when there is none; it says which messages there are
   */
  codeFor(to: string, purpose?: LocalMessagePurpose): string {
    const message = this.last(to, purpose);
    if (message === undefined) throw new Error(this.#describeMissing(to, purpose));
    return message.code;
  }

  /**
   * The first message to an address or phone number that neither this, `last()` nor `codeFor()` has given yet; waits
   * for it where it has not been sent.
   *
   * @param timeoutMs milliseconds to wait. @defaultValue 2000
   * @throws {Error} when none is sent in time; it says which messages there are
   */
  next(
    to: string,
    purpose?: LocalMessagePurpose,
    timeoutMs = DEFAULT_TIMEOUT_MS,
  ): Promise<LocalMessage> {
    const isMeant = meantFor(to, purpose);
    const unread = this.#messages.find((message) => isMeant(message) && !this.#read.has(message));
    if (unread !== undefined) {
      this.#read.add(unread);
      return Promise.resolve(unread);
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting = this.#waiting.filter((other) => other !== waiting);
        reject(new Error(`${this.#describeMissing(to, purpose)}, after ${timeoutMs} ms`));
      }, timeoutMs);
      const waiting: Waiting = {
        isMeant,
        resolve: (message) => {
          clearTimeout(timer);
          resolve(message);
        },
      };
      this.#waiting = [...this.#waiting, waiting];
    });
  }

  clear(): void {
    this.#messages = [];
  }

  /** @internal */
  deliver(message: LocalMessage): void {
    this.#messages = [...this.#messages, message].slice(-MAX_MESSAGES);
    for (const listener of this.#listeners) listener(message);
    const first = this.#waiting.find(({ isMeant }) => isMeant(message));
    if (first === undefined) return;
    this.#waiting = this.#waiting.filter((other) => other !== first);
    this.#read.add(message);
    first.resolve(message);
  }

  #describeMissing(to: string, purpose?: LocalMessagePurpose): string {
    const there = this.#messages.map((message) => `${message.purpose} to ${message.to}`);
    return `No ${purpose ?? 'message'} went to ${to}; there are ${[...new Set(there)].slice(-20).join(', ') || 'none at all'}`;
  }
}

/** Addresses are compared without case, as people type them. */
function meantFor(
  to: string,
  purpose: LocalMessagePurpose | undefined,
): (message: LocalMessage) => boolean {
  const address = to.toLowerCase();
  return (message) =>
    message.to.toLowerCase() === address && (purpose === undefined || message.purpose === purpose);
}
