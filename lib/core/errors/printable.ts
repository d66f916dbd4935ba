const MAX_PRINTED_CHARACTERS = 100;

/**
 * Makes text from a caller safe to log in quotes: cuts it and escapes everything but printable ASCII, so that it can
 * neither start a new line, nor control a terminal, nor end the quotes.
 */
export function printable(untrusted: string): string {
  return untrusted
    .slice(0, MAX_PRINTED_CHARACTERS)
    .replaceAll(
      /[^\x20-\x7e]|[\\"]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}
