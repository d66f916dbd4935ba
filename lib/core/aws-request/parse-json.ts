const UTF_8 = { fatal: true, ignoreBOM: true } as const;

/** @returns the value, or `undefined` if the bytes are no JSON in UTF-8 */
export function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', UTF_8).decode(body));
  } catch {
    // The parser's own message would quote what a stranger may have sent.
    return undefined;
  }
}
