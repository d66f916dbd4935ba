import { WriteStream } from 'node:tty';
import { paintFor } from './paint.js';

/** A stream as far as colours are concerned. */
const stream = (isTTY: boolean, environment: Record<string, string>): NodeJS.WriteStream => {
  const made = Object.create(WriteStream.prototype) as NodeJS.WriteStream;
  const hasColors = () => WriteStream.prototype.hasColors.call(made, 16, environment);
  return Object.defineProperties(made, {
    isTTY: { value: isTTY },
    hasColors: { value: hasColors },
  });
};

describe('the colours of the command', () => {
  const COLOURFUL = { TERM: 'xterm-256color' };

  it('are there where a person looks', () => {
    expect(paintFor(stream(true, COLOURFUL))('green', 'text')).toBe('\u001B[32mtext\u001B[39m');
  });

  it.each([
    ['in a file or pipe', stream(false, COLOURFUL)],
    ['where NO_COLOR forbids them', stream(true, { ...COLOURFUL, NO_COLOR: '1' })],
    ['in a terminal without colours', stream(true, { TERM: 'dumb' })],
  ])('are not there %s', (_where, target) => {
    expect(paintFor(target)('green', 'text')).toBe('text');
  });
});
