import type { PoolUser } from '../pool/pool-user.interface.js';
import type { UserPool } from '../pool/user-pool.js';
import { availableFactors } from '../sign-in/available-factors.js';
import { defineOperation, type OperationTable } from '../wire/define-operation.js';
import type { Output } from '../wire/operation.interface.js';
import { TEXT } from '../wire/shape.js';
import type { ApiContext } from './api-context.js';
import { describeMfa } from './describe-user.js';

/** What users can sign in with. */
export function authFactorOperations(context: ApiContext): OperationTable {
  const { pool } = context;
  return {
    GetUserAuthFactors: defineOperation({
      input: { AccessToken: TEXT },
      run: ({ AccessToken }) => describeFactors(pool, context.bearer(AccessToken)),
    }),
    AdminGetUserAuthFactors: defineOperation({
      input: { UserPoolId: TEXT, Username: TEXT },
      isSigned: true,
      run: (input) => describeFactors(pool, context.named(input)),
    }),
  };
}

function describeFactors(pool: UserPool, user: PoolUser): Output {
  const first = availableFactors(pool, user).filter((factor) => factor !== 'PASSWORD_SRP');
  const second = user.mfa.enabled.map((name) => SECOND_FACTORS[name]);
  return {
    Username: user.username,
    ...describeMfa(user),
    ConfiguredUserAuthFactors: [...new Set([...first, ...second])],
  };
}

/** `AuthFactorType`, by the names of second factors. */
const SECOND_FACTORS = {
  SMS_MFA: 'SMS_OTP',
  EMAIL_OTP: 'EMAIL_OTP',
  SOFTWARE_TOKEN_MFA: 'SOFTWARE_TOKEN',
} as const;
