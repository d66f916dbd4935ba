import { randomUUID } from 'node:crypto';
import { issuersOf, OptionReader } from '../../core/standalone.js';
import { randomText, UPPER_CASE_ALPHANUMERICS } from '../secrets/random-text.js';
import type {
  LocalCognitoOptions,
  LocalIdentityPoolOptions,
  LocalPasswordPolicy,
} from './local-cognito-options.interface.js';
import { listOf, oneOf, someOf, textsOf } from './read-values.js';
import { resolveLocalClient } from './resolve-local-client.js';
import { resolveLocalGroup, resolveLocalUser } from './resolve-local-user.js';
import { resolveTriggers } from './resolve-triggers.js';
import { resolveSessionTracking } from './resolve-session-tracking.js';
import { resolveWebAuthn } from './resolve-web-authn.js';
import type {
  LocalClient,
  ResolvedLocalCognitoOptions,
} from './resolved-local-cognito-options.interface.js';

const OPTIONS = Object.keys({
  userPoolId: true,
  region: true,
  issuer: true,
  signIn: true,
  clients: true,
  groups: true,
  users: true,
  passwordPolicy: true,
  mfa: true,
  firstFactors: true,
  webAuthn: true,
  customAttributes: true,
  selfSignUp: true,
  deviceTracking: true,
  sessionTracking: true,
  identityPool: true,
  identityProviders: true,
  clientRegistration: true,
  codes: true,
  preTokenGenerationVersion: true,
  preSignUp: true,
  postConfirmation: true,
  preAuthentication: true,
  postAuthentication: true,
  userMigration: true,
  preTokenGeneration: true,
  defineAuthChallenge: true,
  createAuthChallenge: true,
  verifyAuthChallengeResponse: true,
  port: true,
  host: true,
  tls: true,
  stateFile: true,
  print: true,
  serveOutbox: true,
  allowRemote: true,
} satisfies Record<keyof LocalCognitoOptions, true>);

/** Cognito's form, so that a decoded token shows a pool like others. */
const USER_POOL_ID = /^[\w-]+_[0-9a-zA-Z]+$/;
/** Cognito's; `COGNITO` is the pool itself. */
const PROVIDER_NAME = /^(?!COGNITO$)[^\s_]{1,32}$/;
const DEFAULT_REGION = 'eu-west-1';

/**
 * Checks the options of a local Cognito and fills in defaults.
 *
 * @throws {TypeError} with every mistake
 */
export function resolveLocalCognitoOptions(given: unknown = {}): ResolvedLocalCognitoOptions {
  const mistakes: string[] = [];
  const options = new OptionReader(given, '', mistakes);
  if (mistakes.length === 0) options.refuseUnknownNames(OPTIONS);
  const region = options.text('region', regionIn(options.raw('userPoolId')) ?? DEFAULT_REGION);
  const userPoolId = userPoolIdOf(options, region);
  const signIn = oneOf(options, 'signIn', ['email', 'username'], 'email');
  const resolved: ResolvedLocalCognitoOptions = Object.freeze({
    region,
    userPoolId,
    issuer: issuerOf(options, region, userPoolId),
    signIn,
    clients: clientsOf(options),
    groups: listOf(options, 'groups').map((group) => resolveLocalGroup(group)),
    users: listOf(options, 'users').map((user) => resolveLocalUser(user, signIn)),
    passwordPolicy: passwordPolicyOf(options.nested('passwordPolicy')),
    mfa: oneOf(options, 'mfa', ['OFF', 'OPTIONAL', 'ON'], 'OFF'),
    firstFactors: firstFactorsOf(options),
    webAuthn: resolveWebAuthn(options),
    customAttributes: customAttributesOf(options),
    selfSignUp: options.flag('selfSignUp', true),
    deviceTracking: oneOf(options, 'deviceTracking', ['OFF', 'ALWAYS', 'OPT_IN'], 'OFF'),
    sessionTracking: resolveSessionTracking(options),
    identityPool:
      options.raw('identityPool') !== undefined
        ? identityPoolOf(options.nested('identityPool'), region)
        : undefined,
    identityProviders: identityProvidersOf(options),
    clientRegistration: options.flag('clientRegistration', false),
    fixedCode: fixedCodeOf(options),
    triggers: resolveTriggers(options),
    preTokenGenerationVersion: oneOf(
      options,
      'preTokenGenerationVersion',
      ['V1_0', 'V2_0', 'V3_0'],
      'V2_0',
    ),
    port: options.wholeNumber('port', { min: 0, max: 65_535, fallback: 0 }),
    host: options.text('host', '127.0.0.1'),
    tls: tlsOf(options),
    stateFile: stateFileOf(options),
    print: printOf(options),
    serveOutbox: options.flag('serveOutbox', false),
    allowRemote: options.flag('allowRemote', false),
  });
  if (mistakes.length > 0) throw new TypeError(mistakes.join('\n'));
  return resolved;
}

function regionIn(userPoolId: unknown): string | undefined {
  return typeof userPoolId === 'string' && USER_POOL_ID.test(userPoolId)
    ? userPoolId.split('_')[0]
    : undefined;
}

function userPoolIdOf(options: OptionReader, region: string): string {
  const userPoolId = options.text(
    'userPoolId',
    `${region}_Local${randomText(4, UPPER_CASE_ALPHANUMERICS)}`,
  );
  if (!USER_POOL_ID.test(userPoolId)) {
    options.mistake('userPoolId', "must look like 'eu-west-1_AbCdEf123'");
  }
  return userPoolId;
}

function issuerOf(options: OptionReader, region: string, userPoolId: string): string {
  const issuer = options.text('issuer', 'aws');
  const { ORIGINAL, UPDATED } = issuersOf(region, userPoolId);
  if (issuer === 'aws') return ORIGINAL;
  if (issuer === 'aws-updated') return UPDATED;
  if (issuer !== 'local' && !/^https?:\/\//.test(issuer)) {
    options.mistake('issuer', "must be 'aws', 'aws-updated', 'local' or a URL");
  }
  return issuer;
}

function clientsOf(options: OptionReader): readonly LocalClient[] {
  if (options.raw('clients') === undefined) {
    return [resolveLocalClient(new OptionReader({}, 'clients[0]', []))];
  }
  const clients = options.nestedList('clients').map((client) => resolveLocalClient(client));
  const ids = new Set(clients.map(({ clientId }) => clientId));
  if (clients.length === 0 || ids.size < clients.length) {
    options.mistake(
      'clients',
      'must be a list of clients, one at least, each with its own clientId',
    );
  }
  return Object.freeze(clients);
}

const POLICY_OPTIONS = Object.keys({
  minimumLength: true,
  requireUppercase: true,
  requireLowercase: true,
  requireNumbers: true,
  requireSymbols: true,
} satisfies Record<keyof LocalPasswordPolicy, true>);

function passwordPolicyOf(options: OptionReader): Required<LocalPasswordPolicy> {
  options.refuseUnknownNames(POLICY_OPTIONS);
  return Object.freeze({
    minimumLength: options.wholeNumber('minimumLength', { min: 6, max: 99, fallback: 8 }),
    requireUppercase: options.flag('requireUppercase', true),
    requireLowercase: options.flag('requireLowercase', true),
    requireNumbers: options.flag('requireNumbers', true),
    requireSymbols: options.flag('requireSymbols', true),
  });
}

function firstFactorsOf(options: OptionReader): ResolvedLocalCognitoOptions['firstFactors'] {
  const known = ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN'] as const;
  const factors = someOf(options, 'firstFactors', known, ['PASSWORD']);
  if (!factors.includes('PASSWORD')) {
    options.mistake(
      'firstFactors',
      "must contain 'PASSWORD', which Cognito does not let you leave out",
    );
  }
  return factors;
}

function customAttributesOf(options: OptionReader): readonly string[] {
  const names = textsOf(options, 'customAttributes');
  if (names.length > 50 || names.some((name) => name.startsWith('custom:'))) {
    options.mistake('customAttributes', "must be at most 50 names without 'custom:'");
  }
  return names.map((name) => `custom:${name}`);
}

function identityPoolOf(options: OptionReader, region: string): Required<LocalIdentityPoolOptions> {
  options.refuseUnknownNames(['identityPoolId', 'allowUnauthenticated', 'serverSideTokenCheck']);
  return Object.freeze({
    identityPoolId: options.text('identityPoolId', `${region}:${randomUUID()}`),
    allowUnauthenticated: options.flag('allowUnauthenticated', false),
    serverSideTokenCheck: options.flag('serverSideTokenCheck', false),
  });
}

function identityProvidersOf(options: OptionReader): readonly string[] {
  const names = textsOf(options, 'identityProviders');
  if (!names.every((name) => PROVIDER_NAME.test(name))) {
    options.mistake(
      'identityProviders',
      'must be names of 1 to 32 characters, without blanks or _',
    );
  }
  return names;
}

function fixedCodeOf(options: OptionReader): string | undefined {
  const codes = options.text('codes', 'random');
  if (codes === 'random') return undefined;
  if (!/^\d{6}$/.test(codes)) options.mistake('codes', "must be 'random' or six digits");
  return codes;
}

function tlsOf(options: OptionReader): ResolvedLocalCognitoOptions['tls'] {
  if (options.raw('tls') === undefined) return undefined;
  const tls = options.nested('tls');
  tls.refuseUnknownNames(['key', 'cert']);
  // A PEM text ends with a line break, which a text of other options may not.
  const pem = (name: string): string => {
    const value = tls.raw(name);
    if (typeof value === 'string' && value.includes('-----BEGIN ')) return value;
    tls.mistake(name, 'must be a text in PEM', typeof value);
    return '';
  };
  return Object.freeze({ key: pem('key'), cert: pem('cert') });
}

/** Random ids would be others after a restart, and the state would be of a pool and clients that are no more. */
function stateFileOf(options: OptionReader): string | undefined {
  const stateFile = options.optionalText('stateFile');
  if (stateFile === undefined) return undefined;
  const clients = options.raw('clients') === undefined ? [] : options.nestedList('clients');
  if (
    options.raw('userPoolId') === undefined ||
    clients.length === 0 ||
    clients.some((client) => client.raw('clientId') === undefined)
  ) {
    options.mistake(
      'stateFile',
      'needs userPoolId and the clientId of each client, which have to be the same after a restart',
    );
  }
  return stateFile;
}

function printOf(options: OptionReader): ResolvedLocalCognitoOptions['print'] {
  const print = options.raw('print');
  if (print === undefined) return false;
  if (typeof print === 'boolean') return print;
  const remedy = 'must be true, false or a function that takes a line';
  return (options.optionalSyncFunction('print', remedy) as (line: string) => void) ?? false;
}
