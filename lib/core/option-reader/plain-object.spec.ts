import { createContext, runInContext } from 'node:vm';
import { isPlainObject } from './plain-object.js';

const realm = createContext({});
const elsewhere = (code: string): unknown => runInContext(`(${code})`, realm);

class Config {
  readonly field = 1;
}

class Rootless extends null {}

describe('isPlainObject', () => {
  it.each([
    ['a literal', {}],
    ['an object without a prototype', Object.create(null)],
    ['a copy of an instance', Object.assign({}, new Config())],
    ['parsed JSON', JSON.parse('{ "a": 1 }')],
    ['a literal of another realm', elsewhere('{ a: 1 }')],
    ['an object without a prototype, of another realm', elsewhere('Object.create(null)')],
    ['what is frozen', Object.freeze({})],
  ])('takes %s', (_case, value) => {
    expect(isPlainObject(value)).toBe(true);
  });

  it('takes a literal where node --disable-proto=delete has taken __proto__ away', () => {
    const value: unknown = runInContext(
      'delete Object.prototype.__proto__; ({ a: 1 })',
      createContext({}),
    );

    expect(isPlainObject(value)).toBe(true);
  });

  it('takes the namespace of a module', async () => {
    expect(isPlainObject(await import('./plain-object.js'))).toBe(true);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'a'],
    ['a function', () => ({})],
    ['a class', Config],
    ['a list', []],
    ['a Map', new Map()],
    ['a Date', new Date(0)],
    ['a promise', Promise.resolve({})],
    ['an instance', new Config()],
    ['an instance that looks plain', Object.assign(new Config(), { constructor: Object })],
    ['an instance of a class that extends nothing', Object.create(Rootless.prototype)],
    ['what inherits from a literal', Object.create({ a: 1 })],
    ['what inherits from an object without a prototype', Object.create(Object.create(null))],
    ['an instance of another realm', elsewhere('new (class Config {})()')],
    ['a list of another realm', elsewhere('[]')],
    ['a Map of another realm', elsewhere('new Map()')],
  ])('refuses %s', (_case, value) => {
    expect(isPlainObject(value)).toBe(false);
  });
});
