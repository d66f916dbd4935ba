import { CognitoAuthSetupError } from '../errors/cognito-auth-setup.error.js';
import { describeGiven } from '../option-reader/describe-given.js';

/** RFC 9110 §5.6.2: the form of the names of headers and of cookies (RFC 6265 §4.1.1). */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** What is wrong with the name of a header or a cookie, if anything is. */
export function mistakesInName(source: string, name: unknown): readonly string[] {
  if (typeof name === 'string' && TOKEN.test(name)) return [];
  return [
    `${source}: the name must be a string of letters, digits and !#$%&'*+.^_\`|~- ` +
      `(given: ${describeGiven(name)})`,
  ];
}

/** @throws {CognitoAuthSetupError} unless it can be the name of a header */
export function checkHeaderName(source: string, name: unknown): void {
  const mistakes = mistakesInName(source, name);
  if (mistakes.length > 0) throw new CognitoAuthSetupError(mistakes);
}

/** @throws {CognitoAuthSetupError} unless it can be the name of a parameter, which may have any characters */
export function checkParameterName(source: string, name: unknown): void {
  if (typeof name === 'string' && name.trim() !== '') return;
  throw new CognitoAuthSetupError([
    `${source}: the name must be a string that is not empty (given: ${describeGiven(name)})`,
  ]);
}
