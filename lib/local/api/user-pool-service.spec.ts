import { startPool } from '../../../test/support/local-pool.js';
import { SignIn } from '../sign-in/sign-in.js';
import { userPoolService } from './user-pool-service.js';

/** What AWS's model marks as signed, by the names of the operations. */
const SIGNED =
  /^(?:Admin|Create|DeleteGroup|Describe|GetGroup|List(?!Devices$)|Update(?!UserAttributes$|DeviceStatus$))/;

describe('userPoolService', () => {
  it('wants a signature for what an administrator does, and for nothing else', async () => {
    const { pool } = await startPool();
    const { operations, target } = userPoolService(pool, new SignIn(pool));

    expect(target).toBe('AWSCognitoIdentityProviderService');
    for (const [name, { isSigned }] of operations) {
      expect([name, isSigned]).toEqual([name, SIGNED.test(name)]);
    }
    expect(operations.size).toBeGreaterThan(50);
  });
});
