import { Controller, Get, Inject, Injectable, Module, Scope, type Type } from '@nestjs/common';
import { ExternalContextCreator, type ModulesContainer, REQUEST } from '@nestjs/core';
import { WebSocketGateway } from '@nestjs/websockets';
import { scanReach } from '../../../test/support/reach-scan.js';
import { type Host, hostsOf } from './hosts-of.js';

class Orders {}

@WebSocketGateway()
class Chat {}

class Guard {}

const modulesWith = (token: unknown, type: new () => object): ModulesContainer => {
  const wrapper = { token, metatype: type, instance: new type(), isAlias: false };
  const module = {
    controllers: new Map(),
    providers: new Map([[token, wrapper]]),
    injectables: new Map([[Guard, {}]]),
    entryProviders: [],
  };
  return new Map([['module', module]]) as unknown as ModulesContainer;
};

const hasGuards = (token: unknown, type: new () => object): boolean =>
  hostsOf(modulesWith(token, type)).every(({ guards }) => guards.has(Guard));

describe('hostsOf, for a provider under a token that is not its class', () => {
  const creator = ExternalContextCreator.prototype as object as Record<string, unknown>;
  const name = 'getHostModuleKey';
  const ofInstalled = Object.getOwnPropertyDescriptor(creator, name);

  afterEach(() => {
    if (ofInstalled === undefined) Reflect.deleteProperty(creator, name);
    else Object.defineProperty(creator, name, ofInstalled);
  });

  it('knows of no guards where Nest looks for its class', () => {
    Reflect.deleteProperty(creator, name);

    expect(hasGuards('X', Orders)).toBe(false);
    expect(hasGuards(Orders, Orders)).toBe(true);
    expect(hasGuards('X', Chat)).toBe(true);
  });

  it('knows its guards where Nest looks for its object', () => {
    Object.defineProperty(creator, name, { value: () => undefined, configurable: true });

    expect(hasGuards('X', Orders)).toBe(true);
    expect(hasGuards('X', new Proxy(Orders, {}))).toBe(false);
  });
});

describe('hostsOf, for an application', () => {
  @Controller()
  class Routes {
    @Get() list(): void {}
  }
  @Injectable({ scope: Scope.REQUEST })
  class PerRequest {
    readonly isConstructed = true;
    constructor(@Inject(REQUEST) readonly request: unknown) {}
  }
  @Module({ controllers: [Routes] })
  class RoutesModule {}

  const hostIn = async (
    type: Type<unknown>,
    metadata: Parameters<typeof scanReach>[0],
  ): Promise<Host | undefined> => {
    const { hosts } = await scanReach(metadata);
    const [host, ...others] = hosts.filter((found) => found.type === type);
    expect(others).toEqual([]);
    return host;
  };

  it('tells controllers from providers', async () => {
    const controller = await hostIn(Routes, { imports: [RoutesModule] });
    const provider = await hostIn(Orders, { providers: [Orders] });

    expect(controller).toMatchObject({ isController: true, hasScopedGuards: true });
    expect(controller).toMatchObject({ registered: Routes, prototype: Routes.prototype });
    expect(controller?.module).toBe(RoutesModule);
    expect(controller?.instance).toBeInstanceOf(Routes);
    expect(provider).toMatchObject({ isController: false, hasScopedGuards: false });
    expect(provider?.registered).toBe(Orders);
  });

  it('knows the objects of factories and values by their class, and not as registered', async () => {
    const made = await hostIn(Orders, {
      providers: [{ provide: 'X', useFactory: () => new Orders() }],
    });
    const given = await hostIn(Orders, { providers: [{ provide: 'X', useValue: new Orders() }] });
    const injected = await hostIn(Orders, {
      providers: [{ provide: Orders, useFactory: () => new Orders(), inject: [] }],
    });

    expect(made).toMatchObject({ registered: undefined, prototype: Orders.prototype });
    expect(made?.guards.has(Guard)).toBe(false);
    expect(made?.guardedAs).toEqual([Orders]);
    expect(given).toMatchObject({ registered: undefined });
    expect(injected?.registered).toBeUndefined();
  });

  it('knows a class under another token as registered', async () => {
    const host = await hostIn(Orders, { providers: [{ provide: 'X', useClass: Orders }] });

    expect(host?.registered).toBe(Orders);
    expect(host?.guardedAs).toEqual([Orders]);
  });

  it('leaves out aliases, and values that are no objects', async () => {
    const { hosts } = await scanReach({
      providers: [
        Orders,
        { provide: 'alias', useExisting: Orders },
        { provide: 'text', useValue: 'text' },
        { provide: 'nothing', useFactory: () => null },
        { provide: 'bare', useValue: Object.create(null) as object },
        { provide: 'classless', useValue: Object.create(Object.create(null) as object) as object },
        { provide: 'misled', useValue: Object.create({ constructor: 'text' }) as object },
        { provide: 'arrow', useFactory: () => () => undefined },
      ],
    });

    expect(hosts.filter(({ type }) => type === Orders)).toHaveLength(1);
    expect(hosts.filter(({ type }) => typeof type !== 'function')).toEqual([]);
    expect(hosts.filter(({ prototype }) => prototype === null)).toEqual([]);
  });

  it('has an object of a request-scoped class whose constructor has not run', async () => {
    const host = await hostIn(PerRequest, { providers: [PerRequest] });

    expect(host?.prototype).toBe(PerRequest.prototype);
    expect(host?.instance).not.toHaveProperty('isConstructed');
  });

  it('lists every registered class that shares a prototype', async () => {
    const Twin = new Proxy(Orders, {});
    const { hosts } = await scanReach({ providers: [Orders, Twin] });
    const classes = hosts
      .filter(({ prototype }) => prototype === Orders.prototype)
      .map(({ guardedAs }) => guardedAs);
    const readsRegisteredClass = 'getHostModuleKey' in ExternalContextCreator.prototype;

    expect(classes).toEqual(
      readsRegisteredClass
        ? [
            [Orders, Twin],
            [Orders, Twin],
          ]
        : [[Orders], [Orders]],
    );
  });
});
