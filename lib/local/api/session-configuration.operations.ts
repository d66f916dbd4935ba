import type { LocalClient } from '../options/resolved-local-cognito-options.interface.js';
import { defineOperation, type OperationTable } from '../wire/define-operation.js';
import type { Output } from '../wire/operation.interface.js';
import { invalidParameter } from '../wire/service-exception.js';
import { INTEGER, structure, TEXT } from '../wire/shape.js';
import { type ApiContext, member } from './api-context.js';
import { checkTracking } from './session.operations.js';

const POOL = { UserPoolId: TEXT };
const CLIENT = { ...POOL, ClientId: TEXT };

/** Whether sessions are tracked, and how long clients take them in place of a sign-in. */
export function sessionConfigurationOperations(context: ApiContext): OperationTable {
  const { pool } = context;
  return {
    GetUserPoolSessionConfiguration: defineOperation({
      input: POOL,
      isSigned: true,
      run({ UserPoolId }) {
        context.own(UserPoolId);
        return describePool(context);
      },
    }),
    SetUserPoolSessionConfiguration: defineOperation({
      input: {
        ...POOL,
        UserSessionTracking: TEXT,
        TokenSession: structure({ MaxPerUser: INTEGER }),
      },
      isSigned: true,
      run(input) {
        context.own(input.UserPoolId);
        const tracking = member(input.UserSessionTracking, 'userSessionTracking');
        const { MaxPerUser } = member(input.TokenSession, 'tokenSession');
        if (tracking !== 'ENABLED' && tracking !== 'DISABLED') {
          throw invalidParameter('UserSessionTracking must be ENABLED or DISABLED');
        }
        const maxPerUser = within('tokenSession.maxPerUser', MaxPerUser, 1, 100);
        pool.configure({ sessionTracking: { isOn: tracking === 'ENABLED', maxPerUser } });
        return describePool(context);
      },
    }),
    GetUserPoolClientSessionConfiguration: defineOperation({
      input: CLIENT,
      isSigned: true,
      run({ UserPoolId, ClientId }) {
        context.own(UserPoolId);
        return describeClient(context, context.client(ClientId));
      },
    }),
    SetUserPoolClientSessionConfiguration: defineOperation({
      input: { ...CLIENT, SSOSession: structure({ MaxValidityMinutes: INTEGER }) },
      isSigned: true,
      run(input) {
        context.own(input.UserPoolId);
        const client = context.client(input.ClientId);
        checkTracking(context);
        const { MaxValidityMinutes } = member(input.SSOSession, 'sSOSession');
        const ssoMinutes = within('sSOSession.maxValidityMinutes', MaxValidityMinutes, 0, 129_600);
        return describeClient(context, pool.clients.put({ ...client, ssoMinutes }));
      },
    }),
  };
}

function describePool({ pool }: ApiContext): Output {
  const { userPoolId, sessionTracking } = pool.options;
  return {
    UserPoolId: userPoolId,
    UserSessionTracking: sessionTracking.isOn ? 'ENABLED' : 'DISABLED',
    TokenSession: { MaxPerUser: sessionTracking.maxPerUser },
  };
}

function describeClient({ pool }: ApiContext, { clientId, ssoMinutes }: LocalClient): Output {
  return {
    UserPoolId: pool.options.userPoolId,
    ClientId: clientId,
    SSOSession: { MaxValidityMinutes: ssoMinutes },
  };
}

function within(name: string, given: number | undefined, min: number, max: number): number {
  const value = member(given, name);
  if (value < min || value > max) {
    throw invalidParameter(`Value ${value} at '${name}' must be from ${min} to ${max}`);
  }
  return value;
}
