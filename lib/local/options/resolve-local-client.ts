import { OptionReader } from '../../core/standalone.js';
import { randomText } from '../secrets/random-text.js';
import type { LocalAuthFlow, LocalClientOptions } from './local-cognito-options.interface.js';
import { someOf, textsOf } from './read-values.js';
import type { ClientSecret, LocalClient } from './resolved-local-cognito-options.interface.js';

const CLIENT_OPTIONS = Object.keys({
  clientId: true,
  name: true,
  secret: true,
  authFlows: true,
  callbackUrls: true,
  logoutUrls: true,
  scopes: true,
  grants: true,
  accessTokenSeconds: true,
  idTokenSeconds: true,
  refreshTokenSeconds: true,
  refreshTokenRotation: true,
  preventUserExistenceErrors: true,
  tokenRevocation: true,
  sessionMinutes: true,
  ssoMinutes: true,
} satisfies Record<keyof LocalClientOptions, true>);

const AUTH_FLOWS: readonly LocalAuthFlow[] = [
  'ALLOW_USER_PASSWORD_AUTH',
  'ALLOW_USER_SRP_AUTH',
  'ALLOW_USER_AUTH',
  'ALLOW_REFRESH_TOKEN_AUTH',
  'ALLOW_ADMIN_USER_PASSWORD_AUTH',
  'ALLOW_CUSTOM_AUTH',
  'ALLOW_CLIENT_TOKEN_AUTH',
];
const NOT_BY_DEFAULT: ReadonlySet<LocalAuthFlow> = new Set([
  'ALLOW_CUSTOM_AUTH',
  'ALLOW_CLIENT_TOKEN_AUTH',
]);
const OPEN_SCOPES = ['openid', 'email', 'phone', 'profile', 'aws.cognito.signin.user.admin'];

const ACCESS_SECONDS = { min: 300, max: 86_400, fallback: 3600 };
const REFRESH_SECONDS = { min: 3600, max: 315_360_000, fallback: 2_592_000 };

/** Cognito's form of client ids. */
const CLIENT_ID = /^[\w+]{1,128}$/;
const LOOPBACK_HOSTS: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];
/** Schemes that a browser opens by itself: no app has them, and some run what follows. */
const SCHEMES_OF_BROWSERS: readonly string[] = [
  'about:',
  'blob:',
  'data:',
  'file:',
  'filesystem:',
  'ftp:',
  'javascript:',
  'vbscript:',
  'view-source:',
  'ws:',
  'wss:',
];

/** Reads the options of one app client. @param nowMs when a secret of it was made */
export function resolveLocalClient(options: OptionReader, nowMs = Date.now()): LocalClient {
  options.refuseUnknownNames(CLIENT_OPTIONS);
  const refreshTokenRotation = rotationOf(options);
  const clientId = clientIdOf(options);
  return Object.freeze({
    clientId,
    name: options.text('name', 'local'),
    secrets: secretsOf(options, clientId, nowMs),
    authFlows: authFlowsOf(options, refreshTokenRotation !== false),
    callbackUrls: redirectsOf(options, 'callbackUrls'),
    logoutUrls: redirectsOf(options, 'logoutUrls'),
    scopes: textsOf(options, 'scopes', OPEN_SCOPES),
    grants: someOf(options, 'grants', ['code', 'implicit', 'client_credentials'], ['code']),
    accessTokenSeconds: options.wholeNumber('accessTokenSeconds', ACCESS_SECONDS),
    idTokenSeconds: options.wholeNumber('idTokenSeconds', ACCESS_SECONDS),
    refreshTokenSeconds: options.wholeNumber('refreshTokenSeconds', REFRESH_SECONDS),
    refreshTokenRotation,
    preventUserExistenceErrors: options.flag('preventUserExistenceErrors', true),
    tokenRevocation: options.flag('tokenRevocation', true),
    sessionMinutes: options.wholeNumber('sessionMinutes', { min: 3, max: 15, fallback: 3 }),
    ssoMinutes: options.wholeNumber('ssoMinutes', { min: 0, max: 129_600, fallback: 60 }),
  });
}

function secretsOf(
  options: OptionReader,
  clientId: string,
  createdMs: number,
): readonly ClientSecret[] {
  const value = options.raw('secret') === true ? randomText(51) : options.optionalText('secret');
  return value === undefined ? [] : [{ id: `${clientId}--${createdMs}`, value, createdMs }];
}

function clientIdOf(options: OptionReader): string {
  const clientId = options.text('clientId', randomText(26));
  if (!CLIENT_ID.test(clientId)) {
    options.mistake('clientId', 'must be 1 to 128 letters, digits, underscores or plus signs');
  }
  return clientId;
}

function authFlowsOf(options: OptionReader, isRotating: boolean): readonly LocalAuthFlow[] {
  const flows = someOf(
    options,
    'authFlows',
    AUTH_FLOWS,
    AUTH_FLOWS.filter(
      (flow) => !NOT_BY_DEFAULT.has(flow) && !(isRotating && flow === 'ALLOW_REFRESH_TOKEN_AUTH'),
    ),
  );
  if (isRotating && flows.includes('ALLOW_REFRESH_TOKEN_AUTH')) {
    options.mistake(
      'authFlows',
      'cannot contain ALLOW_REFRESH_TOKEN_AUTH together with refreshTokenRotation; ' +
        'clients refresh by GetTokensFromRefreshToken',
    );
  }
  return flows;
}

function redirectsOf(options: OptionReader, name: string): readonly string[] {
  const urls = textsOf(options, name);
  if (urls.every((url) => isRedirect(url))) return urls;
  options.mistake(
    name,
    'must be URLs with https, with http on localhost, 127.0.0.1 or [::1], or with a scheme of an app, in ASCII, without # and without a name before the host',
  );
  return [];
}

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-app-idp-settings.html */
function isRedirect(text: string): boolean {
  // The parser leaves out blanks and control characters, and a header cannot bear others.
  if (!/^[\x21-\x7e]+$/.test(text) || text.includes('#') || !URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  // `http://localhost:1@example.com` leads to example.com.
  if (username !== '' || password !== '') return false;
  if (protocol === 'https:') return /^https:\/\//i.test(text);
  if (protocol === 'http:') return /^http:\/\//i.test(text) && LOOPBACK_HOSTS.includes(hostname);
  return !SCHEMES_OF_BROWSERS.includes(protocol);
}

function rotationOf(options: OptionReader): { readonly graceSeconds: number } | false {
  const given = options.raw('refreshTokenRotation');
  if (given === undefined || given === false) return false;
  const rotation = options.nested('refreshTokenRotation');
  rotation.refuseUnknownNames(['graceSeconds']);
  return Object.freeze({
    graceSeconds: rotation.wholeNumber('graceSeconds', { min: 0, max: 60, fallback: 0 }),
  });
}
