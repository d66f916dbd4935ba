import { accessModeDecorator } from '../access/access-mode.js';

/**
 * Opens a handler, or all handlers of a class, to everybody: no token is read, and a bad one does no
 * harm. On a handler it lifts what its class requires. On a class it counts for that class only, not
 * for classes that extend it.
 *
 * @example
 * @Public()
 * @Get('health')
 * health() { return 'ok'; }
 */
export const Public = (): MethodDecorator & ClassDecorator => accessModeDecorator('public');
