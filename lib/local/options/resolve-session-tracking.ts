import { OptionReader } from '../../core/standalone.js';
import type { SessionTracking } from '../pool/user-sessions.js';

/** Reads `sessionTracking`: whether it is on, or how many sessions a user may have. */
export function resolveSessionTracking(options: OptionReader): SessionTracking {
  const given = options.raw('sessionTracking');
  const isObject = typeof given === 'object' && given !== null;
  const limits = isObject
    ? options.nested('sessionTracking')
    : new OptionReader({}, 'sessionTracking', []);
  limits.refuseUnknownNames(['maxPerUser']);
  return Object.freeze({
    isOn: isObject || options.flag('sessionTracking', false),
    maxPerUser: limits.wholeNumber('maxPerUser', { min: 1, max: 100, fallback: 20 }),
  });
}
