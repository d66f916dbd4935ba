/**
 * Where the user of a call stands: on one of the arguments of the call, since Nest gives parameter
 * decorators nothing else. A symbol, so that no payload can carry it, and not enumerable, so that
 * nothing prints or copies it.
 */
const AUTHENTICATED_USER = Symbol.for('nestjs-cognito-auth:user');

/** Puts the user of a call on its anchor; `undefined` says that the call may go on without one. */
export function attachUser(anchor: object, user: unknown): void {
  Object.defineProperty(anchor, AUTHENTICATED_USER, {
    value: user,
    enumerable: false,
    configurable: true,
    writable: true,
  });
}

/** Takes the user off again. */
export function detachUser(anchor: object): void {
  Reflect.deleteProperty(anchor, AUTHENTICATED_USER);
}

/** The anchor among the arguments of a call: the first that a user was attached to. */
export function findAnchor(callArguments: readonly unknown[]): object | undefined {
  return callArguments.find(
    (argument): argument is object =>
      typeof argument === 'object' &&
      argument !== null &&
      Object.hasOwn(argument, AUTHENTICATED_USER),
  );
}

/** The user that a guard has attached to the anchor of a call, or `undefined`; see `AuthTransport.anchorOf`. */
export function userOn(anchor: object): unknown {
  return (anchor as { [AUTHENTICATED_USER]?: unknown })[AUTHENTICATED_USER];
}
