import {
  type CognitoAccessTokenClaims,
  type CognitoAccessTokenUser,
  type CognitoClaims,
  type CognitoIdTokenClaims,
  type CognitoIdTokenUser,
  CognitoUser,
  isCognitoUser,
} from 'nestjs-cognito-auth';

type Equal<Left, Right> =
  (<T>() => T extends Left ? 1 : 2) extends <T>() => T extends Right ? 1 : 2 ? true : false;
const holds = <Claim extends true>(): Claim | undefined => undefined;

declare const user: CognitoUser;
declare const claims: CognitoClaims;

// The use of the token tells which claims there are.
if (user.tokenUse === 'access') {
  holds<Equal<typeof user, CognitoAccessTokenUser>>();
  holds<Equal<typeof user.claims.client_id, string>>();
  const access: CognitoAccessTokenClaims = user.claims;
  // @ts-expect-error an address stands in ID tokens only, so nothing is known of its type
  const email: string | undefined = user.claims.email;
  void [access, email];
} else {
  holds<Equal<typeof user, CognitoIdTokenUser>>();
  holds<Equal<typeof user.claims.email, string | undefined>>();
  const id: CognitoIdTokenClaims = user.claims;
  void id;
}

// What both have needs no question.
holds<Equal<typeof user.sub, string>>();
holds<Equal<typeof user.username, string | undefined>>();
holds<Equal<typeof user.expiresAt, Date>>();

// Claims that are not listed are unknown, until they are told.
holds<Equal<(typeof user.claims)['custom:tenant'], unknown>>();
declare const tenant: CognitoUser<{ 'custom:tenant'?: string; readonly roles: string[] }>;
holds<Equal<(typeof tenant.claims)['custom:tenant'], string | undefined>>();
holds<Equal<typeof tenant.claims.roles, string[]>>();
holds<Equal<typeof tenant.claims.exp, number>>();
holds<Equal<(typeof tenant.claims)['custom:other'], unknown>>();
if (tenant.tokenUse === 'id') holds<Equal<typeof tenant.claims.email, string | undefined>>();

/** A type of an interface, as applications have it. */
interface TenantClaims {
  'custom:tenant': string;
}
const tenantOf = ({ claims: { 'custom:tenant': name } }: CognitoUser<TenantClaims>): string => name;
const anyUser = (one: CognitoUser): string => one.sub;
void [tenantOf, anyUser(tenant)];

// Nothing of a user can be changed.
// @ts-expect-error read only
user.sub = 'another';
// @ts-expect-error read only
user.groups.push('admin');
// @ts-expect-error read only
user.claims.exp = 0;
// @ts-expect-error read only
tenant.claims.roles = [];

// It is a class as well.
const made: CognitoUser = new CognitoUser(claims, 'eu-west-1_AbCdEf123');
declare const anything: unknown;
if (anything instanceof CognitoUser) holds<Equal<typeof anything, CognitoUser>>();
if (isCognitoUser(anything)) holds<Equal<typeof anything, CognitoUser>>();
// @ts-expect-error claims are not just any object
void [made, new CognitoUser({}, 'eu-west-1_AbCdEf123')];
