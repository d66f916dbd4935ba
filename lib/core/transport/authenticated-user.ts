import type { CognitoUser } from '../claims/cognito-user.js';

/** What a guard found out about a call, attached to the carrier of the call. */
export interface Authentication {
  /** Who authenticated the call. The result of another application in the process does not count. */
  readonly by: object;
  /** The token that the user was read from; `undefined` if the call may go on without one. */
  readonly token: string | undefined;
  readonly user: CognitoUser | undefined;
  /** What `@CurrentUser()` returns: the user, or what the application made of it. */
  readonly currentUser: unknown;
  /**
   * Whether another guard decides after this, and may take the user off the request. The user then counts only while
   * it is still there.
   */
  readonly isProvisional?: boolean;
}

/**
 * Where the user of a call is kept: on one of the arguments of the call, since Nest gives parameter
 * decorators nothing else. A symbol, so that no payload can carry it, and not enumerable, so that
 * nothing prints or copies it.
 */
const AUTHENTICATION = Symbol.for('nestjs-cognito-auth:user');

type Carrier = { readonly [AUTHENTICATION]?: Authentication };

/** Attaches the user of a call to its carrier, or the fact that the call may go on without one. */
export function attachAuthentication(carrier: object, authentication: Authentication): void {
  Object.defineProperty(carrier, AUTHENTICATION, {
    value: authentication,
    enumerable: false,
    configurable: true,
    writable: true,
  });
}

/** Removes the user again. */
export function detachAuthentication(carrier: object): void {
  Reflect.deleteProperty(carrier, AUTHENTICATION);
}

/** What is known about the call with this carrier. */
export function authenticationOn(carrier: object): Authentication | undefined {
  return (carrier as Carrier)[AUTHENTICATION];
}

/** The token that the user of a call with this carrier was read from; `undefined` without a user. */
export function tokenOn(carrier: object): string | undefined {
  return authenticationOn(carrier)?.token;
}

/** What `@CurrentUser()` returns for a call with this carrier; see `AuthTransport.carrierOf`. */
export function currentUserOn(carrier: object): unknown {
  return authenticationOn(carrier)?.currentUser;
}

/** The carrier among the arguments of a call: the first that a user was attached to. */
export function findCarrier(callArguments: readonly unknown[]): object | undefined {
  return callArguments.find(
    (argument): argument is object =>
      typeof argument === 'object' && argument !== null && Object.hasOwn(argument, AUTHENTICATION),
  );
}
