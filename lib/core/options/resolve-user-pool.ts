import type { CognitoTokenUse } from '../claims/cognito-claims.interface.js';
import {
  apiEndpointOf,
  isRegionShaped,
  issuersOf,
  type IssuerType,
} from '../issuers/cognito-issuers.js';
import type { UserPoolOptions } from '../issuers/user-pool-options.interface.js';
import { reasonAgainstEmulators } from '../jwk/emulator-keys.js';
import { hasPrivateMembers, importSigningKeys } from '../jwk/import-signing-keys.js';
import type { OptionReader } from '../option-reader/option-reader.js';
import { isPlainObject } from '../option-reader/plain-object.js';
import { isLoopbackName } from '../option-reader/read-endpoint.js';
import type {
  ResolvedKeySource,
  ResolvedUserPool,
} from './resolved-cognito-auth-options.interface.js';

/** Names of all options of a pool. */
export const USER_POOL_OPTION_NAMES = Object.keys({
  region: true,
  userPoolId: true,
  tokenUse: true,
  clientId: true,
  audience: true,
  issuer: true,
  jwksUri: true,
  jwks: true,
} satisfies Record<keyof UserPoolOptions, true>);

/** What resolving a pool needs to know, and where its warnings go. */
export interface UserPoolContext {
  readonly allowInsecureHttp: boolean;
  readonly warnings: string[];
}

/** The service's own rule for pool ids, so that ids of emulators pass. */
const USER_POOL_ID = /^[\w-]+_[0-9a-zA-Z]+$/;
const MAX_USER_POOL_ID_LENGTH = 55;

/** Checks the options of one pool and completes them. The reader notes the mistakes. */
export function resolveUserPool(options: OptionReader, context: UserPoolContext): ResolvedUserPool {
  const userPoolId = readUserPoolId(options);
  const tokenUses = readTokenUses(options);
  const claimsRules = {
    tokenUses,
    clientIds: readClientIds(options),
    audiences: readAudiences(options, tokenUses),
  };
  const keySources = Object.freeze(readKeySources(options, userPoolId, context));
  const issuer = keySources[0]?.issuers[0];
  return Object.freeze({
    userPoolId,
    claimsRules,
    keySources,
    apiEndpoint: issuer === undefined ? undefined : apiEndpointOf(issuer),
    clientIdWarning: options.has('clientId') ? undefined : describeAbsentClientId(options),
  });
}

function readUserPoolId(options: OptionReader): string {
  const value = options.raw('userPoolId');
  if (
    typeof value === 'string' &&
    value.length <= MAX_USER_POOL_ID_LENGTH &&
    USER_POOL_ID.test(value)
  ) {
    return value;
  }
  const hint =
    value === undefined && options.has('userPoolId') ? '; is an environment variable not set?' : '';
  options.mistake(
    'userPoolId',
    `must be the id of a user pool, such as "eu-west-1_AbCdEf123"${hint}`,
  );
  return '';
}

const TOKEN_USES: readonly unknown[] = ['access', 'id'] satisfies CognitoTokenUse[];

function readTokenUses(options: OptionReader): readonly CognitoTokenUse[] {
  const values = options.list('tokenUse');
  if (
    values.length > 0 &&
    values.every((use): use is CognitoTokenUse => TOKEN_USES.includes(use))
  ) {
    return Object.freeze([...new Set(values)]);
  }
  options.mistake('tokenUse', `must be 'access' (for APIs), 'id', or a list of both`);
  return [];
}

function describeAbsentClientId(options: OptionReader): string {
  return (
    `${options.nameOf('clientId')} is absent: tokens of every app client of the pool are accepted. ` +
    'Name the clients, or write clientId: null if this is meant'
  );
}

function readClientIds(options: OptionReader): readonly string[] | null {
  if (!options.has('clientId') || options.raw('clientId') === null) return null;
  const clientIds = options.texts('clientId');
  if (clientIds === undefined && options.raw('clientId') === undefined) {
    options.mistake(
      'clientId',
      'is present but has no value: is an environment variable not set? Write null to accept every client',
    );
  }
  if (clientIds?.some((clientId) => NO_CLIENT_ID.test(clientId)) === true) {
    options.mistake('clientId', 'has a character that no client id has; write several as a list');
  }
  return clientIds ?? [];
}

/** For example a list in one text, or a text with its quotes, as environment variables may contain. */
const NO_CLIENT_ID = /[\s,;"'*]/;

function readAudiences(
  options: OptionReader,
  tokenUses: readonly CognitoTokenUse[],
): readonly string[] | null | undefined {
  const value = options.raw('audience');
  if (value === undefined) {
    if (options.has('audience')) {
      options.mistake(
        'audience',
        'is present but has no value; leave it out or write null for any',
      );
    }
    return undefined;
  }
  if (tokenUses.length > 0 && !tokenUses.includes('access')) {
    options.mistake(
      'audience',
      'is for access tokens; the audience of ID tokens is the app client: use clientId',
    );
  }
  return value === null ? null : options.texts('audience');
}

/** An issuer whose tokens are accepted, with its type if the options do not name it. */
interface AcceptedIssuer {
  readonly issuer: string;
  readonly issuerType: IssuerType | undefined;
}

function readKeySources(
  options: OptionReader,
  userPoolId: string,
  context: UserPoolContext,
): readonly ResolvedKeySource[] {
  const accepted = readIssuers(options, userPoolId);
  const issuers = Object.freeze(accepted.map(({ issuer }) => issuer));
  const staticKeys = readStaticKeys(options, context);
  const jwksUri = options.optionalText('jwksUri');
  const source = { userPoolId, issuerType: undefined, staticKeys, jwksUri };
  if (staticKeys !== undefined) {
    if (jwksUri !== undefined) options.mistake('jwksUri', 'give either jwks or jwksUri, not both');
    return [Object.freeze({ ...source, issuers, jwksUri: undefined })];
  }
  if (jwksUri !== undefined) {
    checkEndpoint(options, 'jwksUri', jwksUri, context);
    return [Object.freeze({ ...source, issuers })];
  }
  return accepted.map(({ issuer, issuerType }) => {
    const endpoint = `${issuer}/.well-known/jwks.json`;
    if (issuerType === undefined) checkEndpoint(options, 'issuer', endpoint, context);
    return Object.freeze({
      ...source,
      issuers: Object.freeze([issuer]),
      jwksUri: endpoint,
      issuerType,
    });
  });
}

/** The issuers that the options name, or else both types. */
function readIssuers(options: OptionReader, userPoolId: string): readonly AcceptedIssuer[] {
  const given = options.texts('issuer');
  if (given === undefined) return readBothTypes(options, userPoolId);
  for (const issuer of given) checkIssuer(options, issuer);
  return given.map((issuer) => ({ issuer, issuerType: undefined }));
}

function readBothTypes(options: OptionReader, userPoolId: string): readonly AcceptedIssuer[] {
  const region = options.optionalText('region');
  if (options.raw('issuer') !== undefined || userPoolId === '') return [];
  const prefix = userPoolId.slice(0, userPoolId.indexOf('_'));
  if (!isRegionShaped(prefix)) {
    options.mistake(
      'issuer',
      `is needed, because the user pool id "${userPoolId}" does not begin with an AWS region; ` +
        'an emulator prints its issuer, such as "http://localhost:9229/local_3kPAVhMr"',
    );
    return [];
  }
  if (region !== undefined && region !== prefix) {
    options.mistake('region', `must be "${prefix}", as in userPoolId, or be left out`);
  }
  const { ORIGINAL, UPDATED } = issuersOf(prefix, userPoolId);
  return [
    { issuer: ORIGINAL, issuerType: 'ORIGINAL' },
    { issuer: UPDATED, issuerType: 'UPDATED' },
  ];
}

function checkIssuer(options: OptionReader, issuer: string): void {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  if (
    url === undefined ||
    !isHttp(url) ||
    url.search !== '' ||
    url.hash !== '' ||
    issuer.endsWith('/')
  ) {
    options.mistake(
      'issuer',
      'must be the URL in the claim iss, without a trailing slash, such as ' +
        '"https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123"',
    );
  }
}

function checkEndpoint(
  options: OptionReader,
  name: string,
  endpoint: string,
  context: UserPoolContext,
): void {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url === undefined || !isHttp(url)) {
    if (name === 'jwksUri') options.mistake(name, 'must be an https: URL');
  } else if (url.username !== '' || url.password !== '') {
    options.mistake(name, 'must not hold credentials');
  } else if (url.protocol === 'http:' && !isLoopbackName(url.hostname)) {
    if (context.allowInsecureHttp) {
      context.warnings.push(
        `${options.nameOf(name)}: keys are fetched from ${url.origin} without encryption; ` +
          'anybody who can reach that network can sign in as any user',
      );
    } else {
      options.mistake(
        name,
        'must be an https: URL; for an emulator in a network of containers set signingKeys.allowInsecureHttp',
      );
    }
  }
}

function isHttp(url: URL): boolean {
  return url.protocol === 'https:' || url.protocol === 'http:';
}

function readStaticKeys(
  options: OptionReader,
  context: UserPoolContext,
): ResolvedKeySource['staticKeys'] {
  if (options.raw('jwks') === undefined) return undefined;
  const jwks = readJwks(options);
  if (jwks === undefined) {
    options.mistake('jwks', 'must be a JWK Set: a plain object with a list of keys');
    return new Map();
  }
  if (jwks.some((jwk) => hasPrivateMembers(jwk))) {
    options.mistake(
      'jwks',
      'holds private keys; give the public ones, and consider the private ones leaked',
    );
    return new Map();
  }
  const dangerous = reasonAgainstEmulators(jwks);
  if (dangerous !== undefined) {
    options.mistake('jwks', dangerous);
    return new Map();
  }
  const { keys, rejected } = importSigningKeys(jwks);
  if (keys.size === 0) {
    options.mistake(
      'jwks',
      `holds no key that can verify RS256 signatures${rejected.map((reason) => `; ${reason}`).join('')}`,
    );
  } else {
    context.warnings.push(...rejected.map((reason) => `${options.nameOf('jwks')}: ${reason}`));
  }
  return keys;
}

/** Other members of a JWK Set are ignored (RFC 7517 §5). */
function readJwks(options: OptionReader): readonly unknown[] | undefined {
  if (!isPlainObject(options.raw('jwks'))) return undefined;
  const jwkSet = options.nested('jwks');
  return Array.isArray(jwkSet.raw('keys')) ? jwkSet.list('keys') : undefined;
}
