import {
  type CanActivate,
  type ExecutionContext,
  Inject,
  Injectable,
  type OnModuleInit,
} from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { firstValueFrom, isObservable } from 'rxjs';
import { CognitoAuthSetupError } from '../errors/cognito-auth-setup.error.js';
import { handlerNameOf } from '../transport/handler-name.js';
import { Gatekeeper } from './gatekeeper.js';
import { GUARD_BRAND } from './guard-brand.js';

/** Token of the guard that `CognitoAuthModule` provides, or that a test provides in its place. */
export const COGNITO_AUTH_GUARD = Symbol.for('nestjs-cognito-auth:guard');

/**
 * Lets a call pass if it carries a good token and its user has what the decorators ask for.
 *
 * Nest makes a separate instance for each module that names the class in `@UseGuards()`. They all
 * hand the work to the one instance of the module, so `overrideProvider(CognitoAuthGuard)` in a test
 * reaches every use.
 *
 * @throws HttpException 400, 401, 403 or 503 with the body `{ statusCode, error, message, code }`
 *
 * @example
 * @Controller('orders')
 * @UseGuards(CognitoAuthGuard)
 * export class OrdersController { … }
 */
@Injectable()
export class CognitoAuthGuard implements CanActivate, OnModuleInit {
  readonly #moduleRef: ModuleRef;
  #registered: CanActivate | undefined;
  #gatekeeper: Gatekeeper | undefined;

  static {
    Object.defineProperty(this.prototype, GUARD_BRAND, { value: true });
  }

  constructor(@Inject(ModuleRef) moduleRef: ModuleRef) {
    this.#moduleRef = moduleRef;
  }

  /** @throws {CognitoAuthSetupError} when there is no `CognitoAuthModule` in the application */
  onModuleInit(): void {
    this.#registeredGuard();
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    // Nest asks an object of the class whose constructor never ran, where it cannot make a guard of that scope.
    if (!(#moduleRef in this)) return Promise.reject(unmade(this, context));
    const registered = this.#registeredGuard();
    if (registered === this) return this.#authenticate(context);
    const isAllowed = registered.canActivate(context);
    return isObservable(isAllowed) ? firstValueFrom(isAllowed) : isAllowed;
  }

  /** At once where a call is let in; a refusal is always a rejection, so that callers need expect only that. */
  #authenticate(context: ExecutionContext): boolean | Promise<boolean> {
    try {
      return this.#findGatekeeper().authenticate(context);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #registeredGuard(): CanActivate {
    this.#registered ??= this.#findRegisteredGuard();
    return this.#registered;
  }

  #findGatekeeper(): Gatekeeper {
    this.#gatekeeper ??= this.#moduleRef.get<Gatekeeper>(Gatekeeper, { strict: false });
    return this.#gatekeeper;
  }

  #findRegisteredGuard(): CanActivate {
    try {
      return this.#moduleRef.get<CanActivate>(COGNITO_AUTH_GUARD, { strict: false });
    } catch {
      throw new CognitoAuthSetupError([
        'CognitoAuthGuard is used, but the application does not import CognitoAuthModule.forRoot({ … })',
      ]);
    }
  }
}

function unmade({ constructor: { name } }: object, context: ExecutionContext): Error {
  return new CognitoAuthSetupError([
    `${name} guards ${handlerNameOf(context)}, and Nest has not made it, so it refuses ` +
      'the call: message handlers of microservices and gateways get no guard with Scope.TRANSIENT, and those of ' +
      'gateways before Nest 12 none with Scope.REQUEST or a provider that has it. Leave scope out, and read what ' +
      'differs from call to call from the ExecutionContext',
  ]);
}
