import type { Type } from '@nestjs/common';
import { type AccessPolicy, accessPolicyOf, type Handler } from '../access/access-policy.js';
import type { RequirementTable } from '../access/requirement-kinds.js';
import type { HandlerCheck } from './handler-check.js';

/** The policies of all handlers, each made when its handler is first called: decorators do not change. */
export class AccessPolicies {
  readonly #check: HandlerCheck;
  readonly #kinds: RequirementTable;
  readonly #byHandler = new WeakMap<Handler, WeakMap<Type<unknown>, AccessPolicy>>();

  constructor(check: HandlerCheck, kinds: RequirementTable) {
    this.#check = check;
    this.#kinds = kinds;
  }

  /**
   * @param controller the class that the call is for: an inherited handler has a policy for each class
   * @throws {CognitoAuthSetupError} when the handler replaces another one without its decorators
   */
  of(controller: Type<unknown>, handler: Handler): AccessPolicy {
    let byController = this.#byHandler.get(handler);
    if (byController === undefined) {
      byController = new WeakMap();
      this.#byHandler.set(handler, byController);
    }
    let policy = byController.get(controller);
    if (policy === undefined) {
      this.#check(controller, handler);
      policy = accessPolicyOf(controller, handler, { kinds: this.#kinds });
      byController.set(controller, policy);
    }
    return policy;
  }
}
