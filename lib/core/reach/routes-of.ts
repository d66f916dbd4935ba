import { classNameOf } from '../access/class-name.js';
import type { HandlerOfHost } from './handlers-of.js';
import { httpRoutesOf, type Routing } from './http-routes.js';
import {
  gatewayOf,
  type HandlerKind,
  isEvent,
  messageOf,
  patternsOf,
  resolverNameOf,
  resolverTypeOf,
} from './nest-metadata.js';

/** How a handler is called, in the words of its protocol, such as `GET /orders/:id`. */
export function routesOf(
  handler: Pick<HandlerOfHost, 'host' | 'marked' | 'name'>,
  kind: HandlerKind,
  routing: Routing,
): readonly string[] {
  const { host, marked, name } = handler;
  const type = host.registered ?? host.type;
  switch (kind) {
    case 'http':
      return httpRoutesOf(handler, routing);
    case 'graphql':
      return [`${String(resolverTypeOf(type, marked))} ${resolverNameOf(marked) ?? name}`];
    case 'field':
      return [`Field ${ownerOf(type)}.${resolverNameOf(marked) ?? name}`];
    case 'reference':
      return [`Reference ${ownerOf(type)}`];
    case 'ws':
      return [`Socket ${printPattern(messageOf(marked))}${conditionsOf(type)}`];
    case 'rpc':
      return patternsOf(marked).map((pattern) => messageRouteOf(pattern, marked));
    default:
      return kind satisfies never;
  }
}

/** The GraphQL type that the fields of a class belong to. */
function ownerOf(type: HandlerOfHost['host']['type']): string {
  return resolverNameOf(type) ?? classNameOf(type);
}

/** Where the clients of a gateway connect, as it was written. */
function conditionsOf(type: object): string {
  const { port, namespace, path } = gatewayOf(type);
  const conditions = Object.entries({ port: port || undefined, namespace, path })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${String(value)}`);
  return conditions.length === 0 ? '' : ` (${conditions.join(', ')})`;
}

function messageRouteOf(pattern: unknown, handler: object): string {
  if (isGrpcMethod(pattern)) return `gRPC ${pattern.service}/${pattern.rpc}`;
  return `${isEvent(handler) ? 'Event' : 'Message'} ${printPattern(pattern)}`;
}

interface GrpcMethod {
  readonly service: string;
  readonly rpc: string;
}

/** A pattern in the form that the decorators for gRPC write. Nothing else has a reason to. */
function isGrpcMethod(pattern: unknown): pattern is GrpcMethod {
  return (
    typeof pattern === 'object' &&
    pattern !== null &&
    ['service', 'rpc', 'streaming'].every((name) => Object.hasOwn(pattern, name))
  );
}

function printPattern(pattern: unknown): string {
  return typeof pattern === 'string' ? pattern : JSON.stringify(pattern);
}
