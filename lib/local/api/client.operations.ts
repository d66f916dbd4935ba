import type { LocalClient } from '../options/resolved-local-cognito-options.interface.js';
import { defineOperation, type OperationTable } from '../wire/define-operation.js';
import type { Output } from '../wire/operation.interface.js';
import { FLAG, INTEGER, TEXT } from '../wire/shape.js';
import { type ApiContext, member } from './api-context.js';
import { CLIENT, clientIn, describeClient } from './client-input.js';
import { pageOf } from './page-of.js';

const WHICH = { UserPoolId: TEXT, ClientId: TEXT };

/** App clients. */
export function clientOperations(context: ApiContext): OperationTable {
  const { pool } = context;
  const answer = (client: LocalClient): Output => ({
    UserPoolClient: describeClient(pool.options.userPoolId, client),
  });
  return {
    CreateUserPoolClient: defineOperation({
      input: { ...CLIENT, GenerateSecret: FLAG },
      isSigned: true,
      run(input) {
        context.own(input.UserPoolId);
        const client = clientIn(input, {
          name: member(input.ClientName, 'clientName'),
          hasNewSecret: input.GenerateSecret === true,
          nowMs: pool.now(),
        });
        return answer(pool.clients.put(client));
      },
    }),
    UpdateUserPoolClient: defineOperation({
      input: { ...CLIENT, ...WHICH },
      isSigned: true,
      run(input) {
        context.own(input.UserPoolId);
        const { clientId, name, secrets, ssoMinutes } = context.client(input.ClientId);
        // What the input leaves out goes back to its default, as AWS warns.
        const changed = clientIn(input, {
          clientId,
          name: input.ClientName ?? name,
          nowMs: pool.now(),
        });
        return answer(pool.clients.put({ ...changed, secrets, ssoMinutes }));
      },
    }),
    DeleteUserPoolClient: defineOperation({
      input: WHICH,
      isSigned: true,
      run(input) {
        context.own(input.UserPoolId);
        const { clientId } = context.client(input.ClientId);
        pool.clients.delete(clientId);
        pool.families.revokeAllAt(clientId);
        return {};
      },
    }),
    DescribeUserPoolClient: defineOperation({
      input: WHICH,
      isSigned: true,
      run({ UserPoolId, ClientId }) {
        context.own(UserPoolId);
        return answer(context.client(ClientId));
      },
    }),
    ListUserPoolClients: defineOperation({
      input: { UserPoolId: TEXT, MaxResults: INTEGER, NextToken: TEXT },
      isSigned: true,
      run({ UserPoolId, MaxResults, NextToken }) {
        const clients = context.own(UserPoolId).clients.all();
        const { items, next } = pageOf(clients, MaxResults, NextToken);
        return {
          UserPoolClients: items.map(({ clientId, name }) => ({
            ClientId: clientId,
            ClientName: name,
            UserPoolId,
          })),
          NextToken: next,
        };
      },
    }),
  };
}
