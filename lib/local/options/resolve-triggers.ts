import type { OptionReader } from '../../core/standalone.js';
import type { LocalTriggers } from '../triggers/local-triggers.interface.js';
import { withoutAbsent } from './read-values.js';

const TRIGGERS = Object.keys({
  preSignUp: true,
  postConfirmation: true,
  preAuthentication: true,
  postAuthentication: true,
  userMigration: true,
  preTokenGeneration: true,
  defineAuthChallenge: true,
  createAuthChallenge: true,
  verifyAuthChallengeResponse: true,
} satisfies Record<keyof LocalTriggers, true>);

/** Reads the triggers, which are options beside the others. */
export function resolveTriggers(options: OptionReader): LocalTriggers {
  return withoutAbsent(
    Object.fromEntries(TRIGGERS.map((name) => [name, options.optionalFunction(name)])),
  );
}
