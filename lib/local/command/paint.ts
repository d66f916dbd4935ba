import { styleText } from 'node:util';

/** Colours a text. */
export type Paint = (style: 'bold' | 'cyan' | 'green' | 'red' | 'yellow', text: string) => string;

/** Colours where a person looks, and `NO_COLOR` does not forbid it; nothing in files and pipes. */
export function paintFor(stream: NodeJS.WriteStream): Paint {
  const hasColors = stream.isTTY && stream.hasColors();
  return (style, text) => (hasColors ? styleText(style, text, { validateStream: false }) : text);
}
