import { decodeSegment } from './decode-segment.js';

const segmentOf = (bytes: number, character: string): string =>
  Buffer.from(character.repeat(bytes)).toString('base64url');

describe('decodeSegment', () => {
  // 4096 characters are what the shared buffer holds as bytes.
  it.each([1, 2, 3, 3071, 3072, 3073, 4096, 4097, 12_288])(
    'gives all of %d bytes, whatever was decoded before',
    (bytes) => {
      decodeSegment(segmentOf(12_288, 'x'));
      decodeSegment(segmentOf(3072, 'y'));

      expect(decodeSegment(segmentOf(bytes, 'z')).toString()).toBe('z'.repeat(bytes));
    },
  );

  it('gives nothing for an empty segment', () => {
    decodeSegment(segmentOf(10, 'x'));

    expect(decodeSegment('')).toHaveLength(0);
  });
});
