import { type OptionReader, readEndpoint } from '../../core/internal.js';
import { readClientSecret } from './read-client-secret.js';
import type { ResolvedClientTokensOptions } from './resolved-user-pool-options.interface.js';
import type { ClientTokensOptions } from './user-pool-module-options.interface.js';

const OPTION_NAMES = Object.keys({
  clientId: true,
  clientSecret: true,
  scopes: true,
  tokenEndpoint: true,
} satisfies Record<keyof ClientTokensOptions, true>);

export function readClientTokens(
  options: OptionReader,
  fetch: typeof globalThis.fetch,
): ResolvedClientTokensOptions | undefined {
  if (options.raw('clientTokens') === undefined) return undefined;
  const own = options.nested('clientTokens');
  own.refuseUnknownNames(OPTION_NAMES);
  const clientId = own.optionalText('clientId');
  if (clientId === undefined) own.mistake('clientId', 'must be the id of the app client');
  const clientSecret = readClientSecret(own);
  if (clientSecret === undefined && !own.has('clientSecret')) {
    own.mistake('clientSecret', 'is needed: only a client with a secret has tokens for itself');
  }
  return Object.freeze({
    clientId: clientId ?? '',
    clientSecret: clientSecret ?? '',
    scopes: own.texts('scopes') ?? [],
    tokenEndpoint: readEndpoint(own, 'tokenEndpoint'),
    fetch,
  });
}
