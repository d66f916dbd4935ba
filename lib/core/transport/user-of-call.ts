import type { ExecutionContext } from '@nestjs/common';
import { accessModeOfClass, accessModeOfHandler } from '../access/access-mode.js';
import { accessRequirementsOf } from '../access/access-requirements.js';
import { type CognitoUser, isCognitoUser } from '../claims/cognito-user.js';
import { type Authentication, authenticationOn, findCarrier } from './authenticated-user.js';

/** Who makes a call, for the verified user and for what `mapUser` made of it. */
export interface UserOfCall {
  readonly user: CognitoUser | undefined;
  readonly currentUser: unknown;
}

/**
 * The user of a call: `undefined` if no guard has decided who makes it, and a user that is `undefined` if the handler
 * has `@OptionalAuth()` and no token was sent.
 */
export function userOfCall(context: ExecutionContext): UserOfCall | undefined {
  const authentication = authenticationOf(context);
  if (authentication !== undefined || context.getType() !== 'http') return authentication;
  const user = userOfOtherGuard(context);
  return user && { user, currentUser: user };
}

/**
 * The user of a call as `@CurrentUser()` gives it, for guards, interceptors and other code that has the execution
 * context: what `mapUser` returned, or else the {@link CognitoUser}. `undefined` if there is none: on handlers that are
 * `@Public()`, on those with `@OptionalAuth()` if no token was sent, and before the guard has decided.
 *
 * @typeParam User what `mapUser` returns
 *
 * @example
 * const account = currentUserOf<Account>(context);
 * const id: number | undefined = account?.id;
 */
// The caller supplies it, because nothing shows what mapUser returns.
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
export function currentUserOf<User = CognitoUser>(context: ExecutionContext): User | undefined {
  return userOfCall(context)?.currentUser as User | undefined;
}

/**
 * The verified user of a call, whatever `mapUser` made of it. `undefined` where {@link currentUserOf} is.
 *
 * @example
 * const caller = cognitoUserOf(context);
 * const key = caller === undefined ? 'nobody' : `${caller.userPoolId}/${caller.sub}`;
 */
export function cognitoUserOf(context: ExecutionContext): CognitoUser | undefined {
  return userOfCall(context)?.user;
}

/** The token of a call that a guard has admitted; `undefined` if it has none, as where a test lets somebody act. */
export function tokenOfCall(context: ExecutionContext): string | undefined {
  return authenticationOf(context)?.token;
}

function authenticationOf(context: ExecutionContext): Authentication | undefined {
  const carrier = findCarrier(context.getArgs());
  // A connection keeps the user that the guard found on a call of another handler.
  return carrier !== undefined && !isPublic(context) && isStillThere(carrier)
    ? authenticationOn(carrier)
    : undefined;
}

/** `AuthGuard()` puts its user on the property of the request that its options name. */
function isStillThere(request: object): boolean {
  const { isProvisional, currentUser } = authenticationOn(request) ?? {};
  return isProvisional !== true || Object.values(request).includes(currentUser);
}

/** The decorator that is nearer to the handler wins, as in the policy that the guard applies. */
function isPublicHandler(type: object, handler: object): boolean {
  const mode = accessModeOfHandler(handler) ?? accessModeOfClass(type);
  return mode === 'public' && accessRequirementsOf(handler).length === 0;
}

/** `AuthGuard('cognito')` ignores `@Public()`, and works over HTTP only. */
function isPublic(context: ExecutionContext): boolean {
  return context.getType() !== 'http' && isPublicHandler(context.getClass(), context.getHandler());
}

/** A `CognitoUser` from another guard of the application, such as one that replaces ours in a test. */
function userOfOtherGuard(context: ExecutionContext): CognitoUser | undefined {
  const { user } = context.switchToHttp().getRequest<{ user?: unknown }>();
  return isCognitoUser(user) ? user : undefined;
}
