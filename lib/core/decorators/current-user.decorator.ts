import {
  createParamDecorator,
  type ExecutionContext,
  type PipeTransform,
  type Type,
} from '@nestjs/common';
import { type CognitoUser, isCognitoUser } from '../claims/cognito-user.js';
import { CognitoAuthSetupError } from '../errors/cognito-auth-setup.error.js';
import { accessModeOfClass, accessModeOfHandler } from '../access/access-mode.js';
import { accessRequirementsOf } from '../access/access-requirements.js';
import { authenticationOn, currentUserOn, findCarrier } from '../transport/authenticated-user.js';

type Pipe = Type<PipeTransform> | PipeTransform;

/** What TypeScript shows for a parameter that cannot take the injected value. */
type Mismatch = 'The parameter does not take the type of this property';

/**
 * A decorator for handler parameters that take a `Value`. If the handler is a public method, TypeScript reports a
 * parameter of another type.
 */
export type TypedParameterDecorator<Value> = <
  Target extends object,
  Key extends string | symbol | undefined,
  Index extends number,
>(
  target: Target,
  key: Key,
  index: Takes<Target, Key, Index, Value> extends true ? Index : Mismatch,
) => void;

type Takes<Target, Key, Index extends number, Value> = Key extends keyof Target
  ? Target[Key] extends (...parameters: infer Parameters) => unknown
    ? [Value] extends [Parameters[Index]]
      ? true
      : false
    : true
  : true;

/** `User` is what `mapUser` returns, if the application has one. */
export interface CurrentUserDecorator {
  (...pipes: Pipe[]): ParameterDecorator;
  <Property extends keyof CognitoUser>(
    property: Property,
  ): TypedParameterDecorator<CognitoUser[Property]>;
  // The caller supplies it, so that TypeScript can check the name of the property.
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters
  <User = CognitoUser>(
    property: keyof NoInfer<User> & string,
    ...pipes: Pipe[]
  ): ParameterDecorator;
}

/**
 * Injects the user who sent the request, or one property of the user; pipes may follow.
 *
 * `undefined` only on a handler with `@OptionalAuth()` when no token was sent. If nothing has authenticated the call,
 * it throws (500): a handler must not mistake nobody for a user.
 *
 * @throws {CognitoAuthSetupError} when it is given something that is neither the name of a property nor a pipe
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
export const CurrentUser = ((...given: readonly unknown[]): ParameterDecorator => {
  checkGiven(given);
  return injectCurrentUser(...(given as Pipe[]));
}) as CurrentUserDecorator;

const injectCurrentUser = createParamDecorator(
  (property: string | undefined, context: ExecutionContext): unknown => {
    const user = currentUserOf(context);
    return property === undefined
      ? user
      : (user as Record<string, unknown> | undefined)?.[property];
  },
);

function checkGiven([property, ...pipes]: readonly unknown[]): void {
  const isProperty = property === undefined || (typeof property === 'string' && property !== '');
  if ((isProperty || isPipe(property)) && pipes.every(isPipe)) return;
  throw new CognitoAuthSetupError([
    "@CurrentUser() must be given the name of a property, such as 'sub', then pipes, or nothing",
  ]);
}

function isPipe(given: unknown): boolean {
  const pipe = typeof given === 'function' ? (given.prototype as unknown) : given;
  return typeof (pipe as Partial<PipeTransform> | null | undefined)?.transform === 'function';
}

function currentUserOf(context: ExecutionContext): unknown {
  const carrier = findCarrier(context.getArgs());
  // A connection keeps the user that the guard found on a call of another handler.
  if (carrier !== undefined && !isPublic(context) && isStillThere(carrier))
    return currentUserOn(carrier);
  const user = context.getType() === 'http' ? userOfOtherGuard(context) : undefined;
  if (user !== undefined) return user;
  throw new Error(
    `@CurrentUser() in ${context.getClass().name}.${context.getHandler().name} has no user, because no ` +
      'CognitoAuthGuard has authenticated the call. Add @UseGuards(CognitoAuthGuard); if the handler is ' +
      '@Public() and needs the user when there is one, make it @OptionalAuth() instead',
  );
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
