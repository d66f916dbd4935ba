import type { SampleUserPools } from './sample-user-pools.js';

/** Tokens to try the API with, one for each caller, by their variables in the shell. */
export interface ExampleTokens {
  /** Access tokens of two members of the staff. */
  readonly SUPPORT_TOKEN: string;
  readonly ADMIN_TOKEN: string;
  /** ID tokens of two customers. */
  readonly CUSTOMER_ID_TOKEN: string;
  readonly UNVERIFIED_ID_TOKEN: string;
  /** An access token of a customer, who calls a group of their own `support`. */
  readonly CUSTOMER_TOKEN: string;
  /** Access tokens of two services, by the client-credentials grant. */
  readonly REPORTING_TOKEN: string;
  readonly BILLING_TOKEN: string;
}

/** The longest that Cognito lets access tokens live. */
const DAY_SECONDS = 86_400;

export function exampleTokens({ staff, customers }: SampleUserPools): ExampleTokens {
  const lasting = { expiresInSeconds: DAY_SECONDS };
  const customer = { ...lasting, username: 'carol', sub: '7a3e9d10-c0b1-70c4-9b4a-7a0f3f6d2b11' };
  return {
    SUPPORT_TOKEN: staff.accessToken({ ...lasting, username: 'sam', groups: ['support'] }),
    ADMIN_TOKEN: staff.accessToken({ ...lasting, username: 'ada', groups: ['support', 'admin'] }),
    CUSTOMER_ID_TOKEN: customers.idToken({
      ...customer,
      attributes: { email: 'carol@example.com', email_verified: true, 'custom:plan': 'pro' },
    }),
    UNVERIFIED_ID_TOKEN: customers.idToken({
      ...customer,
      attributes: { email: 'carol@example.com', email_verified: false },
    }),
    CUSTOMER_TOKEN: customers.accessToken({ ...customer, groups: ['support'] }),
    REPORTING_TOKEN: staff.clientToken({ ...lasting, scope: 'payments/read' }),
    BILLING_TOKEN: staff.clientToken({ ...lasting, scope: ['payments/read', 'payments/refund'] }),
  };
}
