import { invalidParameter } from '../wire/service-exception.js';

const MAX_SIZE = 60;

/** A part of a list, with the token of the next part. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | undefined;
}

/** @throws {ServiceException} InvalidParameterException for a size above `max`, or a token that was not given out */
export function pageOf<Item>(
  all: readonly Item[],
  size: number | undefined,
  token: string = '0',
  max: number = MAX_SIZE,
): Page<Item> {
  if (size !== undefined && (size < 0 || size > max)) {
    throw invalidParameter(
      `1 validation error detected: Value '${size}' at 'limit' failed to satisfy constraint: ` +
        `Member must have value less than or equal to ${max}`,
    );
  }
  if (!/^\d{1,9}$/.test(token)) throw invalidParameter('Invalid pagination token.');
  const from = Number(token);
  const to = from + (size || max);
  return { items: all.slice(from, to), next: to < all.length ? String(to) : undefined };
}
