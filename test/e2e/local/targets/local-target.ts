import type { LocalCognito } from '../../../../lib/local/local-cognito.js';
import type { LocalCognitoOptions } from '../../../../lib/local/options/local-cognito-options.interface.js';
import { IDENTITY_POOL, POOL } from '../steps/names.js';
import { type PostedCall, postOperation } from './post-operation.js';
import { StepNames } from './step-names.js';
import type { StepTarget } from './step-target.interface.js';

/** Looks at each call as it came over the wire. */
export type CallListener = (operation: string, input: object, call: PostedCall) => void;

/** A local Cognito, over HTTP. @param start of the local Cognito: of the source, or of a package */
export async function startLocalTarget(
  start: (options: LocalCognitoOptions) => Promise<LocalCognito>,
  options: LocalCognitoOptions,
  onCall?: CallListener,
): Promise<Required<StepTarget>> {
  const { identityPool } = options;
  const local = await start({
    userPoolId: POOL.UserPoolId,
    ...options,
    ...(identityPool && { identityPool: { identityPoolId: IDENTITY_POOL, ...identityPool } }),
  });
  const { origin, userPoolId, issuer, identityPoolId, clock, outbox } = local;
  return {
    names: new StepNames({ userPoolId, issuer, identityPoolId }),
    origin,
    async call(operation, input) {
      const posted = await postOperation(origin, operation, input);
      onCall?.(operation, input, posted);
      return posted.result;
    },
    now: clock.now,
    advance: (ms) => clock.advance(ms),
    sentCode: () => outbox.messages.at(-1)?.code ?? 'none',
    sentCount: () => outbox.messages.length,
    close: () => local.close(),
  };
}
