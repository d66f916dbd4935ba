import type { OptionReader } from '../option-reader/option-reader.js';

/** What is passed beside the options and shapes the module. */
interface Extras {
  readonly isGlobal: boolean;
  readonly globalGuard: boolean;
}

export const EXTRA_NAMES = Object.keys({
  isGlobal: true,
  globalGuard: true,
} satisfies Record<keyof Extras, true>);

/**
 * Reads what is passed beside the options. A guard that only looks as if it were on leaves everything open, so
 * what is neither true nor false is a mistake, noted with the reader.
 */
export function readExtras(options: OptionReader): Extras {
  return {
    isGlobal: options.flag('isGlobal', true),
    globalGuard: options.flag('globalGuard', false),
  };
}
