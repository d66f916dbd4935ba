import { LocalUserPool } from 'nestjs-cognito-auth/testing';

/** The pools of the company. An application of yours has their ids in its configuration. */
export const STAFF_POOL_ID = 'eu-west-1_Staff0001';
const CUSTOMERS_POOL_ID = 'eu-west-1_Customers';

/** Pools inside this process, with new keys. */
export interface SampleUserPools {
  readonly staff: LocalUserPool;
  readonly customers: LocalUserPool;
}

/** Tokens to try the API with, one for each caller. */
export interface ExampleTokens {
  /** Access tokens of two members of the staff. */
  readonly support: string;
  readonly administrator: string;
  /** ID tokens of two customers. */
  readonly customer: string;
  readonly unverifiedCustomer: string;
  /** An access token of a customer, who calls a group of their own `support`. */
  readonly customerOfThatGroup: string;
  /** Access tokens of two services, by the client-credentials grant. */
  readonly reporting: string;
  readonly billing: string;
}

/** The longest that Cognito lets access tokens live. */
const DAY_SECONDS = 86_400;

export async function createUserPools(): Promise<SampleUserPools> {
  const [staff, customers] = await Promise.all([
    LocalUserPool.create({ userPoolId: STAFF_POOL_ID }),
    LocalUserPool.create({ userPoolId: CUSTOMERS_POOL_ID }),
  ]);
  return { staff, customers };
}

export function exampleTokens({ staff, customers }: SampleUserPools): ExampleTokens {
  const lasting = { expiresInSeconds: DAY_SECONDS };
  const customer = { ...lasting, username: 'carol', sub: '7a3e9d10-c0b1-70c4-9b4a-7a0f3f6d2b11' };
  return {
    support: staff.accessToken({ ...lasting, username: 'sam', groups: ['support'] }),
    administrator: staff.accessToken({ ...lasting, username: 'ada', groups: ['support', 'admin'] }),
    customer: customers.idToken({
      ...customer,
      attributes: { email: 'carol@example.com', email_verified: true, 'custom:plan': 'pro' },
    }),
    unverifiedCustomer: customers.idToken({
      ...customer,
      attributes: { email: 'carol@example.com', email_verified: false },
    }),
    customerOfThatGroup: customers.accessToken({ ...customer, groups: ['support'] }),
    reporting: staff.clientToken({ ...lasting, scope: 'payments/read' }),
    billing: staff.clientToken({ ...lasting, scope: ['payments/read', 'payments/refund'] }),
  };
}
