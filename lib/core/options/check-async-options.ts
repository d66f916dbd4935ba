import { readOptions, type OptionReader } from '../option-reader/option-reader.js';

const FACTORIES = ['useFactory', 'useClass', 'useExisting'];
const LISTS = ['imports', 'inject', 'provideInjectionTokensFrom'];

/** What a module takes beside its options, because it shapes the module before a factory runs. */
export interface ExtrasReader {
  readonly names: readonly string[];
  /** Notes the mistakes. */
  read(options: OptionReader): unknown;
}

/** Checks what was given to `forRootAsync()` of a module, except the options that its factory will return. */
export function checkAsyncOptions(given: unknown, extras: ExtrasReader): void {
  readOptions('forRootAsync', given, [...FACTORIES, ...LISTS, ...extras.names], (options) => {
    extras.read(options);
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
