import type { Input, Operation, Service } from '../wire/operation.interface.js';
import { invalidParameter } from '../wire/service-exception.js';
import { MAP, TEXT } from '../wire/shape.js';
import type { IdentityPool } from './identity-pool.js';

/** The operations of an identity pool. @see https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/ */
export function identityPoolService(pool: IdentityPool): Service {
  return {
    target: 'AWSCognitoIdentityService',
    operations: new Map<string, Operation>([
      ['GetId', getId(pool)],
      ['GetCredentialsForIdentity', getCredentialsForIdentity(pool)],
      ['GetOpenIdToken', getOpenIdToken(pool)],
      ['DescribeIdentity', describeIdentity(pool)],
    ]),
  };
}

function getId(pool: IdentityPool): Operation {
  return {
    input: { IdentityPoolId: TEXT, Logins: MAP },
    isSigned: false,
    run: (input) => ({
      IdentityId: pool.identify(requiredText(input, 'IdentityPoolId'), loginsOf(input)),
    }),
  };
}

function getCredentialsForIdentity(pool: IdentityPool): Operation {
  return {
    input: { IdentityId: TEXT, Logins: MAP },
    isSigned: false,
    run: (input) => {
      const identityId = requiredText(input, 'IdentityId');
      return {
        IdentityId: identityId,
        Credentials: pool.credentials(identityId, loginsOf(input)),
      };
    },
  };
}

function getOpenIdToken(pool: IdentityPool): Operation {
  return {
    input: { IdentityId: TEXT, Logins: MAP },
    isSigned: false,
    run: async (input) => {
      const identityId = requiredText(input, 'IdentityId');
      return { IdentityId: identityId, Token: await pool.openIdToken(identityId, loginsOf(input)) };
    },
  };
}

function describeIdentity(pool: IdentityPool): Operation {
  return {
    input: { IdentityId: TEXT },
    isSigned: true,
    run: (input) => {
      const identityId = requiredText(input, 'IdentityId');
      const { sub, createdAtMs } = pool.find(identityId);
      const createdAt = Math.floor(createdAtMs / 1000);
      return {
        IdentityId: identityId,
        Logins: sub === undefined ? undefined : [pool.provider],
        CreationDate: createdAt,
        LastModifiedDate: createdAt,
      };
    },
  };
}

function requiredText(input: Input, name: string): string {
  const value = input[name];
  if (typeof value === 'string' && value !== '') return value;
  throw invalidParameter(
    `1 validation error detected: Value at '${name}' failed to satisfy constraint: Member must not be null`,
  );
}

function loginsOf({ Logins = {} }: Input): Readonly<Record<string, string>> {
  // The shape of the operation says that it is a map.
  return Logins as Readonly<Record<string, string>>;
}
