import { LocalUserPool } from 'nestjs-cognito-auth/testing';

/** The pools of the company. An application of yours has their ids in its configuration. */
export const STAFF_POOL_ID = 'eu-west-1_Staff0001';
const CUSTOMERS_POOL_ID = 'eu-west-1_Customers';

/** Pools inside this process, with new keys. */
export class SampleUserPools {
  private constructor(
    readonly staff: LocalUserPool,
    readonly customers: LocalUserPool,
  ) {}

  static async create(): Promise<SampleUserPools> {
    return new SampleUserPools(
      await LocalUserPool.create({ userPoolId: STAFF_POOL_ID }),
      await LocalUserPool.create({ userPoolId: CUSTOMERS_POOL_ID }),
    );
  }
}
