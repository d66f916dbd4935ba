import type { AnswerReader } from './answer-reader.js';
import type { CallOptions } from './call-options.interface.js';

/** Some of a list. */
export interface Page<Entry> {
  readonly entries: readonly Entry[];
  /** Gives the rest; absent at the end. */
  readonly nextToken?: string;
}

/** Which part of a list. */
export interface PageOptions extends CallOptions {
  /** How many at most, from 1 to 20; `devices` from 1 to 60. `sessions` take none. @defaultValue as Cognito likes */
  readonly limit?: number;
  /** Of the page before. */
  readonly nextToken?: string;
}

/** @param names what the operation calls them */
export function pageInput(
  { limit, nextToken }: PageOptions,
  names: { readonly limit?: string; readonly nextToken: string },
): object {
  return {
    ...(limit === undefined || names.limit === undefined ? {} : { [names.limit]: limit }),
    ...(nextToken === undefined ? {} : { [names.nextToken]: nextToken }),
  };
}

export function readPage<Entry>(
  answer: AnswerReader,
  list: string,
  token: string,
  read: (entry: AnswerReader) => Entry,
): Page<Entry> {
  const nextToken = answer.optionalText(token);
  return {
    entries: answer.objects(list).map(read),
    ...(nextToken === undefined ? {} : { nextToken }),
  };
}
