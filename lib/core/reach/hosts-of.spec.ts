import { ExternalContextCreator, type ModulesContainer } from '@nestjs/core';
import { WebSocketGateway } from '@nestjs/websockets';
import { hostsOf } from './hosts-of.js';

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
  });
});
