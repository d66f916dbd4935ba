import { Controller, Get, Scope } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { scanReach } from '../../../test/support/reach-scan.js';
import { FirstMethods, methodsOf } from './first-methods.js';

class Parent {
  show(): void {}
}

@Controller()
class Orders extends Parent {
  @Get() list(): void {}
  get size(): number {
    return 1;
  }
}

describe('methodsOf', () => {
  it('gives the methods of a class and of its parents by name', () => {
    expect([...methodsOf(Orders.prototype)]).toEqual([
      ['list', Orders.prototype.list],
      ['show', Parent.prototype.show],
    ]);
  });
});

describe('FirstMethods', () => {
  it('keeps the methods from before a hook that replaces them', async () => {
    @Controller()
    class Patched {
      @Get() list(): void {}
    }
    const { list } = Patched.prototype;
    const { modules, firstMethods } = await scanReach({ controllers: [Patched] }, () => {
      Patched.prototype.list = () => undefined;
    });
    firstMethods.note(modules);

    expect(firstMethods.of(Patched.prototype).get('list')).toBe(list);
    expect(new FirstMethods(modules).of(Patched.prototype).get('list')).not.toBe(list);
  });

  it('keeps the methods of a controller from after its constructor and before a hook', async () => {
    @Controller()
    class Bound {
      constructor() {
        this.list = this.list.bind(this);
      }
      @Get() list(): void {}
    }
    let bound: unknown;
    const { app, firstMethods } = await scanReach({ controllers: [Bound] }, (starting) => {
      const controller = starting.get(Bound);
      bound = controller.list;
      controller.list = () => undefined;
    });

    expect(firstMethods.ofController(app.get(Bound))?.get('list')).toBe(bound);
    expect(bound).not.toBe(Bound.prototype.list);
  });

  it('does not know the methods of a controller that is made for each request, nor of a provider', async () => {
    @Controller({ scope: Scope.REQUEST })
    class PerRequest {
      @Get() list(): void {}
    }
    const { hosts, firstMethods } = await scanReach({
      controllers: [PerRequest],
      providers: [Orders],
    });
    const instances = hosts
      .filter(({ type }) => [PerRequest, Orders].includes(type as never))
      .map(({ instance }) => instance as object);

    expect(instances.map((instance) => firstMethods.ofController(instance))).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('takes up classes that come later', async () => {
    const { modules } = await scanReach({ controllers: [Orders] });
    const firstMethods = new FirstMethods(new ModulesContainer());
    expect(firstMethods.of(Orders.prototype).size).toBe(0);

    firstMethods.note(modules);

    expect(firstMethods.of(Orders.prototype).get('list')).toBe(Orders.prototype.list);
  });
});
