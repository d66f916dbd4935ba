import type { AccessRequirement } from '../access/access-requirements.js';
import type { ResolvedUserPool } from '../options/resolved-cognito-auth-options.interface.js';
import { nameOf, policyOf } from './find-unenforced-handlers.js';
import type { GlobalReach } from './global-reach.js';
import { isGuarded } from './guards-of-handler.js';
import type { HandlerOfHost } from './handlers-of.js';

/**
 * Warnings about user pools that accept tokens of every app client. If that opens guarded handlers, one warning names
 * them, whether `clientId` is absent or `null`: a pool may let strangers register clients, and then `null` accepts
 * more than was intended. A pool in that warning gets no second warning about its absent `clientId`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7591
 */
export function warnOfAnyClient(
  handlers: readonly HandlerOfHost[],
  userPools: readonly ResolvedUserPool[],
  reach: GlobalReach,
): readonly string[] {
  const opened = handlers
    .filter((handler) => isForUsers(handler, reach))
    .map((handler) => ({ name: nameOf(handler), pools: poolsOpening(handler, userPools) }))
    .filter(({ pools }) => pools.length > 0);
  const named = new Set(opened.flatMap(({ pools }) => pools));
  return [
    ...userPools.flatMap((pool) => (named.has(pool) ? [] : (pool.clientIdWarning ?? []))),
    ...(opened.length === 0 ? [] : [describe(named, new Set(opened.map(({ name }) => name)))]),
  ];
}

/**
 * Handlers that need no token are open to the clients of strangers anyway, and other handlers protect the fields that
 * they lead to.
 */
function isForUsers(handler: HandlerOfHost, reach: GlobalReach): boolean {
  return (
    policyOf(handler).mode === 'required' &&
    handler.kinds.some((kind) => kind !== 'field' && isGuarded(handler, kind, reach))
  );
}

function poolsOpening(
  handler: HandlerOfHost,
  userPools: readonly ResolvedUserPool[],
): readonly ResolvedUserPool[] {
  const { requirements } = policyOf(handler);
  if (requirements.some(({ kind }) => kind === 'scopes' || kind === 'audience')) return [];
  return userPools.filter((pool) => isOpenedBy(pool, requirements));
}

/** The option `audience` applies to access tokens only. */
function isOpenedBy(
  { userPoolId, claimsRules }: ResolvedUserPool,
  requirements: readonly AccessRequirement[],
): boolean {
  const { clientIds, audiences, tokenUses } = claimsRules;
  if (clientIds !== null || excludes(requirements, 'user-pool', userPoolId)) return false;
  return tokenUses
    .filter((tokenUse) => !excludes(requirements, 'token-use', tokenUse))
    .some((tokenUse) => tokenUse === 'id' || (audiences ?? null) === null);
}

/** Whether a requirement of this kind asks for another value. */
function excludes(
  requirements: readonly AccessRequirement[],
  kind: 'user-pool' | 'token-use',
  value: string,
): boolean {
  return requirements.some(
    (requirement) =>
      requirement.kind === kind &&
      value !== (requirement.kind === 'user-pool' ? requirement.userPoolId : requirement.tokenUse),
  );
}

const MAX_NAMES = 10;

function describe(pools: ReadonlySet<ResolvedUserPool>, names: ReadonlySet<string>): string {
  const ids = [...pools].map(({ userPoolId }) => userPoolId).join(', ');
  const shown = [...names].slice(0, MAX_NAMES).join(', ');
  const more = names.size > MAX_NAMES ? ` and ${names.size - MAX_NAMES} more` : '';
  return (
    `Tokens of every app client of ${ids} are accepted, including clients that strangers register if the user pool ` +
    'lets them (RFC 7591). Name the clients in clientId or the API in audience, or require a scope or an audience on ' +
    `these handlers: ${shown}${more}`
  );
}
