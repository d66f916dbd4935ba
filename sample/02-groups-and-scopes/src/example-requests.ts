import type { ExampleRequest } from '../../shared/example-request.js';
import type { ExampleTokens } from './user-pools/example-tokens.js';

const PAYMENTS = { method: 'GET', path: '/payments' } as const;
const REFUND = { method: 'POST', path: '/payments/1/refund' } as const;
const BACK_OFFICE = { method: 'GET', path: '/back-office/payments' } as const;
const REMOVE = { method: 'DELETE', path: '/back-office/payments/3' } as const;
const PROFILE = { method: 'GET', path: '/profile' } as const;

const SCOPES = 'payments/read payments/refund';

/** One request for each thing that the sample shows, in an order in which they can be sent. */
export const exampleRequests: readonly ExampleRequest<keyof ExampleTokens>[] = [
  {
    description: 'Scopes: a service with one of them lists payments',
    ...PAYMENTS,
    token: 'REPORTING_TOKEN',
    expected: { status: 200 },
  },
  {
    description: 'Scopes: the same service wants to refund, for which it needs both',
    ...REFUND,
    token: 'REPORTING_TOKEN',
    expected: { status: 403, code: 'ERR_COGNITO_SCOPE_REQUIRED', scope: SCOPES },
  },
  {
    description: 'Scopes: a service with both refunds',
    ...REFUND,
    token: 'BILLING_TOKEN',
    expected: { status: 201 },
  },
  {
    description: 'Scopes: a person has none of them',
    ...PAYMENTS,
    token: 'ADMIN_TOKEN',
    expected: { status: 403, code: 'ERR_COGNITO_SCOPE_REQUIRED', scope: SCOPES },
  },
  {
    description: 'Groups: the support looks at payments',
    ...BACK_OFFICE,
    token: 'SUPPORT_TOKEN',
    expected: { status: 200 },
  },
  {
    description: 'Groups: a service is in no group',
    ...BACK_OFFICE,
    token: 'BILLING_TOKEN',
    expected: { status: 403, code: 'ERR_COGNITO_GROUP_REQUIRED' },
  },
  {
    description: 'User pools: a group of the same name among the customers does not count',
    ...BACK_OFFICE,
    token: 'CUSTOMER_TOKEN',
    expected: { status: 403, code: 'ERR_COGNITO_USER_POOL_REQUIRED' },
  },
  {
    description: 'Class and handler: the support wants to remove a payment',
    ...REMOVE,
    token: 'SUPPORT_TOKEN',
    expected: { status: 403, code: 'ERR_COGNITO_GROUP_REQUIRED' },
  },
  {
    description: 'Class and handler: an administrator removes it',
    ...REMOVE,
    token: 'ADMIN_TOKEN',
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
    token: 'CUSTOMER_ID_TOKEN',
    expected: { status: 200 },
  },
  {
    description: 'Claims: a customer whose address is not verified',
    ...PROFILE,
    token: 'UNVERIFIED_ID_TOKEN',
    expected: { status: 403, code: 'ERR_COGNITO_CLAIMS_INSUFFICIENT' },
  },
  {
    description: 'Uses of tokens: an access token where an ID token is asked for',
    ...PROFILE,
    token: 'CUSTOMER_TOKEN',
    expected: { status: 401, code: 'ERR_COGNITO_TOKEN_USE_REFUSED' },
  },
  {
    description: 'All of it: no token',
    ...BACK_OFFICE,
    expected: { status: 401, code: 'ERR_COGNITO_TOKEN_MISSING' },
  },
];
