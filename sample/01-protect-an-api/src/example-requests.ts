/** Tokens to try the API with. */
export interface ExampleTokens {
  /** Of a user in no group. */
  readonly user: string;
  /** Of a user in the group `admin`. */
  readonly administrator: string;
  readonly expired: string;
}

/** A request, and what the API answers to it, also when it is sent again. */
export interface ExampleRequest {
  readonly description: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly token?: string;
  readonly body?: object;
  readonly expected: { readonly status: number; readonly code?: string };
}

const EXPIRED = { status: 401, code: 'ERR_COGNITO_TOKEN_EXPIRED' };

/** One request for each thing that the sample shows. */
export function exampleRequests(tokens: ExampleTokens): readonly ExampleRequest[] {
  return [
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
      token: tokens.user,
      expected: { status: 200 },
    },
    {
      description: 'Optional: the catalogue with an expired token, which is not taken for none',
      method: 'GET',
      path: '/catalogue',
      token: tokens.expired,
      expected: EXPIRED,
    },
    {
      description: 'Authenticated: a user places an order',
      method: 'POST',
      path: '/orders',
      token: tokens.user,
      body: { product: 'green tea', quantity: 2 },
      expected: { status: 201 },
    },
    {
      description: 'Authenticated: a user lists the own orders',
      method: 'GET',
      path: '/orders',
      token: tokens.user,
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
      token: tokens.expired,
      expected: EXPIRED,
    },
    {
      description: 'Authenticated: who the administrator is',
      method: 'GET',
      path: '/me',
      token: tokens.administrator,
      expected: { status: 200 },
    },
    {
      description: 'For the group admin: a user wants to delete an order',
      method: 'DELETE',
      path: '/orders/1',
      token: tokens.user,
      expected: { status: 403, code: 'ERR_COGNITO_GROUP_REQUIRED' },
    },
    {
      description: 'For the group admin: an administrator deletes an order',
      method: 'DELETE',
      path: '/orders/1',
      token: tokens.administrator,
      expected: { status: 204 },
    },
  ];
}

/** The request as a command for a shell; in double quotes, so that the shell fills in `$TOKEN`. */
export function toCurl({ method, path, token, body }: ExampleRequest, url: string): string {
  return [
    'curl -i',
    ...(method === 'GET' ? [] : [`-X ${method}`]),
    ...(token === undefined ? [] : [`-H "Authorization: Bearer ${token}"`]),
    ...(body === undefined
      ? []
      : [`-H "Content-Type: application/json" -d '${JSON.stringify(body)}'`]),
    `${url}${path}`,
  ].join(' ');
}
