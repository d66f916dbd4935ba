import { isAsyncFunction, type OptionReader } from '../option-reader/option-reader.js';
import type { AuthTransport } from '../transport/auth-transport.interface.js';

type MethodOf<Port> = {
  [Name in keyof Port]-?: NonNullable<Port[Name]> extends (...parameters: never[]) => unknown
    ? Name
    : never;
}[keyof Port];

/** The methods of a transport, and whether it needs each. */
const METHODS = {
  tokenOf: true,
  carrierOf: true,
  refuse: true,
  checkUser: false,
  exposeUser: false,
  aroundDecision: false,
  operationOf: false,
  failureOf: false,
} satisfies Record<MethodOf<AuthTransport>, boolean>;

/** The methods whose result is used, or ignored, at once. */
const SYNCHRONOUS = [
  'carrierOf',
  'checkUser',
  'exposeUser',
  'operationOf',
  'failureOf',
] as const satisfies readonly MethodOf<AuthTransport>[];

/**
 * Reads the transports of an application. They may be instances of classes, because each is used as it is and never
 * copied.
 */
export function readTransports(options: OptionReader): readonly AuthTransport[] {
  if (options.raw('transports') === undefined) return Object.freeze([]);
  const transports = options.list('transports');
  if (!Array.isArray(options.raw('transports')) || !transports.every(isObject)) {
    options.mistake('transports', 'must be a list of transports, such as [webSocketTransport()]');
    return [];
  }
  transports.forEach((transport, index) => {
    for (const remedy of remediesFor(transport)) {
      options.mistake(`transports[${index}]`, remedy, transport);
    }
  });
  refuseRepeatedTypes(options, transports);
  return Object.freeze(transports) as readonly AuthTransport[];
}

type Untyped<Port> = { readonly [Name in keyof Port]?: unknown };

function isObject(value: unknown): value is Untyped<AuthTransport> {
  return typeof value === 'object' && value !== null;
}

function remediesFor(transport: Untyped<AuthTransport>): readonly string[] {
  const { contextType, outlivesCall } = transport;
  const methods = Object.entries(METHODS)
    .filter(([name, isNeeded]) => !isMethod(transport[name as keyof typeof METHODS], isNeeded))
    .map(([name]) => `must have ${name} as a method`);
  return [
    ...(typeof contextType === 'string' && contextType !== ''
      ? []
      : ["must have a contextType, such as 'ws'"]),
    ...(outlivesCall === undefined || typeof outlivesCall === 'boolean'
      ? []
      : ['must have an outlivesCall that is true or false']),
    ...methods,
    ...SYNCHRONOUS.filter((name) => isAsyncFunction(transport[name])).map(
      (name) => `must have a ${name} that answers at once, so it cannot be an async function`,
    ),
  ];
}

function isMethod(value: unknown, isNeeded: boolean): boolean {
  return typeof value === 'function' || (value === undefined && !isNeeded);
}

function refuseRepeatedTypes(
  options: OptionReader,
  transports: readonly Untyped<AuthTransport>[],
): void {
  const types = transports.map(({ contextType }) => contextType);
  const repeated = types.find((type, index) => types.indexOf(type) !== index);
  if (typeof repeated !== 'string') return;
  options.mistake('transports', `has two transports for '${repeated}'; keep the one that is meant`);
}
