import { performance } from 'node:perf_hooks';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { KeyEndpoint } from '../load/key-endpoint.mjs';
import { FAULTS } from './faults.mjs';

const REDIRECT_PATH = '/elsewhere.json';
/** Until this long after an answer was written, a busy application may not have read it. */
const READ_WITHIN_MS = 600;

/**
 * The user pool as an application sees it: keys that change, behind an endpoint that has faults. It keeps
 * account of what was answered and when, so that one can tell what the application must know.
 */
export class World {
  /** Pairs of keys, the oldest first; the last two are published. */
  generations;
  /**
   * Key sets that went out: their kids, when they were written, and when the application has them for
   * sure. They are in order, because there is only one fetch at a time.
   */
  deliveries = [];
  endpoint;
  fault = 'healthy';
  faultBeganAt = 0;
  /** Since when the keys can be had, or `undefined` where they cannot. */
  goodSince;
  redirectsFollowed = 0;
  mostBytes = 0;
  #next;

  static async create() {
    const world = new World();
    const first = await LocalUserPool.create();
    const { userPoolId, clientId, issuer } = first;
    world.createGeneration = () => LocalUserPool.create({ userPoolId, clientId, issuer });
    world.generations = [first, await world.createGeneration()];
    world.#next = world.createGeneration();
    world.endpoint = await KeyEndpoint.start((request, response) => {
      if (request.url === REDIRECT_PATH) world.redirectsFollowed += 1;
      // A connection that is cut is what some faults are about.
      response.on('error', () => undefined);
      FAULTS[world.fault].answer(world, response);
    });
    return world;
  }

  /** Options of an application in this world. */
  get options() {
    return { ...this.endpoint.optionsOf(this.generations[0]), tokenUse: ['access', 'id'] };
  }

  get redirectTarget() {
    return REDIRECT_PATH;
  }

  get published() {
    return this.generations.slice(-2);
  }

  get jwks() {
    return { keys: this.published.flatMap((pool) => pool.jwks.keys) };
  }

  async begin(name) {
    const fault = FAULTS[name];
    await fault.begin?.(this);
    this.fault = name;
    this.faultBeganAt = performance.now();
    if (fault.answer === undefined) await this.endpoint.close();
    else await this.endpoint.listen();
    this.goodSince = fault.isGood ? (this.goodSince ?? performance.now()) : undefined;
  }

  /** A new pair of keys; of the old ones, the youngest pair stays. */
  async rotate() {
    this.generations.push(await this.#next);
    this.rotatedAt = performance.now();
    this.#next = this.createGeneration();
  }

  publish(response) {
    const { jwks } = this;
    const delivery = {
      kids: new Set(jwks.keys.map(({ kid }) => kid)),
      writtenAt: performance.now(),
      knownAt: Number.POSITIVE_INFINITY,
    };
    this.deliveries.push(delivery);
    response.once('finish', () => {
      delivery.knownAt = performance.now() + READ_WITHIN_MS;
    });
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(jwks));
  }

  noteBytes(bytes) {
    this.mostBytes = Math.max(this.mostBytes, bytes);
  }

  close() {
    return this.endpoint.close();
  }
}
