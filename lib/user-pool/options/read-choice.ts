import type { OptionReader } from '../../core/internal.js';

/** Reads an option that is one of a few words, of which the first is the default. */
export function readChoice<Choice extends string>(
  options: OptionReader,
  name: string,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  const value = options.raw(name) ?? choices[0];
  const choice = choices.find((known) => known === value);
  if (choice === undefined) {
    options.mistake(name, `must be ${choices.map((known) => `'${known}'`).join(' or ')}`);
  }
  return choice ?? choices[0];
}
