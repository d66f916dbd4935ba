import { Inject, type InjectionToken } from '@nestjs/common';
import { ClientTokens } from './client-tokens/client-tokens.js';
import { UserPoolClient } from './client/user-pool-client.js';

/** The name of a registration that is given none. */
export const DEFAULT_NAME = 'default';

/** Token of the {@link UserPoolClient} of a registration: for the default one, the class itself. */
export function userPoolToken(name: string = DEFAULT_NAME): InjectionToken {
  return name === DEFAULT_NAME
    ? UserPoolClient
    : Symbol.for(`nestjs-cognito-auth:user-pool:${name}`);
}

/** Token of the {@link ClientTokens} of a registration: for the default one, the class itself. */
export function clientTokensToken(name: string = DEFAULT_NAME): InjectionToken {
  return name === DEFAULT_NAME
    ? ClientTokens
    : Symbol.for(`nestjs-cognito-auth:client-tokens:${name}`);
}

/**
 * Injects the {@link UserPoolClient} of a registration.
 *
 * @param name @defaultValue `default`
 *
 * @example
 * constructor(@InjectUserPool('staff') private readonly staff: UserPoolClient) {}
 */
export const InjectUserPool = (name?: string): ParameterDecorator & PropertyDecorator =>
  Inject(userPoolToken(name));

/**
 * Injects the {@link ClientTokens} of a registration.
 *
 * @param name @defaultValue `default`
 */
export const InjectClientTokens = (name?: string): ParameterDecorator & PropertyDecorator =>
  Inject(clientTokensToken(name));
