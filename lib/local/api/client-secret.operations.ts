import type {
  ClientSecret,
  LocalClient,
} from '../options/resolved-local-cognito-options.interface.js';
import { isConfidential } from '../pool/clients.js';
import { randomText } from '../secrets/random-text.js';
import { defineOperation, type OperationTable } from '../wire/define-operation.js';
import type { Output } from '../wire/operation.interface.js';
import { invalidParameter, resourceNotFound, ServiceException } from '../wire/service-exception.js';
import { type MembersOf, TEXT } from '../wire/shape.js';
import { type ApiContext, member } from './api-context.js';
import { toSeconds } from './describe-user.js';

const WHICH = { UserPoolId: TEXT, ClientId: TEXT };
const MAX_SECRETS = 2;
const SECRET = /^[\w+]{24,64}$/;

/** The secrets of a client: two at once, so that one can be replaced while the other is in use. */
export function clientSecretOperations(context: ApiContext): OperationTable {
  const { pool } = context;
  const change = (client: LocalClient, secrets: readonly ClientSecret[]): void => {
    pool.clients.put({ ...client, secrets });
  };
  return {
    AddUserPoolClientSecret: defineOperation({
      input: { ...WHICH, ClientSecret: TEXT },
      isSigned: true,
      run(input) {
        const client = confidential(context, input);
        const { ClientSecret: given } = input;
        if (given !== undefined && !SECRET.test(given)) {
          throw invalidParameter('A client secret has 24 to 64 letters, digits, _ or +');
        }
        if (client.secrets.length >= MAX_SECRETS) {
          throw new ServiceException('LimitExceededException', 'The client has two secrets.');
        }
        const secret = newSecret(client, given ?? randomText(51), pool.now());
        change(client, [...client.secrets, secret]);
        const shown = given === undefined ? { ClientSecretValue: secret.value } : {};
        return { ClientSecretDescriptor: { ...describe(secret), ...shown } };
      },
    }),
    ListUserPoolClientSecrets: defineOperation({
      input: { ...WHICH, NextToken: TEXT },
      isSigned: true,
      run(input) {
        context.own(input.UserPoolId);
        return { ClientSecrets: context.client(input.ClientId).secrets.map(describe) };
      },
    }),
    DeleteUserPoolClientSecret: defineOperation({
      input: { ...WHICH, ClientSecretId: TEXT },
      isSigned: true,
      run(input) {
        const client = confidential(context, input);
        const id = member(input.ClientSecretId, 'clientSecretId');
        const kept = client.secrets.filter((secret) => secret.id !== id);
        if (kept.length === client.secrets.length) {
          throw resourceNotFound('Client secret does not exist.');
        }
        if (kept.length === 0) {
          throw invalidParameter('The last secret of a client cannot be deleted.');
        }
        change(client, kept);
        return {};
      },
    }),
  };
}

/** @throws {ServiceException} InvalidParameterException for a public client: it would have to know the secret from now on */
function confidential(context: ApiContext, input: MembersOf<typeof WHICH>): LocalClient {
  context.own(input.UserPoolId);
  const client = context.client(input.ClientId);
  if (!isConfidential(client)) throw invalidParameter('The client has no client secret.');
  return client;
}

/** No two are of the same moment, since it is in their ids. */
function newSecret({ clientId, secrets }: LocalClient, value: string, nowMs: number): ClientSecret {
  const createdMs = Math.max(nowMs, ...secrets.map((secret) => secret.createdMs + 1));
  return { id: `${clientId}--${createdMs}`, value, createdMs };
}

function describe({ id, createdMs }: ClientSecret): Output {
  return { ClientSecretId: id, ClientSecretCreateDate: toSeconds(createdMs) };
}
