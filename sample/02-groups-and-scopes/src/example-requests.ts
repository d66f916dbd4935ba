import type { ExampleTokens } from './user-pools.js';

/** A request, and what the API answers to it. */
export interface ExampleRequest {
  readonly description: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly token?: string;
  readonly expected: {
    readonly status: number;
    readonly code?: string;
    /** The scopes that the challenge asks for (RFC 6750 §3). */
    readonly scope?: string;
  };
}

const PAYMENTS = { method: 'GET', path: '/payments' } as const;
const REFUND = { method: 'POST', path: '/payments/1/refund' } as const;
const BACK_OFFICE = { method: 'GET', path: '/back-office/payments' } as const;
const REMOVE = { method: 'DELETE', path: '/back-office/payments/3' } as const;
const PROFILE = { method: 'GET', path: '/profile' } as const;

const SCOPES = 'payments/read payments/refund';

/** One request for each thing that the sample shows, in an order in which they can be sent. */
export function exampleRequests(tokens: ExampleTokens): readonly ExampleRequest[] {
  return [
    {
      description: 'Scopes: a service with one of them lists payments',
      ...PAYMENTS,
      token: tokens.reporting,
      expected: { status: 200 },
    },
    {
      description: 'Scopes: the same service wants to refund, for which it needs both',
      ...REFUND,
      token: tokens.reporting,
      expected: { status: 403, code: 'ERR_COGNITO_SCOPE_REQUIRED', scope: SCOPES },
    },
    {
      description: 'Scopes: a service with both refunds',
      ...REFUND,
      token: tokens.billing,
      expected: { status: 201 },
    },
    {
      description: 'Scopes: a person has none of them',
      ...PAYMENTS,
      token: tokens.administrator,
      expected: { status: 403, code: 'ERR_COGNITO_SCOPE_REQUIRED', scope: SCOPES },
    },
    {
      description: 'Groups: the support looks at payments',
      ...BACK_OFFICE,
      token: tokens.support,
      expected: { status: 200 },
    },
    {
      description: 'Groups: a service is in no group',
      ...BACK_OFFICE,
      token: tokens.billing,
      expected: { status: 403, code: 'ERR_COGNITO_GROUP_REQUIRED' },
    },
    {
      description: 'User pools: a group of the same name among the customers does not count',
      ...BACK_OFFICE,
      token: tokens.customerOfThatGroup,
      expected: { status: 403, code: 'ERR_COGNITO_USER_POOL_REQUIRED' },
    },
    {
      description: 'Class and handler: the support wants to remove a payment',
      ...REMOVE,
      token: tokens.support,
      expected: { status: 403, code: 'ERR_COGNITO_GROUP_REQUIRED' },
    },
    {
      description: 'Class and handler: an administrator removes it',
      ...REMOVE,
      token: tokens.administrator,
      expected: { status: 204 },
    },
    {
      description: 'Class and handler: a public handler of a closed class',
      method: 'GET',
      path: '/back-office/hours',
      expected: { status: 200 },
    },
    {
      description: 'Claims: a customer with a verified address',
      ...PROFILE,
      token: tokens.customer,
      expected: { status: 200 },
    },
    {
      description: 'Claims: a customer whose address is not verified',
      ...PROFILE,
      token: tokens.unverifiedCustomer,
      expected: { status: 403, code: 'ERR_COGNITO_CLAIMS_INSUFFICIENT' },
    },
    {
      description: 'Uses of tokens: an access token where an ID token is asked for',
      ...PROFILE,
      token: tokens.customerOfThatGroup,
      expected: { status: 401, code: 'ERR_COGNITO_TOKEN_USE_REFUSED' },
    },
    {
      description: 'All of it: no token',
      ...BACK_OFFICE,
      expected: { status: 401, code: 'ERR_COGNITO_TOKEN_MISSING' },
    },
  ];
}

/** The request as a command for a shell. */
export function toCurl({ method, path, token }: ExampleRequest, url: string): string {
  return [
    'curl -i',
    ...(method === 'GET' ? [] : [`-X ${method}`]),
    ...(token === undefined ? [] : [`-H "Authorization: Bearer ${token}"`]),
    `${url}${path}`,
  ].join(' ');
}
