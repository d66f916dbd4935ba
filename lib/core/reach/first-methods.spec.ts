import { Controller, Get } from '@nestjs/common';
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

  it('takes up classes that come later', async () => {
    const { modules } = await scanReach({ controllers: [Orders] });
    const firstMethods = new FirstMethods(new ModulesContainer());
    expect(firstMethods.of(Orders.prototype).size).toBe(0);

    firstMethods.note(modules);

    expect(firstMethods.of(Orders.prototype).get('list')).toBe(Orders.prototype.list);
  });
});
