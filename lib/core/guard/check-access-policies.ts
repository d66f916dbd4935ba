import type { Type } from '@nestjs/common';
import { MetadataScanner, type ModulesContainer } from '@nestjs/core';
import { CognitoAuthOptionsError } from '../errors/cognito-auth-options.error.js';
import { accessPolicyOf, type Handler } from './access-policy.js';

/**
 * Makes the policy of every method that could be a handler once, so that decorators which contradict each
 * other stop the boot instead of the first request.
 *
 * @throws {CognitoAuthOptionsError} with every contradiction
 */
export function checkAccessPolicies(modules: ModulesContainer): void {
  const mistakes = new Set<string>();
  for (const type of classesOf(modules)) {
    for (const handler of methodsOf(type)) {
      try {
        accessPolicyOf(type, handler);
      } catch (error) {
        if (!(error instanceof CognitoAuthOptionsError)) throw error;
        for (const mistake of error.mistakes) mistakes.add(mistake);
      }
    }
  }
  if (mistakes.size > 0) throw new CognitoAuthOptionsError([...mistakes]);
}

/** Controllers, and the providers among which resolvers and gateways are. */
function classesOf(modules: ModulesContainer): ReadonlySet<Type<unknown>> {
  const wrappers = [...modules.values()].flatMap(({ controllers, providers }) => [
    ...controllers.values(),
    ...providers.values(),
  ]);
  return new Set(wrappers.flatMap(({ metatype }) => (isClass(metatype) ? [metatype] : [])));
}

/** The factory functions of providers, which stand in the same place, have no methods. */
function isClass(metatype: unknown): metatype is Type<unknown> {
  return typeof metatype === 'function' && typeof metatype.prototype === 'object';
}

const scanner = new MetadataScanner();

function methodsOf({ prototype }: Type<unknown>): readonly Handler[] {
  const methods = prototype as Readonly<Record<string, Handler>>;
  return scanner.getAllMethodNames(methods).flatMap((name) => methods[name] ?? []);
}
