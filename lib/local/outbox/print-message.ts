import type { LocalMessage } from './local-message.interface.js';

/** Prints each message, code included: on the standard error output, or by the given function. */
export function printMessage(
  print: boolean | ((line: string) => void),
): (message: LocalMessage) => void {
  if (print === false) return () => undefined;
  const printLine =
    print === true ? (line: string): void => void process.stderr.write(`${line}\n`) : print;
  return ({ channel, to, purpose, code }) =>
    printLine(`[local-cognito] ${channel} to ${to} (${purpose}): ${code}`);
}
