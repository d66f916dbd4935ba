import { accessModeDecorator } from '../access/access-mode.js';

/**
 * Lets a handler, or all handlers of a class, answer with and without a token: without one
 * `@CurrentUser()` is `undefined`. A token that is sent must be good; a bad one is refused, because a
 * caller that has signed in wants to know that its token has run out.
 *
 * @example
 * @OptionalAuth()
 * @Get()
 * list(@CurrentUser() user?: CognitoUser) { … }
 */
export const OptionalAuth = (): MethodDecorator & ClassDecorator => accessModeDecorator('optional');
