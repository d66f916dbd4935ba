import type { PoolUser } from '../pool/pool-user.interface.js';
import { listOf, structure, TEXT, type ValueOf } from '../wire/shape.js';

/** `[{ Name, Value }]` */
export const ATTRIBUTE_LIST = listOf(structure({ Name: TEXT, Value: TEXT }));

type AttributeList = ValueOf<typeof ATTRIBUTE_LIST>;

export function attributesIn(list: AttributeList = []): Readonly<Record<string, string>> {
  return Object.fromEntries(list.map(({ Name = '', Value = '' }) => [Name, Value]));
}

export function listAttributes({ attributes }: PoolUser): AttributeList {
  return Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
}
