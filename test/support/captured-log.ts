import { inspect } from 'node:util';
import type { LoggerService } from '@nestjs/common';

/** A line of the log: its level, and all that the logger was given to print, the context at its end. */
export interface LogLine {
  readonly level: string;
  readonly text: string;
}

/** Stands in for Nest's logger and keeps every line of every level. */
export class CapturedLog implements LoggerService {
  readonly lines: LogLine[] = [];

  readonly log = this.#level('log');
  readonly error = this.#level('error');
  readonly warn = this.#level('warn');
  readonly debug = this.#level('debug');
  readonly verbose = this.#level('verbose');
  readonly fatal = this.#level('fatal');

  #level(level: string) {
    return (...given: unknown[]): void => {
      this.lines.push({ level, text: given.map(print).join(' ') });
    };
  }
}

/** Strings as they are, so that control characters stay visible; all else in full, causes included. */
function print(value: unknown): string {
  return typeof value === 'string'
    ? value
    : inspect(value, { depth: 6, maxStringLength: null, maxArrayLength: null });
}
