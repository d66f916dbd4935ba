import type { AccessRequirement } from '../access/access-requirements.js';
import { listed } from '../errors/listed.js';
import type { ResolvedUserPool } from '../options/resolved-cognito-auth-options.interface.js';
import { nameOf } from './find-unenforced-handlers.js';
import type { GlobalReach } from './global-reach.js';
import { isGuarded, isPassportGuarded } from './guards-of-handler.js';
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
    .map((handler) => ({
      name: nameOf(handler),
      pools: poolsOpening(enforcedOn(handler, reach), userPools),
    }))
    .filter(({ pools }) => pools.length > 0);
  const named = new Set(opened.flatMap(({ pools }) => pools));
  return [
    ...userPools.flatMap((pool) => (named.has(pool) ? [] : (pool.clientIdWarning ?? []))),
    ...(opened.length === 0 ? [] : [describe(named, new Set(opened.map(({ name }) => name)))]),
  ];
}

/**
 * What a handler that needs a token requires of it. `undefined` where it needs none: it is open to the clients of
 * strangers anyway. Other handlers protect the fields that they lead to.
 */
function enforcedOn(
  handler: HandlerOfHost,
  reach: GlobalReach,
): readonly AccessRequirement[] | undefined {
  const { mode, requirements } = handler.policy();
  const kinds = handler.kinds.filter((kind) => kind !== 'field');
  if (mode === 'required' && kinds.some((kind) => isGuarded(handler, kind, reach)))
    return requirements;
  // It reads no decorators of access.
  return kinds.some((kind) => isPassportGuarded(handler, kind, reach)) ? [] : undefined;
}

function poolsOpening(
  requirements: readonly AccessRequirement[] | undefined,
  userPools: readonly ResolvedUserPool[],
): readonly ResolvedUserPool[] {
  if (requirements === undefined) return [];
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

function describe(pools: ReadonlySet<ResolvedUserPool>, names: ReadonlySet<string>): string {
  const ids = [...pools].map(({ userPoolId }) => userPoolId).join(', ');
  return (
    `Tokens of every app client of ${ids} are accepted, including clients that strangers register if the user pool ` +
    'lets them (RFC 7591). Name the clients in clientId or the API in audience, or require a scope or an audience on ' +
    `these handlers: ${listed([...names])}`
  );
}
