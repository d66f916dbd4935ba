import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DOMParser, type Element, onErrorStopParsing } from '@xmldom/xmldom';
import { CORE_LEVELS, ENTRY_ARROWS } from '../../package/architecture/import-rules.js';

const ROOT = join(import.meta.dirname, '../../..');
const DOCS = join(ROOT, 'docs');
const MAX_BYTES = 15_000;

/** @throws {ParseError} when it is not well-formed */
function parse(text: string): Element {
  const parser = new DOMParser({ onError: onErrorStopParsing });
  const { documentElement } = parser.parseFromString(text, 'image/svg+xml');
  if (documentElement === null) throw new Error('There is no element');
  return documentElement;
}

const read = (name: string): Element => parse(readFileSync(join(DOCS, name), 'utf8'));

const elements = (picture: Element, tag: string): readonly Element[] => [
  ...picture.getElementsByTagName(tag),
];

/** The texts that a picture writes in a class of its own. */
const named = (picture: Element, className: string): readonly string[] =>
  elements(picture, 'text')
    .filter((text) => text.getAttribute('class')?.split(' ').includes(className))
    .map(({ textContent }) => textContent ?? '');

describe.each(readdirSync(DOCS))('the picture %s', (name) => {
  it('is small, and says in words what it shows', () => {
    const picture = read(name);
    const wordsOf = (tag: string): string =>
      elements(picture, tag)
        .flatMap(({ textContent }) => textContent ?? [])
        .join();

    expect(statSync(join(DOCS, name)).size).toBeLessThan(MAX_BYTES);
    expect([picture.getAttribute('role'), picture.getAttribute('aria-labelledby')]).toEqual([
      'img',
      'title desc',
    ]);
    expect(wordsOf('title')).not.toBe('');
    expect(wordsOf('desc').length).toBeGreaterThan(100);
  });

  it('can be read on a light and on a dark page', () => {
    expect(elements(read(name), 'style')[0]?.textContent).toContain('prefers-color-scheme: dark');
    expect(named(read(name), 'name').length).toBeGreaterThan(5);
  });
});

describe('the picture of the parts', () => {
  const picture = read('parts.svg');

  it('shows every entry point', () => {
    expect(named(picture, 'entry').toSorted()).toEqual(Object.keys(ENTRY_ARROWS).toSorted());
  });

  it('shows the doors of core', () => {
    expect(named(picture, 'door-name').map((door) => `core/${door}`)).toEqual(
      ENTRY_ARROWS['websockets'],
    );
  });

  it('shows the folders of core, in the order in which they may import', () => {
    expect(named(picture, 'room')).toEqual(CORE_LEVELS.flat());
  });
});

describe('the picture of a request', () => {
  it('shows the steps in the order in which they are taken', () => {
    expect(named(read('request.svg'), 'name')).toEqual([
      'Token source',
      'Form',
      'Key',
      'Signature',
      'Claims',
      'Times',
      'User',
      'Requirements',
      'Your user',
      'Handler',
    ]);
  });
});

it('a picture that is not well-formed would be found', () => {
  expect(() => parse('<svg xmlns="http://www.w3.org/2000/svg"><g></svg>')).toThrow('g');
});
