import type { CognitoUser } from '../claims/cognito-user.js';

/** What a guard found out about a call, as attached to the carrier of the call. */
export interface Authentication {
  /** Who authenticated the call: another application in the process is not believed. */
  readonly by: object;
  /** What the user was read from; `undefined` where the call may go on without a token. */
  readonly token: string | undefined;
  readonly user: CognitoUser | undefined;
  /** What `@CurrentUser()` gives: the user, or what the application made of it. */
  readonly currentUser: unknown;
  /**
   * Whether another guard decides after this, which leaves the user on the request or takes it off: then it is
   * only the user who is still there that counts.
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

/** Puts the user of a call on its carrier, or that the call may go on without one. */
export function attachAuthentication(carrier: object, authentication: Authentication): void {
  Object.defineProperty(carrier, AUTHENTICATION, {
    value: authentication,
    enumerable: false,
    configurable: true,
    writable: true,
  });
}

/** Takes the user off again. */
export function detachAuthentication(carrier: object): void {
  Reflect.deleteProperty(carrier, AUTHENTICATION);
}

/** What is known about the call that this is the carrier of. */
export function authenticationOn(carrier: object): Authentication | undefined {
  return (carrier as Carrier)[AUTHENTICATION];
}

/** What `@CurrentUser()` gives for a call with this carrier; see `AuthTransport.carrierOf`. */
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
