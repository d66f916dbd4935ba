import type { ExecutionContext } from '@nestjs/common';
import type { TokenRequest } from '../token-source/token-source.interface.js';
import { findCarrier } from './authenticated-user.js';
import { requestOfGraphqlContext } from './graphql.transport.js';

/** The request that brings a call a guard has admitted, over REST and GraphQL; `undefined` for calls of other kinds. */
export function requestOfCall(context: ExecutionContext): TokenRequest | undefined {
  const type = context.getType<string>();
  if (type === 'http') return context.switchToHttp().getRequest<TokenRequest>();
  const carrier = type === 'graphql' ? findCarrier(context.getArgs()) : undefined;
  return carrier && requestOfGraphqlContext(carrier);
}
