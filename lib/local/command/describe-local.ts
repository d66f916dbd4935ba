import type { LocalCognito } from '../local-cognito.js';
import type { LocalUserOptions } from '../options/local-cognito-options.interface.js';

/**
 * What somebody needs who wants to use it.
 *
 * @param users whose passwords are printed, because the reader has not chosen them
 */
export function describeLocal(
  local: LocalCognito,
  users: readonly LocalUserOptions[] | undefined,
): string {
  const rows = [
    ['Address', local.origin],
    ['User pool', local.userPoolId],
    ['App client', local.clientId],
    ...(local.identityPoolId === undefined ? [] : [['Identity pool', local.identityPoolId]]),
    ['Issuer', local.issuer],
    ['Keys', local.jwksUri],
    ...(users ?? []).map(({ email, password }) => ['User', `${email}, password ${password}`]),
  ] as const;
  const environment = Object.entries(local.env).map(([name, value]) => `${name}=${value}\n`);
  return [
    'A local Cognito, for development only: everybody who reaches it can sign in as anybody.\n\n',
    ...rows.map(([name, value]) => `  ${(name ?? '').padEnd(15)}${value}\n`),
    '\nThe SDKs of AWS find it by these two variables:\n\n',
    ...environment,
    '\n',
  ].join('');
}
