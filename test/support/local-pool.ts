import { LocalClock } from '../../lib/local/clock/local-clock.js';
import { resolveLocalCognitoOptions } from '../../lib/local/options/resolve-local-cognito-options.js';
import type { LocalCognitoOptions } from '../../lib/local/options/local-cognito-options.interface.js';
import type { LocalMessage } from '../../lib/local/outbox/local-message.interface.js';
import { loadPasskeyCheck } from '../../lib/local/passkeys/load-passkey-check.js';
import { UserPool } from '../../lib/local/pool/user-pool.js';
import { PoolKeys } from '../../lib/local/tokens/pool-keys.js';

/** A pool without a server, with its clock and what it has sent. */
export interface PoolUnderTest {
  readonly pool: UserPool;
  readonly clock: LocalClock;
  readonly sent: LocalMessage[];
}

export const PASSWORD = 'Correct-Horse-1';

export async function startPool(options: LocalCognitoOptions = {}): Promise<PoolUnderTest> {
  const clock = new LocalClock();
  const sent: LocalMessage[] = [];
  const resolved = resolveLocalCognitoOptions({ userPoolId: 'eu-west-1_LocalTest', ...options });
  const pool = new UserPool({
    options: resolved,
    clock,
    mailbox: { deliver: (message) => void sent.push(message) },
    keys: await PoolKeys.generate(),
    passkeyCheck: await loadPasskeyCheck(resolved.firstFactors),
  });
  pool.seed();
  return { pool, clock, sent };
}
