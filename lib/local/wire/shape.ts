import { ServiceException } from './service-exception.js';

/** The form of a value in the input of an operation, by AWS's model. */
export type Shape =
  | { readonly type: 'string' | 'boolean' | 'integer' | 'timestamp' }
  /** Any JSON: whoever takes it has to read it. */
  | { readonly type: 'document' }
  /** `{ [name: string]: string }` */
  | { readonly type: 'map' }
  | { readonly type: 'list'; readonly of: Shape }
  | { readonly type: 'structure'; readonly members: Readonly<Record<string, Shape>> };

/** A value of that form. */
export type ValueOf<Form extends Shape> = Form extends { type: 'string' }
  ? string
  : Form extends { type: 'boolean' }
    ? boolean
    : Form extends { type: 'integer' | 'timestamp' }
      ? number
      : Form extends { type: 'document' }
        ? unknown
        : Form extends { type: 'map' }
          ? Readonly<Record<string, string>>
          : Form extends { type: 'list'; of: infer Item extends Shape }
            ? readonly ValueOf<Item>[]
            : Form extends { members: infer Members extends Readonly<Record<string, Shape>> }
              ? MembersOf<Members>
              : never;

/** What is read of an input with these members: each may be absent. */
export type MembersOf<Members extends Readonly<Record<string, Shape>>> = {
  readonly [Name in keyof Members]?: ValueOf<Members[Name]>;
};

export const TEXT = { type: 'string' } as const satisfies Shape;
export const FLAG = { type: 'boolean' } as const satisfies Shape;
export const INTEGER = { type: 'integer' } as const satisfies Shape;
export const DOCUMENT = { type: 'document' } as const satisfies Shape;
export const MAP = { type: 'map' } as const satisfies Shape;

export function listOf<Item extends Shape>(of: Item): { readonly type: 'list'; readonly of: Item } {
  return { type: 'list', of };
}

export function structure<Members extends Readonly<Record<string, Shape>>>(
  members: Members,
): { readonly type: 'structure'; readonly members: Members } {
  return { type: 'structure', members };
}

/**
 * The members of an input that an operation knows, without those that are `null`.
 *
 * @throws {ServiceException} SerializationException where a value has another form
 */
export function readInput(
  input: unknown,
  members: Readonly<Record<string, Shape>>,
): Readonly<Record<string, unknown>> {
  if (!isObject(input)) throw serializationError();
  const read: Record<string, unknown> = {};
  for (const [name, shape] of Object.entries(members)) {
    const value = Object.hasOwn(input, name) ? input[name] : undefined;
    if (value !== undefined && value !== null) read[name] = readValue(value, shape);
  }
  return read;
}

function readValue(value: unknown, shape: Shape): unknown {
  switch (shape.type) {
    case 'structure':
      return readInput(value, shape.members);
    case 'list':
      if (!Array.isArray(value)) throw serializationError();
      return value.map((item) => readValue(item, shape.of));
    case 'map':
      return readMap(value);
    case 'document':
      return value;
    case 'integer':
      if (!Number.isSafeInteger(value)) throw serializationError();
      return value;
    case 'timestamp':
      if (typeof value !== 'number' || !Number.isFinite(value)) throw serializationError();
      return value;
    case 'string':
    case 'boolean':
      break;
  }
  if (typeof value !== shape.type) throw serializationError();
  return value;
}

/** Without what is `null`, which amazon-cognito-identity-js sends as the key of a device that it does not have. */
function readMap(value: unknown): object {
  if (!isObject(value)) throw serializationError();
  const entries = Object.entries(value).filter(([, item]) => item !== null);
  if (entries.some(([, item]) => typeof item !== 'string')) throw serializationError();
  // Without a prototype: names such as `constructor` are names like others.
  return Object.assign(Object.create(null) as object, Object.fromEntries(entries));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function serializationError(): ServiceException {
  return new ServiceException(
    'SerializationException',
    'Start of structure or map found where not expected.',
  );
}
