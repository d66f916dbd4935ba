import {
  createParamDecorator,
  type ExecutionContext,
  type PipeTransform,
  type Type,
} from '@nestjs/common';
import type { CognitoUser } from '../claims/cognito-user.js';
import { CognitoAuthSetupError } from '../errors/cognito-auth-setup.error.js';
import { noteUserParameter } from '../access/user-parameters.js';
import { handlerNameOf } from '../transport/handler-name.js';
import { userOfCall } from '../transport/user-of-call.js';

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
 * it throws (500): a handler must not mistake nobody for a user. Where nothing ever could, the application does not boot.
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
  const inject = injectCurrentUser(...(given as Pipe[]));
  return (target, member, index) => {
    if (member !== undefined) noteUserParameter(target, member, '@CurrentUser()');
    inject(target, member, index);
  };
}) as CurrentUserDecorator;

const injectCurrentUser = createParamDecorator(
  (property: string | undefined, context: ExecutionContext): unknown => {
    const user = findCurrentUser(context);
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

function findCurrentUser(context: ExecutionContext): unknown {
  const found = userOfCall(context);
  if (found !== undefined) return found.currentUser;
  throw new Error(
    `@CurrentUser() in ${handlerNameOf(context)} has no user, because no ` +
      'CognitoAuthGuard has authenticated the call. Add @UseGuards(CognitoAuthGuard); if the handler is ' +
      '@Public() and needs the user when there is one, make it @OptionalAuth() instead',
  );
}
