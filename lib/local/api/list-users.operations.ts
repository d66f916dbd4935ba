import { defineOperation, type OperationTable } from '../wire/define-operation.js';
import type { Output } from '../wire/operation.interface.js';
import { INTEGER, listOf, TEXT } from '../wire/shape.js';
import type { ApiContext } from './api-context.js';
import { listAttributes } from './attribute-list.js';
import { describeState } from './describe-user.js';
import { pageOf } from './page-of.js';
import type { PoolUser } from '../pool/pool-user.interface.js';
import { userFilterIn } from './user-filter.js';

/** How administrators look for users. */
export function listUsersOperations(context: ApiContext): OperationTable {
  return {
    ListUsers: defineOperation({
      input: {
        UserPoolId: TEXT,
        Filter: TEXT,
        AttributesToGet: listOf(TEXT),
        Limit: INTEGER,
        PaginationToken: TEXT,
      },
      isSigned: true,
      run(input) {
        const users = context.own(input.UserPoolId).users.all();
        const found = users.filter(userFilterIn(input.Filter ?? ''));
        const { items, next } = pageOf(found, input.Limit, input.PaginationToken);
        return {
          Users: items.map((user) => describe(user, input.AttributesToGet)),
          PaginationToken: next,
        };
      },
    }),
  };
}

function describe(user: PoolUser, wanted: readonly string[] | undefined): Output {
  const attributes = listAttributes(user).filter(
    ({ Name = '' }) => wanted === undefined || wanted.includes(Name),
  );
  return { ...describeState(user), Attributes: attributes };
}
