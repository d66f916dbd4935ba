import type { KeyObject } from 'node:crypto';
import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { publishKeys } from '../events/channels.js';
import type {
  KeysFailedEvent,
  KeysRecoveredEvent,
} from '../events/cognito-auth-event.interface.js';
import { EVENT_REPORTER, type EventReporter } from '../events/event-reporter.js';
import { isSigningKeysUnavailable } from '../errors/signing-keys-unavailable.error.js';
import { IssuerUnknownError } from '../errors/token-refused.errors.js';
import { CLOCK, type Clock } from '../options/clock.js';
import { EmulatorKeysError, reasonAgainstEmulators } from '../jwk/emulator-keys.js';
import { importSigningKeys } from '../jwk/import-signing-keys.js';
import {
  RESOLVED_COGNITO_AUTH_OPTIONS,
  type ResolvedCognitoAuthOptions,
  type ResolvedKeySource,
} from '../options/resolved-cognito-auth-options.interface.js';
import { BoundedWait } from './bounded-wait.js';
import { downloadJwks } from './download-jwks.js';
import { JwksKeySet } from './jwks-key-set.js';
import { loadJwksClient } from './load-jwks-client.js';
import type { KeySet } from './key-set.interface.js';
import type { SigningKeys, SigningKeysState } from './signing-keys.interface.js';
import { StaticKeySet } from './static-key-set.js';

/** A key set and where it comes from. */
interface KeySetEntry {
  readonly source: ResolvedKeySource;
  readonly keySet: KeySet;
  /** The entry of the pool's other type of issuer; none if the options name the issuers. */
  readonly otherType: () => KeySetEntry | undefined;
}

/** {@link SigningKeys} as the user pools publish them, fetched by jwks-rsa, or as given in the options. */
@Injectable()
export class JwksSigningKeys implements SigningKeys, OnModuleInit, BeforeApplicationShutdown {
  readonly #logger = new Logger('CognitoAuth');
  readonly #options: ResolvedCognitoAuthOptions;
  readonly #clock: Clock;
  readonly #events: EventReporter;
  readonly #wait: BoundedWait;
  readonly #shutdown = new AbortController();
  readonly #entries: readonly KeySetEntry[];
  readonly #entriesByIssuer: ReadonlyMap<string, KeySetEntry>;
  readonly #failing = new Set<ResolvedKeySource>();
  #isComplete = false;
  readonly #complaints = new Map<ResolvedKeySource, string>();

  constructor(
    @Inject(RESOLVED_COGNITO_AUTH_OPTIONS) options: ResolvedCognitoAuthOptions,
    @Inject(CLOCK) clock: Clock,
    @Inject(EVENT_REPORTER) events: EventReporter,
  ) {
    this.#options = options;
    this.#clock = clock;
    this.#events = events;
    const { maxWaitingCalls, requestTimeoutMs } = options.signingKeys;
    this.#wait = new BoundedWait(maxWaitingCalls, requestTimeoutMs);
    this.#entries = options.userPools.flatMap(({ keySources }) =>
      keySources.map((source) => this.#createEntry(source)),
    );
    this.#entriesByIssuer = new Map(
      this.#entries.flatMap((entry) => entry.source.issuers.map((issuer) => [issuer, entry])),
    );
  }

  /** @throws {CognitoAuthSetupError} (rejects) where a local pool or an emulator has the keys and jwks-rsa cannot be loaded */
  async onModuleInit(): Promise<void> {
    if (!this.#options.signingKeys.prefetch) return;
    // Where the keys are AWS's, the application may be under test and never ask for one.
    if (this.#entries.some(({ source }) => source.jwksUri?.startsWith('http:'))) {
      await loadJwksClient();
    }
    for (const { keySources } of this.#options.userPools) void this.#prefetch(keySources);
  }

  beforeApplicationShutdown(): void {
    this.#shutdown.abort(
      new Error('the download was given up, because the application shuts down'),
    );
  }

  issuerOf(kid: string): string | undefined {
    if (!this.#isEverySourceKnown()) return undefined;
    let found: KeySetEntry | undefined;
    for (const entry of this.#entries) {
      if (!entry.keySet.has(kid)) continue;
      if (found !== undefined) return undefined;
      found = entry;
    }
    return found?.source.issuers[0];
  }

  resolve(issuer: string, kid: string): KeyObject | Promise<KeyObject> {
    const entry = this.#entriesByIssuer.get(issuer);
    if (entry === undefined) throw new IssuerUnknownError(issuer);
    if (entry.source.issuerType === undefined || entry.keySet.hasHadKeys) {
      return entry.keySet.resolveNow(kid) ?? this.#wait.for(() => entry.keySet.resolveFetched(kid));
    }
    void entry.keySet.refresh();
    return this.#wait.for(() => this.#resolveUnlessSwitchedOff(entry, issuer, kid));
  }

  states(): readonly SigningKeysState[] {
    return this.#options.userPools.flatMap(({ userPoolId }) => {
      const needed = this.#entries.filter(
        (entry) => entry.source.userPoolId === userPoolId && !isDispensable(entry),
      );
      const states = needed.map(({ source, keySet }) => {
        const state = keySet.state();
        if (state.status !== 'fresh') void keySet.refresh();
        return { userPoolId, issuers: source.issuers, ...state };
      });
      return states.toSorted(worstFirst).slice(0, 1);
    });
  }

  /** While the keys of a pool are missing, a key id may belong to one of them. Once all are known, this stays true. */
  #isEverySourceKnown(): boolean {
    this.#isComplete ||= this.#entries.every(
      (entry) => entry.keySet.hasHadKeys || isDispensable(entry),
    );
    return this.#isComplete;
  }

  #createEntry(source: ResolvedKeySource): KeySetEntry {
    const otherType = (): KeySetEntry | undefined =>
      this.#entries.find(
        (other) =>
          source.issuerType !== undefined &&
          other.source !== source &&
          other.source.userPoolId === source.userPoolId,
      );
    const keySet = source.staticKeys
      ? new StaticKeySet(source.staticKeys)
      : new JwksKeySet(this.#options.signingKeys, {
          clock: this.#clock,
          fetchKeys: () => this.#fetchKeys(source),
          onAttempt: (error, durationMs) => {
            publishAttempt(source, error, durationMs);
            this.#report(entry, error);
          },
          isDispensable: () => isDispensable(entry),
        });
    const entry: KeySetEntry = { source, keySet, otherType };
    return entry;
  }

  /** A pool can use one of two types of issuer. The first one that answers is enough. */
  async #prefetch(keySources: readonly ResolvedKeySource[]): Promise<void> {
    for (const source of keySources) {
      const entry = this.#entries.find((candidate) => candidate.source === source);
      await entry?.keySet.refresh();
      if (source.issuerType !== undefined && entry?.keySet.hasHadKeys === true) return;
    }
  }

  /**
   * A type of issuer that never had keys, while the pool's other type has them, is not in use; a token that names it
   * must not look like an outage. Asking for the other type must not delay the call beyond its one deadline.
   */
  async #resolveUnlessSwitchedOff(
    { keySet, otherType }: KeySetEntry,
    issuer: string,
    kid: string,
  ): Promise<KeyObject> {
    const deadlineMs = performance.now() + this.#options.signingKeys.requestTimeoutMs;
    try {
      return keySet.resolveNow(kid) ?? (await keySet.resolveFetched(kid));
    } catch (error) {
      if (!isSigningKeysUnavailable(error)) throw error;
      const other = otherType()?.keySet;
      if (other?.hasHadKeys === false) {
        await settledWithin(other.refresh(), deadlineMs - performance.now());
      }
      throw other?.hasHadKeys === true ? new IssuerUnknownError(issuer) : error;
    }
  }

  async #fetchKeys(source: ResolvedKeySource): Promise<ReadonlyMap<string, KeyObject>> {
    const { fetch, requestTimeoutMs: timeoutMs } = this.#options.signingKeys;
    const JwksClient = await loadJwksClient();
    const client = new JwksClient({
      jwksUri: source.jwksUri ?? '',
      cache: false,
      rateLimit: false,
      fetcher: (uri) =>
        downloadJwks(uri, {
          timeoutMs,
          signal: this.#shutdown.signal,
          fetch: fetch ?? globalThis.fetch,
        }),
    });
    const jwks = (await client.getKeys()) as unknown[];
    const dangerous = reasonAgainstEmulators(jwks);
    if (dangerous !== undefined) throw new EmulatorKeysError(`the answer ${dangerous}`);
    const { keys, rejected } = importSigningKeys(jwks);
    this.#complain(source, rejected);
    if (keys.size === 0) throw new Error('the answer held no key that can verify RS256 signatures');
    return keys;
  }

  /** Warns about keys that cannot be used, once and not at every refresh. */
  #complain(source: ResolvedKeySource, rejected: readonly string[]): void {
    const complaint = rejected.join('; ');
    if (complaint !== '' && complaint !== this.#complaints.get(source)) {
      this.#logger.warn(`Key set of user pool ${source.userPoolId}: ${complaint}`);
    }
    this.#complaints.set(source, complaint);
  }

  /** Says when fetching starts to fail and when it works again, and nothing in between. */
  #report({ source, keySet, otherType }: KeySetEntry, error: Error | undefined): void {
    if (this.#shutdown.signal.aborted) return;
    if (error === undefined) this.#reportSuccess(source);
    else if (isExpected(keySet, otherType()?.keySet))
      this.#logger.debug(describeFailure(source, error));
    else this.#reportFailure(source, error);
  }

  #reportSuccess(source: ResolvedKeySource): void {
    if (!this.#failing.delete(source)) return;
    const { userPoolId, issuers } = source;
    this.#logger.log(`Fetching ${nameOf(source)} works again`);
    this.#announce({ type: 'keys-recovered', userPoolId, issuers });
  }

  #reportFailure(source: ResolvedKeySource, error: Error): void {
    if (this.#failing.has(source)) return;
    const { userPoolId, issuers } = source;
    this.#failing.add(source);
    const line = `${describeFailure(source, error)}. It is tried again when a token needs it`;
    if (error instanceof EmulatorKeysError) this.#logger.error(line);
    else this.#logger.warn(line);
    this.#announce({ type: 'keys-failed', userPoolId, issuers, error });
  }

  #announce(event: KeysFailedEvent | KeysRecoveredEvent): void {
    this.#events.report(event);
    publishKeys(event);
  }
}

function publishAttempt(
  { userPoolId, issuers }: ResolvedKeySource,
  error: Error | undefined,
  durationMs: number,
): void {
  const durationSeconds = durationMs / 1000;
  const outcome = error === undefined ? {} : { error };
  publishKeys({ type: 'keys-fetched', userPoolId, issuers, durationSeconds, ...outcome });
}

/** Waits until a promise has settled, but no longer than this. */
async function settledWithin(promise: Promise<void> | undefined, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, ms));
  });
  await Promise.race([promise, timeUp]);
  clearTimeout(timer);
}

/** Whether the pool's other type of issuer is the one in use. */
function isDispensable({ keySet, otherType }: KeySetEntry): boolean {
  return !keySet.hasHadKeys && otherType()?.keySet.hasHadKeys === true;
}

const FROM_WORST: readonly SigningKeysState['status'][] = ['missing', 'stale', 'fresh'];

function worstFirst(left: SigningKeysState, right: SigningKeysState): number {
  return FROM_WORST.indexOf(left.status) - FROM_WORST.indexOf(right.status);
}

/** One of a pool's two types of issuer has no keys. Something is wrong only when both have failed. */
function isExpected(keySet: KeySet, otherType: KeySet | undefined): boolean {
  return !keySet.hasHadKeys && otherType !== undefined && otherType.state().lastError === undefined;
}

function nameOf({ userPoolId, jwksUri }: ResolvedKeySource): string {
  return `signing keys of user pool ${userPoolId} from ${jwksUri}`;
}

function describeFailure(source: ResolvedKeySource, error: Error): string {
  return `Fetching ${nameOf(source)} fails: ${error.message}`;
}
