import type { INestApplication, ModuleMetadata } from '@nestjs/common';
import { ModuleRef, ModulesContainer } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { FirstMethods } from '../../lib/core/reach/first-methods.js';
import { type GlobalReach, readGlobalReach } from '../../lib/core/reach/global-reach.js';
import { handlersOf, type HandlerOfHost } from '../../lib/core/reach/handlers-of.js';
import { type Host, hostsOf } from '../../lib/core/reach/hosts-of.js';

/** What the check at boot reads from an application that Nest has created. */
export interface ReachScan {
  readonly app: INestApplication;
  readonly modules: ModulesContainer;
  readonly firstMethods: FirstMethods;
  readonly hosts: readonly Host[];
  readonly handlers: readonly HandlerOfHost[];
  readonly reach: GlobalReach;
}

/**
 * Creates an application without starting it, so that specs see what the check would say of one that may not boot.
 *
 * @param patch runs after Nest has created all objects, like a lifecycle hook
 */
export async function scanReach(
  metadata: ModuleMetadata,
  patch: (app: INestApplication) => void = () => undefined,
): Promise<ReachScan> {
  const module = await Test.createTestingModule(metadata).compile();
  const app = module.createNestApplication(new ExpressAdapter(), { logger: false });
  const modules = app.get(ModulesContainer);
  const firstMethods = new FirstMethods(modules);
  firstMethods.note(modules);
  patch(app);
  const hosts = hostsOf(modules);
  const handlers = handlersOf(hosts, firstMethods);
  return {
    app,
    modules,
    firstMethods,
    hosts,
    handlers,
    reach: readGlobalReach(app.get(ModuleRef), modules),
  };
}

/** The handler with a name such as `Orders.list`. */
export function handlerNamed({ handlers }: ReachScan, name: string): HandlerOfHost {
  const found = handlers.find(({ host, name: member }) => `${host.type.name}.${member}` === name);
  if (found === undefined) throw new Error(`There is no handler ${name}`);
  return found;
}
