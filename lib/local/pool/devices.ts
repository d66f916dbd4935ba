import { randomUUID } from 'node:crypto';
import type { ResolvedLocalCognitoOptions } from '../options/resolved-local-cognito-options.interface.js';
import { randomText } from '../secrets/random-text.js';
import { resourceNotFound } from '../wire/service-exception.js';
import type { PoolDevice, PoolUser } from './pool-user.interface.js';
import type { PasswordVerifier } from './srp.js';

/** Of one user. The device that was longest away is forgotten. */
const MAX_DEVICES = 50;

/** The devices that users have signed in at. */
export class Devices {
  readonly #options: ResolvedLocalCognitoOptions;
  readonly #now: () => number;
  readonly #changed: (user: PoolUser) => void;

  constructor(
    options: ResolvedLocalCognitoOptions,
    now: () => number,
    changed: (user: PoolUser) => void,
  ) {
    this.#options = options;
    this.#now = now;
    this.#changed = changed;
  }

  get isTracking(): boolean {
    return this.#options.deviceTracking !== 'OFF';
  }

  /** Whether the user has to be asked before a device is remembered. */
  get asksUser(): boolean {
    return this.#options.deviceTracking === 'OPT_IN';
  }

  /** A key for a device that has just signed in for the first time. */
  add(user: PoolUser): PoolDevice {
    const now = this.#now();
    const device: PoolDevice = {
      key: `${this.#options.region}_${randomUUID()}`,
      groupKey: `-${randomText(8)}`,
      isRemembered: false,
      createdMs: now,
      modifiedMs: now,
      authenticatedMs: now,
    };
    user.devices = [...user.devices, device]
      .toSorted((left, right) => left.authenticatedMs - right.authenticatedMs)
      .slice(-MAX_DEVICES);
    this.#changed(user);
    return device;
  }

  /** @throws {ServiceException} ResourceNotFoundException */
  get(user: PoolUser, key: string): PoolDevice {
    const device = user.devices.find((known) => known.key === key);
    if (device === undefined) throw resourceNotFound('Device does not exist.');
    return device;
  }

  /** A device that its own password can be asked of. */
  findConfirmed(user: PoolUser, key: string | undefined): PoolDevice | undefined {
    return user.devices.find((known) => known.key === key && known.verifier !== undefined);
  }

  /** @throws {ServiceException} ResourceNotFoundException */
  confirm(user: PoolUser, key: string, verifier: PasswordVerifier, name?: string): void {
    const device = this.get(user, key);
    Object.assign(device, { verifier, name, isRemembered: !this.asksUser });
    this.#touch(user, device);
  }

  /** @throws {ServiceException} ResourceNotFoundException */
  remember(user: PoolUser, key: string, isRemembered: boolean): void {
    const device = this.get(user, key);
    device.isRemembered = isRemembered;
    this.#touch(user, device);
  }

  noteSignIn(user: PoolUser, device: PoolDevice): void {
    device.authenticatedMs = this.#now();
    this.#changed(user);
  }

  /** @throws {ServiceException} ResourceNotFoundException */
  forget(user: PoolUser, key: string): void {
    const device = this.get(user, key);
    user.devices = user.devices.filter((known) => known !== device);
    this.#changed(user);
  }

  #touch(user: PoolUser, device: PoolDevice): void {
    device.modifiedMs = this.#now();
    this.#changed(user);
  }
}
