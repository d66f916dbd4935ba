import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { LocalCognitoOptions } from '../../lib/local/options/local-cognito-options.interface.js';
import type { MadeResources } from '../e2e/local/targets/made-resources.js';
import { answerOf, fillPool, provisionPool } from '../e2e/local/targets/provision-pool.js';
import { StepNames } from '../e2e/local/targets/step-names.js';
import type { StepTarget } from '../e2e/local/targets/step-target.interface.js';
import type { Cloud } from './cloud.js';
import { PREFIX, TAGS } from './marks.js';

/** A domain is in the DNS some time after it was made. */
const DOMAIN_DEADLINE_MS = 120_000;
const POLL_INTERVAL_MS = 2000;

/** Makes a user pool of the options, and what belongs to it. @param resources gets all that is made */
export async function startAwsTarget(
  cloud: Cloud,
  options: LocalCognitoOptions,
  resources: MadeResources,
): Promise<StepTarget> {
  const { call, region } = cloud;
  const name = `${PREFIX}${randomBytes(6).toString('hex')}`;
  const pool = await provisionPool(options, { call, name, tags: TAGS, resources });
  const { userPoolId, clientIds } = pool;
  const issuer = `https://cognito-idp.${region}.amazonaws.com/${userPoolId}`;
  const hasDomain = options.clients?.some((client) => client.callbackUrls !== undefined) === true;
  if (hasDomain) await makeDomain(call, { name, userPoolId, resources });
  const identityPoolId =
    options.identityPool &&
    (await makeIdentityPool(call, { name, issuer, clientIds, resources, ...options.identityPool }));
  await fillPool(options, userPoolId, call);
  const origin = hasDomain ? cloud.domainOrigin(name) : undefined;
  if (origin !== undefined) await untilReachable(origin);
  return {
    names: new StepNames({ userPoolId, issuer, clientIds, identityPoolId }),
    ...(origin === undefined ? {} : { origin }),
    call,
    now: Date.now,
    close: () => resources.deleteAll(),
  };
}

async function makeDomain(
  call: StepTarget['call'],
  {
    name,
    userPoolId,
    resources,
  }: { readonly name: string; readonly userPoolId: string; readonly resources: MadeResources },
): Promise<void> {
  const domain = { Domain: name, UserPoolId: userPoolId };
  await answerOf(call, 'CreateUserPoolDomain', domain);
  resources.add(`domain ${name}`, () => answerOf(call, 'DeleteUserPoolDomain', domain));
}

async function makeIdentityPool(
  call: StepTarget['call'],
  given: {
    readonly name: string;
    readonly issuer: string;
    readonly clientIds: ReadonlyMap<string, string>;
    readonly resources: MadeResources;
    readonly allowUnauthenticated?: boolean;
    readonly serverSideTokenCheck?: boolean;
  },
): Promise<string> {
  const { name, issuer, clientIds, resources } = given;
  const { IdentityPoolId } = await answerOf(call, 'CreateIdentityPool', {
    IdentityPoolName: name,
    IdentityPoolTags: TAGS,
    AllowUnauthenticatedIdentities: given.allowUnauthenticated ?? false,
    CognitoIdentityProviders: [...clientIds.values()].map((ClientId) => ({
      ProviderName: issuer.replace('https://', ''),
      ClientId,
      ServerSideTokenCheck: given.serverSideTokenCheck ?? false,
    })),
  });
  resources.add(`identity pool ${String(IdentityPoolId)}`, () =>
    answerOf(call, 'DeleteIdentityPool', { IdentityPoolId }),
  );
  return String(IdentityPoolId);
}

/** @throws {Error} when nobody answers in time */
async function untilReachable(origin: string): Promise<void> {
  const deadline = Date.now() + DOMAIN_DEADLINE_MS;
  for (;;) {
    try {
      await (await fetch(`${origin}/login`, { redirect: 'manual' })).arrayBuffer();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await delay(POLL_INTERVAL_MS);
    }
  }
}
