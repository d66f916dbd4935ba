import { invalidParameter } from '../wire/service-exception.js';

const MAX_SIZE = 60;

/** A part of a list, with the token of the next part. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | undefined;
}

/** @throws {ServiceException} InvalidParameterException for a size above 60, or a token that was not given out */
export function pageOf<Item>(
  all: readonly Item[],
  size: number = MAX_SIZE,
  token: string = '0',
): Page<Item> {
  if (size < 0 || size > MAX_SIZE) {
    throw invalidParameter(
      `1 validation error detected: Value '${size}' at 'limit' failed to satisfy constraint: ` +
        `Member must have value less than or equal to ${MAX_SIZE}`,
    );
  }
  if (!/^\d{1,9}$/.test(token)) throw invalidParameter('Invalid pagination token.');
  const from = Number(token);
  const to = from + (size === 0 ? MAX_SIZE : size);
  return { items: all.slice(from, to), next: to < all.length ? String(to) : undefined };
}
