import { answerOf } from '../e2e/local/targets/provision-pool.js';
import type { Cloud } from './cloud.js';
import { isOurs } from './marks.js';

interface PoolInfo {
  readonly Id: string;
  readonly Name?: string;
}

/**
 * Deletes what an earlier run has left behind: everything with our prefix and our tag, and nothing else.
 *
 * @returns names of what was deleted
 */
export async function clean({ call, region }: Cloud): Promise<readonly string[]> {
  return [...(await cleanUserPools(call)), ...(await cleanIdentityPools({ call, region }))];
}

async function cleanUserPools(call: Cloud['call']): Promise<readonly string[]> {
  const deleted: string[] = [];
  for (const { Id: UserPoolId, Name } of await listAll<PoolInfo>(
    call,
    'ListUserPools',
    'UserPools',
  )) {
    const { UserPool } = await answerOf(call, 'DescribeUserPool', { UserPoolId });
    const { UserPoolTags, Domain } = UserPool as {
      readonly UserPoolTags?: Record<string, string>;
      readonly Domain?: string;
    };
    if (!isOurs(Name, UserPoolTags)) continue;
    if (Domain !== undefined) await answerOf(call, 'DeleteUserPoolDomain', { Domain, UserPoolId });
    await answerOf(call, 'DeleteUserPool', { UserPoolId });
    deleted.push(`user pool ${UserPoolId}`);
  }
  return deleted;
}

async function cleanIdentityPools({
  call,
}: Pick<Cloud, 'call' | 'region'>): Promise<readonly string[]> {
  const deleted: string[] = [];
  const pools = await listAll<{ readonly IdentityPoolId: string }>(
    call,
    'ListIdentityPools',
    'IdentityPools',
  );
  for (const { IdentityPoolId } of pools) {
    const { IdentityPoolName, IdentityPoolTags } = await answerOf(call, 'DescribeIdentityPool', {
      IdentityPoolId,
    });
    if (!isOurs(IdentityPoolName as string, IdentityPoolTags as Record<string, string>)) continue;
    await answerOf(call, 'DeleteIdentityPool', { IdentityPoolId });
    deleted.push(`identity pool ${IdentityPoolId}`);
  }
  return deleted;
}

async function listAll<Item>(
  call: Cloud['call'],
  operation: string,
  member: string,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let NextToken: unknown;
  do {
    const page = await answerOf(call, operation, {
      MaxResults: 60,
      ...(NextToken === undefined ? {} : { NextToken }),
    });
    items.push(...((page[member] ?? []) as readonly Item[]));
    ({ NextToken } = page);
  } while (NextToken !== undefined);
  return items;
}
