import type { LocalCognito } from '../local-cognito.js';
import type { LocalCognitoOptions } from '../options/local-cognito-options.interface.js';
import type { Paint } from './paint.js';

/**
 * What somebody needs who wants to use it.
 *
 * @param options what it was started with
 * @param isDefault whether the reader has not chosen the options: then the passwords of the users are printed too
 */
export function describeLocal(
  local: LocalCognito,
  options: LocalCognitoOptions,
  isDefault: boolean,
  paint: Paint,
): string {
  const rows: readonly (readonly [name: string, value: string])[] = [
    ['Address', local.origin],
    ['User pool', local.userPoolId],
    ['App client', local.clientId],
    ...optionalRow('Identity pool', local.identityPoolId),
    ['Issuer', local.issuer],
    ['Keys', local.jwksUri],
    ...optionalRow('Hosted login', hostedLoginOf(local, options)),
    ...(options.serveOutbox === true ? [['Outbox', `${local.origin}/_local/outbox`] as const] : []),
    ...(isDefault ? (options.users ?? []) : []).map(
      ({ email, password }) => ['User', `${email}, password ${password}`] as const,
    ),
  ];
  return [
    `${paint('yellow', 'A local Cognito, for development only: everybody who reaches it can sign in as anybody.')}\n\n`,
    ...rows.map(([name, value]) => `  ${paint('bold', name.padEnd(15))}${value}\n`),
    '\nFor the SDKs and the command line of AWS, which find it by these variables:\n\n',
    ...Object.entries(local.env).map(
      ([name, value]) => `${paint('cyan', `export ${name}=${value}`)}\n`,
    ),
    '\nCodes that it would have sent are printed below. Ctrl-C stops it.\n\n',
  ].join('');
}

function optionalRow(
  name: string,
  value: string | undefined,
): readonly (readonly [string, string])[] {
  return value === undefined ? [] : [[name, value]];
}

/** An address to open, where the first client has somewhere to come back to. */
function hostedLoginOf(
  { origin, clientId }: LocalCognito,
  { clients }: LocalCognitoOptions,
): string | undefined {
  const { callbackUrls, grants = ['code'] } = clients?.[0] ?? {};
  const [callbackUrl] = callbackUrls ?? [];
  if (callbackUrl === undefined || !grants.includes('code')) return undefined;
  // Escaped no further than it must be: people read it.
  const redirect = encodeURIComponent(callbackUrl).replaceAll('%3A', ':').replaceAll('%2F', '/');
  return `${origin}/login?client_id=${encodeURIComponent(clientId)}&response_type=code&redirect_uri=${redirect}`;
}
