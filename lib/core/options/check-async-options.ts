import { readOptions, type OptionReader } from '../option-reader/option-reader.js';
import { EXTRA_NAMES, readExtras } from './read-extras.js';

const FACTORIES = ['useFactory', 'useClass', 'useExisting'];
const LISTS = ['imports', 'inject', 'provideInjectionTokensFrom'];

/** Checks what was given to `forRootAsync()`, except the options that its factory will return. */
export function checkAsyncOptions(given: unknown): void {
  readOptions('forRootAsync', given, [...FACTORIES, ...LISTS, ...EXTRA_NAMES], (options) => {
    readExtras(options);
    for (const name of LISTS) checkList(options, name);
    checkFactories(options);
  });
}

function checkList(options: OptionReader, name: string): void {
  const value = options.raw(name);
  if (value !== undefined && !Array.isArray(value)) options.mistake(name, 'must be a list');
}

function checkFactories(options: OptionReader): void {
  if (FACTORIES.filter((name) => options.raw(name) !== undefined).length !== 1) {
    options.mistake('useFactory', 'give exactly one of useFactory, useClass and useExisting');
    return;
  }
  options.optionalFunction('useFactory');
  options.optionalFunction('useClass', 'must be a class');
  const useExisting = options.raw('useExisting');
  if (useExisting !== undefined && !isInjectionToken(useExisting)) {
    options.mistake('useExisting', 'must be the class or the token of a provider');
  }
}

function isInjectionToken(value: unknown): boolean {
  return typeof value === 'function' || typeof value === 'symbol' || typeof value === 'string';
}
