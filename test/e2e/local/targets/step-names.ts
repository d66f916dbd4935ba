import { IDENTITY_POOL, POOL, PROVIDER } from '../steps/names.js';

/** Members and parameters whose value is an id. */
const ID_MEMBERS = new Set(['ClientId', 'client_id', 'UserPoolId', 'IdentityPoolId']);

/** What a target calls things. */
export interface TargetNames {
  readonly userPoolId: string;
  readonly issuer: string;
  readonly identityPoolId?: string | undefined;
  /** Ids of clients by those in the steps. @defaultValue they are the same */
  readonly clientIds?: ReadonlyMap<string, string>;
}

/** Turns the ids in steps into those of a target, which chooses its own, and back. */
export class StepNames {
  /** The part of the pool's id behind its region. */
  readonly poolName: string;
  readonly #ids: ReadonlyMap<string, string>;

  constructor({ userPoolId, issuer, identityPoolId, clientIds = new Map() }: TargetNames) {
    this.poolName = userPoolId.replace(/^[^_]*_/, '');
    this.#ids = new Map([
      // The longer come first: one may stand in another.
      [`https://${PROVIDER}`, issuer],
      [PROVIDER, issuer.replace(/^https?:\/\//, '')],
      [POOL.UserPoolId, userPoolId],
      ...(identityPoolId === undefined ? [] : [[IDENTITY_POOL, identityPoolId] as const]),
      ...clientIds,
    ]);
  }

  id(name: string): string {
    return this.#ids.get(name) ?? name;
  }

  /** An input with the ids of the target. */
  given(input: object): object {
    return Object.fromEntries(
      Object.entries(input).map(([name, value]) => [name, this.#valueGiven(name, value)]),
    );
  }

  /** A text from the target with the ids of the steps. */
  answered(text: string): string {
    let result = text;
    for (const [name, id] of this.#ids) {
      if (id !== name) result = result.replaceAll(id, name);
    }
    return result;
  }

  #valueGiven(name: string, value: unknown): unknown {
    if (ID_MEMBERS.has(name) && typeof value === 'string') return this.id(value);
    if (name !== 'Logins') return value;
    return Object.fromEntries(
      Object.entries(value as object).map(([provider, token]) => [this.id(provider), token]),
    );
  }
}
