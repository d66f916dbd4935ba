import { randomInt } from 'node:crypto';

export const DIGITS = '0123456789';
export const LOWER_CASE_ALPHANUMERICS = 'abcdefghijklmnopqrstuvwxyz0123456789';
export const UPPER_CASE_ALPHANUMERICS = LOWER_CASE_ALPHANUMERICS.toUpperCase();

/** Characters that nobody can guess. */
export function randomText(length: number, alphabet = LOWER_CASE_ALPHANUMERICS): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}
