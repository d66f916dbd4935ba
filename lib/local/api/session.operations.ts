import type { PoolUser } from '../pool/pool-user.interface.js';
import { SESSION_ID } from '../pool/session-record.js';
import type { UserSession } from '../pool/user-sessions.js';
import { defineOperation, type OperationTable } from '../wire/define-operation.js';
import type { Output } from '../wire/operation.interface.js';
import { invalidParameter, ServiceException } from '../wire/service-exception.js';
import { type MembersOf, TEXT } from '../wire/shape.js';
import { type ApiContext, member } from './api-context.js';
import { toSeconds } from './describe-user.js';
import { pageOf } from './page-of.js';

const BY_USER = { AccessToken: TEXT };
const BY_ADMIN = { UserPoolId: TEXT, Username: TEXT };
const PAGE = { NextToken: TEXT };
const WHICH = { SessionId: TEXT, RevokeAssociatedSessions: TEXT };

/** As many as Cognito answers with at once. */
const PAGE_SIZE = 125;

/** Where users are signed in. */
export function sessionOperations(context: ApiContext): OperationTable {
  return {
    ListUserSessions: defineOperation({
      input: { ...BY_USER, ...PAGE },
      run(input) {
        const { user, familyId } = caller(context, input.AccessToken);
        return list(context, user, input, familyId);
      },
    }),
    RevokeUserSession: defineOperation({
      input: { ...BY_USER, ...WHICH },
      run(input) {
        const { user, familyId } = caller(context, input.AccessToken);
        const current = context.pool.families.find(familyId ?? '')?.record;
        if (current !== undefined && current.id === input.SessionId) {
          throw invalidParameter('The session of the access token cannot be revoked.');
        }
        return revoke(context, user, input);
      },
    }),
    AdminListUserSessions: defineOperation({
      input: { ...BY_ADMIN, ...PAGE },
      isSigned: true,
      run: (input) => list(context, context.named(input), input),
    }),
    AdminRevokeUserSession: defineOperation({
      input: { ...BY_ADMIN, ...WHICH },
      isSigned: true,
      run: (input) => revoke(context, context.named(input), input),
    }),
  };
}

/** The user of an access token, and the family that it is of. Without token revocation it does not say. */
function caller(
  { pool }: ApiContext,
  accessToken: string | undefined,
): { readonly user: PoolUser; readonly familyId: string | undefined } {
  const { user, claims } = pool.tokens.bearerOf(member(accessToken, 'accessToken'));
  const { origin_jti: familyId } = claims;
  return { user, familyId: typeof familyId === 'string' ? familyId : undefined };
}

function list(
  context: ApiContext,
  user: PoolUser,
  { NextToken }: MembersOf<typeof PAGE>,
  currentFamilyId?: string,
): Output {
  checkTracking(context);
  const all = context.pool.userSessions.of(user);
  const { items, next } = pageOf(all, PAGE_SIZE, NextToken, PAGE_SIZE);
  return { Sessions: items.map((session) => describe(session, currentFamilyId)), NextToken: next };
}

function revoke(context: ApiContext, user: PoolUser, input: MembersOf<typeof WHICH>): Output {
  checkTracking(context);
  const id = member(input.SessionId, 'sessionId');
  const { RevokeAssociatedSessions: associated = 'NONE' } = input;
  if (!SESSION_ID.test(id)) throw invalidParameter('Invalid session id.');
  if (associated !== 'NONE' && associated !== 'LINKED') {
    throw invalidParameter('RevokeAssociatedSessions must be NONE or LINKED');
  }
  context.pool.userSessions.revoke(user, id, associated === 'LINKED');
  return {};
}

/** @throws {ServiceException} OperationNotEnabledException where there are no records */
export function checkTracking({ pool }: ApiContext): void {
  if (pool.userSessions.isTracking) return;
  throw new ServiceException(
    'OperationNotEnabledException',
    'User session tracking is not enabled for the user pool.',
  );
}

/** `SessionDescriptionType`. Nobody asks where on Earth an address is. */
function describe(session: UserSession, currentFamilyId: string | undefined): Output {
  const { kind, record } = session;
  const { clientId } = kind === 'TOKEN' ? session.family : session.browser;
  return {
    SessionId: record.id,
    SessionType: kind,
    ClientId: clientId,
    CreateDate: toSeconds(record.createdMs),
    LastActiveDate: toSeconds(record.activeMs),
    DeviceType: record.device,
    LastIPAddress: record.address,
    LastLocation: { Country: 'unknown' },
    OriginSessionId: record.originId,
    IsCurrentSession: kind === 'TOKEN' && session.family.id === currentFamilyId,
  };
}
