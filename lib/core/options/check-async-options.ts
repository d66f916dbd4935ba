import { CognitoAuthOptionsError } from '../errors/cognito-auth-options.error.js';
import { isPlainObject, OptionReader } from './option-reader.js';

const FACTORIES = ['useFactory', 'useClass', 'useExisting'];
const ASYNC_OPTION_NAMES = [
  ...FACTORIES,
  'imports',
  'inject',
  'provideInjectionTokensFrom',
  'isGlobal',
  'globalGuard',
];

/** Checks what was given to `forRootAsync()`, except what its factory will make. */
export function checkAsyncOptions(given: unknown): void {
  const mistakes: string[] = [];
  const options = new OptionReader(isPlainObject(given) ? given : {}, 'forRootAsync', mistakes);
  options.refuseUnknownNames(ASYNC_OPTION_NAMES);
  if (FACTORIES.filter((name) => options.raw(name) !== undefined).length !== 1) {
    mistakes.push('forRootAsync: needs exactly one of useFactory, useClass and useExisting');
  }
  if (mistakes.length > 0) throw new CognitoAuthOptionsError(mistakes);
}
