import { accessModeDecorator } from '../access/access-mode.js';

/**
 * Opens a handler, or all handlers of a class, to everybody: no token is read, and a bad one does no harm. On a
 * handler it lifts the requirements of its class. On a class it applies to that class only, not to classes that
 * extend it.
 *
 * @example
 * @Public()
 * @Get('health')
 * health() { return 'ok'; }
 */
export const Public = (): MethodDecorator & ClassDecorator => accessModeDecorator('public');
