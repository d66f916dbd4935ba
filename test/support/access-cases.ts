import { applyDecorators, createParamDecorator } from '@nestjs/common';
import {
  CurrentUser,
  OptionalAuth,
  Public,
  RequireAllGroups,
  RequireAllScopes,
  RequireAnyGroup,
  RequireAnyScope,
  RequireAudience,
  RequireClaims,
  RequireTokenUse,
  RequireUserPool,
  type UserPoolOptions,
} from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { tamper } from './forge.js';

const POOL_ID = 'eu-west-1_Employees';
const AUDIENCE = 'https://api.example.com/orders';

/** A way in which a handler can be protected. */
export interface AccessCase {
  readonly name: string;
  /** What stands on the handler. */
  readonly decorator: ClassDecorator & MethodDecorator;
  /** A token that may call it. */
  allowed(pools: AccessPools): string;
  /** Good tokens that may not, each of them, and the code that says so. */
  refused(pools: AccessPools): readonly string[];
  readonly code: string;
}

/** Two pools whose tokens a module takes, access tokens and ID tokens. */
export interface AccessPools {
  readonly employees: LocalUserPool;
  readonly customers: LocalUserPool;
}

/** Nobody is known where nobody is asked. */
const Nobody = createParamDecorator((): undefined => undefined);

/** The parameter of a handler that is given who calls. */
export const callerOf = ({ name }: AccessCase): ParameterDecorator =>
  name === 'public' ? Nobody() : CurrentUser();

const groups =
  (...names: string[]) =>
  ({ employees }: AccessPools): string =>
    employees.accessToken({ groups: names });
const scopes =
  (...names: string[]) =>
  ({ employees }: AccessPools): string =>
    employees.accessToken({ scope: names });
const otherClient = ({ employees }: AccessPools): string[] => [
  employees.accessToken({ clientId: 'another-client' }),
];

/** Every decorator of access, and a handler without any. */
export const accessCases: readonly AccessCase[] = [
  {
    name: 'authenticated',
    decorator: applyDecorators(),
    allowed: groups(),
    refused: otherClient,
    code: 'ERR_COGNITO_CLIENT_REFUSED',
  },
  {
    name: 'public',
    decorator: Public(),
    allowed: groups(),
    refused: otherClient,
    code: 'ERR_COGNITO_CLIENT_REFUSED',
  },
  {
    name: 'optional',
    decorator: OptionalAuth(),
    allowed: groups(),
    refused: otherClient,
    code: 'ERR_COGNITO_CLIENT_REFUSED',
  },
  {
    name: 'tokenUse',
    decorator: RequireTokenUse('id'),
    allowed: ({ employees }) => employees.idToken(),
    refused: ({ employees }) => [employees.accessToken()],
    code: 'ERR_COGNITO_TOKEN_USE_REFUSED',
  },
  {
    name: 'audience',
    decorator: RequireAudience(AUDIENCE),
    allowed: ({ employees }) => employees.accessToken({ audience: AUDIENCE }),
    refused: ({ employees }) => [
      employees.accessToken(),
      employees.accessToken({ audience: `${AUDIENCE}/` }),
      employees.accessToken({ audience: 'https://api.example.com' }),
      employees.idToken(),
    ],
    code: 'ERR_COGNITO_AUDIENCE_REFUSED',
  },
  {
    name: 'anyGroup',
    decorator: RequireAnyGroup('admin', 'support'),
    allowed: groups('support'),
    refused: (pools) => [
      groups()(pools),
      groups('Admin', 'administrators', 'admin ', 'suppor')(pools),
      pools.employees.accessToken({ claims: { 'cognito:groups': 'admin' } }),
    ],
    code: 'ERR_COGNITO_GROUP_REQUIRED',
  },
  {
    name: 'allGroups',
    decorator: RequireAllGroups('admin', 'support'),
    allowed: groups('support', 'staff', 'admin'),
    refused: (pools) => [groups('admin')(pools), groups('admin', 'Support')(pools)],
    code: 'ERR_COGNITO_GROUP_REQUIRED',
  },
  {
    name: 'anyScope',
    decorator: RequireAnyScope('orders/read', 'orders/write'),
    allowed: scopes('orders/write'),
    refused: (pools) => [
      scopes('orders', 'orders/readers')(pools),
      pools.employees.idToken({ claims: { scope: 'orders/read' } }),
    ],
    code: 'ERR_COGNITO_SCOPE_REQUIRED',
  },
  {
    name: 'allScopes',
    decorator: RequireAllScopes('orders/read', 'orders/write'),
    allowed: scopes('orders/write', 'orders/read'),
    refused: (pools) => [scopes('orders/read')(pools)],
    code: 'ERR_COGNITO_SCOPE_REQUIRED',
  },
  {
    name: 'claims',
    decorator: RequireClaims((claims) => claims['custom:tenant'] === 'acme'),
    allowed: ({ employees }) => employees.idToken({ attributes: { 'custom:tenant': 'acme' } }),
    refused: ({ employees }) => [employees.idToken({ attributes: { 'custom:tenant': 'Acme' } })],
    code: 'ERR_COGNITO_CLAIMS_INSUFFICIENT',
  },
  {
    name: 'userPool',
    decorator: RequireUserPool(POOL_ID),
    allowed: groups(),
    refused: ({ customers }) => [customers.accessToken()],
    code: 'ERR_COGNITO_USER_POOL_REQUIRED',
  },
];

export async function createAccessPools(): Promise<AccessPools> {
  const [employees, customers] = await Promise.all([
    LocalUserPool.create({ userPoolId: POOL_ID }),
    LocalUserPool.create({ userPoolId: 'eu-west-1_Customers' }),
  ]);
  return { employees, customers };
}

/** Options of a module that takes the tokens of both pools. */
export const optionsOf = (pools: AccessPools): { userPools: readonly UserPoolOptions[] } => ({
  userPools: [pools.employees, pools.customers].map(({ options }) => ({
    ...options,
    tokenUse: ['access', 'id'],
    // Any, so that the decorator is what decides.
    audience: null,
  })),
});

/** A token that nobody signed as it is. */
export const forged = (pools: AccessPools, { allowed }: AccessCase): string =>
  tamper(allowed(pools), { payload: { sub: 'somebody-else' } });
