import {
  createParamDecorator,
  type ExecutionContext,
  type PipeTransform,
  type Type,
} from '@nestjs/common';
import { type CognitoUser, isCognitoUser } from '../claims/cognito-user.js';
import { findAnchor, userOn } from './authenticated-user.js';

type Pipe = Type<PipeTransform> | PipeTransform;

/** `User` is what `mapUser` gives, where the application has one. */
export interface CurrentUserDecorator {
  (...pipes: Pipe[]): ParameterDecorator;
  // It is given by the caller, so that the name of the property can be checked.
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters
  <User = CognitoUser>(property: keyof User & string, ...pipes: Pipe[]): ParameterDecorator;
}

/**
 * Injects the user who sent the request, or one property of the user; pipes may follow.
 *
 * `undefined` only on a handler with `@OptionalAuth()` when no token was sent. Where nothing has
 * authenticated the call it throws, which is a 500: a handler must not take nobody for somebody.
 *
 * @example
 * @Get()
 * list(@CurrentUser() user: CognitoUser) { … }
 *
 * @Delete(':id')
 * remove(@Param('id') id: string, @CurrentUser('sub') sub: string) { … }
 *
 * @Get('account')
 * account(@CurrentUser<Account>('id') id: number) { … }
 */
export const CurrentUser: CurrentUserDecorator = createParamDecorator(
  (property: string | undefined, context: ExecutionContext): unknown => {
    const user = currentUserOf(context);
    return property === undefined
      ? user
      : (user as Record<string, unknown> | undefined)?.[property];
  },
);

function currentUserOf(context: ExecutionContext): unknown {
  const anchor = findAnchor(context.getArgs());
  if (anchor !== undefined) return userOn(anchor);
  const user = context.getType() === 'http' ? userOfPassport(context) : undefined;
  if (user !== undefined) return user;
  throw new Error(
    `@CurrentUser() in ${context.getClass().name}.${context.getHandler().name} has no user, because no ` +
      'CognitoAuthGuard has authenticated the call. Add @UseGuards(CognitoAuthGuard); if the handler is ' +
      '@Public() and wants to know a user that may be there, make it @OptionalAuth() instead',
  );
}

/** Where `AuthGuard('cognito')` of @nestjs/passport leaves the user. */
function userOfPassport(context: ExecutionContext): CognitoUser | undefined {
  const { user } = context.switchToHttp().getRequest<{ user?: unknown }>();
  return isCognitoUser(user) ? user : undefined;
}
