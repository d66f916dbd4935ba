import { accessModeDecorator } from '../access/access-mode.js';

/**
 * Makes the token optional for a handler, or for all handlers of a class: without one, `@CurrentUser()` is
 * `undefined`. A token that is sent must be good. A bad one is refused, because a caller that has signed in needs to
 * know that its token has expired.
 *
 * @example
 * @OptionalAuth()
 * @Get()
 * list(@CurrentUser() user?: CognitoUser) { … }
 */
export const OptionalAuth = (): MethodDecorator & ClassDecorator => accessModeDecorator('optional');
