import type { OptionReader } from '../option-reader/option-reader.js';

/** The settings that are passed beside the options and shape the module. */
interface Extras {
  readonly isGlobal: boolean;
  readonly globalGuard: boolean;
}

export const EXTRA_NAMES = Object.keys({
  isGlobal: true,
  globalGuard: true,
} satisfies Record<keyof Extras, true>);

/**
 * Reads the settings beside the options. A guard that only looks as if it were on leaves everything open, so the
 * reader notes a mistake for anything but true or false.
 */
export function readExtras(options: OptionReader): Extras {
  return {
    isGlobal: options.flag('isGlobal', true),
    globalGuard: options.flag('globalGuard', false),
  };
}
