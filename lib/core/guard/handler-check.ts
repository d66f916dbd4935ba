import type { Type } from '@nestjs/common';
import type { Handler } from '../access/access-policy.js';

/** Token of {@link HandlerCheck}. */
export const HANDLER_CHECK = Symbol.for('nestjs-cognito-auth:handler-check');

/**
 * Asked once for each handler, when it is first called. The scan at boot knows more of handlers than a call does.
 *
 * @throws {CognitoAuthSetupError} when the handler replaces another one without its decorators
 */
export type HandlerCheck = (type: Type<unknown>, handler: Handler) => void;
