import type { ExampleRequest } from '../../shared/example-request.js';

/** Tokens to try the API with, by their variables in the shell. */
export interface ExampleTokens {
  /** Of a user in no group. */
  readonly TOKEN: string;
  /** Of a user in the group `admin`. */
  readonly ADMIN_TOKEN: string;
  readonly EXPIRED_TOKEN: string;
}

const EXPIRED = { status: 401, code: 'ERR_COGNITO_TOKEN_EXPIRED' };

/** One request for each thing that the sample shows. The answers are the same when all are sent again. */
export const exampleRequests: readonly ExampleRequest<keyof ExampleTokens>[] = [
  {
    description: 'Public: the health check, without a token',
    method: 'GET',
    path: '/health',
    expected: { status: 200 },
  },
  {
    description: 'Optional: the catalogue for everybody, without a token',
    method: 'GET',
    path: '/catalogue',
    expected: { status: 200 },
  },
  {
    description: 'Optional: the catalogue for a signed-in user, at a discount',
    method: 'GET',
    path: '/catalogue',
    token: 'TOKEN',
    expected: { status: 200 },
  },
  {
    description: 'Optional: the catalogue with an expired token, which is not taken for none',
    method: 'GET',
    path: '/catalogue',
    token: 'EXPIRED_TOKEN',
    expected: EXPIRED,
  },
  {
    description: 'Authenticated: a user places an order',
    method: 'POST',
    path: '/orders',
    token: 'TOKEN',
    body: { product: 'green tea', quantity: 2 },
    expected: { status: 201 },
  },
  {
    description: 'Authenticated: a user lists the own orders',
    method: 'GET',
    path: '/orders',
    token: 'TOKEN',
    expected: { status: 200 },
  },
  {
    description: 'Authenticated: orders without a token',
    method: 'GET',
    path: '/orders',
    expected: { status: 401, code: 'ERR_COGNITO_TOKEN_MISSING' },
  },
  {
    description: 'Authenticated: orders with an expired token',
    method: 'GET',
    path: '/orders',
    token: 'EXPIRED_TOKEN',
    expected: EXPIRED,
  },
  {
    description: 'Authenticated: who the administrator is',
    method: 'GET',
    path: '/me',
    token: 'ADMIN_TOKEN',
    expected: { status: 200 },
  },
  {
    description: 'For the group admin: a user wants to delete an order',
    method: 'DELETE',
    path: '/orders/1',
    token: 'TOKEN',
    expected: { status: 403, code: 'ERR_COGNITO_GROUP_REQUIRED' },
  },
  {
    description: 'For the group admin: an administrator deletes an order',
    method: 'DELETE',
    path: '/orders/1',
    token: 'ADMIN_TOKEN',
    expected: { status: 204 },
  },
];
