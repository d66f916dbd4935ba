const MAX_PRINTED_CHARACTERS = 100;

/**
 * What a caller sent, made fit for a log line, in quotes: cut, and everything but printable ASCII escaped,
 * so that it can neither start a new line, nor drive a terminal, nor end the quotes.
 */
export function printable(untrusted: string): string {
  return untrusted
    .slice(0, MAX_PRINTED_CHARACTERS)
    .replaceAll(
      /[^\x20-\x7e]|[\\"]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}
