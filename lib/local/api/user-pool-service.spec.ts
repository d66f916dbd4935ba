import { AwsModel } from '../../../test/e2e/local/steps/aws-model.js';
import { startPool } from '../../../test/support/local-pool.js';
import { SignIn } from '../sign-in/sign-in.js';
import { userPoolService } from './user-pool-service.js';

describe('userPoolService', () => {
  it('wants a signature for what an administrator does, and for nothing else', async () => {
    const { pool } = await startPool();
    const { operations, target } = userPoolService(pool, new SignIn(pool));
    const model = new AwsModel();

    expect(target).toBe('AWSCognitoIdentityProviderService');
    for (const [name, { isSigned }] of operations) {
      expect([name, isSigned]).toEqual([name, model.isSigned(name)]);
    }
    expect(operations.size).toBeGreaterThan(60);
  });
});
