import { isUserPoolError } from '../errors/user-pool.error.js';
import type { UserPoolErrorCode } from '../errors/user-pool-error-code.js';
import type { CodeDelivery } from '../sign-in/challenges.interface.js';
import type { AnswerReader } from './answer-reader.js';

/** What becomes of a code that somebody asked for who may not exist. */
export type CodeSent =
  | {
      /** With `hideUsers`: whoever it was, and whatever Cognito said. */
      readonly status: 'code-sent-if-possible';
    }
  | { readonly status: 'code-sent'; readonly delivery?: CodeDelivery };

/** These say nothing of the user. */
const TOLD_ALWAYS: readonly UserPoolErrorCode[] = [
  'ERR_COGNITO_USER_POOL_FAILED',
  'ERR_COGNITO_USER_POOL_MISCONFIGURED',
  'ERR_COGNITO_USER_POOL_UNAVAILABLE',
];

/** Has a code sent; with `hideUsers`, all callers hear the same. */
export async function sendCode(
  { hideUsers }: { readonly hideUsers: boolean },
  send: () => Promise<AnswerReader>,
): Promise<CodeSent> {
  try {
    const delivery = readDelivery(await send());
    return hideUsers
      ? { status: 'code-sent-if-possible' }
      : { status: 'code-sent', ...(delivery === undefined ? {} : { delivery }) };
  } catch (error) {
    const isOfCognito = isUserPoolError(error) && error.cause !== undefined;
    if (!hideUsers || !isOfCognito || TOLD_ALWAYS.includes(error.code)) throw error;
    return { status: 'code-sent-if-possible' };
  }
}

/** Reads `CodeDeliveryDetails`. */
export function readDelivery(answer: AnswerReader): CodeDelivery | undefined {
  const details = answer.optionalObject('CodeDeliveryDetails');
  const medium = details?.optionalText('DeliveryMedium');
  const destination = details?.optionalText('Destination');
  return medium === undefined || destination === undefined ? undefined : { medium, destination };
}
