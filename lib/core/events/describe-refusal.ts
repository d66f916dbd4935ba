import { listed } from '../errors/listed.js';
import type { RefusedError } from '../errors/refusals.js';

/** What is known of a call that was refused. */
export interface RefusedCall {
  /** Class and method, such as `OrdersController.remove`. */
  readonly handler: string;
  /** What the handler requires and the user lacks, such as `any group admin`. */
  readonly asked: string | undefined;
}

/** One line for the log, without anything of the token but the ids it names, escaped. */
export function describeRefusal(refused: RefusedError, call?: RefusedCall): string {
  const where = call === undefined ? '' : ` in ${call.handler}`;
  const asked = call?.asked === undefined ? '' : `, which asks for ${call.asked}`;
  return `Refused: ${refused.code} (${refused.message})${where}${asked}${describeId(refused)}${describeOption(refused)}`;
}

function describeId(refused: RefusedError): string {
  const issuer = 'issuer' in refused ? refused.issuer : undefined;
  if (issuer !== undefined) return `, issuer "${issuer}"`;
  return 'kid' in refused ? `, kid "${refused.kid}"` : '';
}

type PoolRefusal = Extract<RefusedError, { readonly accepted: unknown }>;

/** The option of a user pool that leads to each. */
const OPTIONS: Readonly<Record<PoolRefusal['code'], string>> = {
  ERR_COGNITO_TOKEN_USE_REFUSED: 'tokenUse',
  ERR_COGNITO_CLIENT_REFUSED: 'clientId',
  ERR_COGNITO_AUDIENCE_REFUSED: 'audience',
};

function describeOption(refused: RefusedError): string {
  if (!('accepted' in refused) || refused.accepted === undefined) return '';
  const names = refused.accepted.length === 0 ? 'none' : listed(refused.accepted);
  return `, the option ${OPTIONS[refused.code]} of its user pool accepts ${names}`;
}
