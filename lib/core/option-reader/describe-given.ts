const MAX_DESCRIBED_CHARACTERS = 80;

/** A short description of what was given. Of an object it shows only the kind, because it may contain a secret. */
export function describeGiven(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, MAX_DESCRIBED_CHARACTERS));
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'function') return 'a function';
  return typeof value === 'object' && value !== null ? describeObject(value) : String(value);
}

function describeObject(object: object): string {
  if (object instanceof Promise) return 'a promise';
  const { name } = (object.constructor as { name?: unknown } | undefined) ?? {};
  return typeof name === 'string' && name !== '' && name !== 'Object'
    ? `an instance of ${name}`
    : 'an object';
}
