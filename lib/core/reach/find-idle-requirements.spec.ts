import { Controller, Get, Injectable, Post } from '@nestjs/common';
import { RequireAnyGroup } from '../decorators/require-any-group.decorator.js';
import { scanReach } from '../../../test/support/reach-scan.js';
import { findIdleRequirements } from './find-idle-requirements.js';

@Injectable()
@RequireAnyGroup('a')
class IdleService {
  @RequireAnyGroup('a') remove(): void {}
  @RequireAnyGroup('a') static drop(): void {}
  list(): void {}
}

@RequireAnyGroup('a')
class Parent {
  @RequireAnyGroup('a') shared(): void {}
}

@Controller()
class Orders extends Parent {
  @RequireAnyGroup('a') @Get() list(): void {}
  @RequireAnyGroup('a') forgotten(): void {}
  plain(): void {}
}

@Controller('again')
@RequireAnyGroup('a')
class Served {
  @Post() create(): void {}
}

const idleIn = async (...types: readonly (new () => object)[]): Promise<readonly string[]> => {
  const controllers = types.filter((type) => type !== IdleService);
  const { hosts, handlers } = await scanReach({ controllers, providers: [IdleService] });
  return findIdleRequirements(
    hosts,
    handlers.filter(({ kinds }) => kinds.length > 0),
  );
};

describe('findIdleRequirements', () => {
  it('names classes and methods with requirements that Nest routes no calls to', async () => {
    const idle = await idleIn(Orders, Served);

    expect(idle.toSorted()).toEqual([
      'IdleService',
      'IdleService.drop',
      'IdleService.remove',
      'Orders.forgotten',
      'Orders.shared',
    ]);
  });

  it('names each once, however many modules have the class', async () => {
    const first = await scanReach({ providers: [IdleService] });
    const second = await scanReach({ providers: [IdleService] });

    expect(findIdleRequirements([...first.hosts, ...second.hosts], [])).toEqual([
      'IdleService',
      'IdleService.remove',
      'IdleService.drop',
    ]);
  });

  it('does not name a class whose subclass Nest serves', async () => {
    const { hosts, handlers } = await scanReach({ controllers: [Orders], providers: [Parent] });
    const served = handlers.filter(({ kinds }) => kinds.length > 0);

    expect(findIdleRequirements(hosts, served)).not.toContain('Parent');
    expect(findIdleRequirements(hosts, [])).toContain('Parent');
  });

  it('does not name a method that Nest serves by another function of the same name', async () => {
    @Controller()
    class Patched {
      @RequireAnyGroup('a') @Get() list(): void {}
    }
    const { hosts, handlers } = await scanReach({ controllers: [Patched] }, () => {
      const { list } = Patched.prototype;
      Patched.prototype.list = Object.setPrototypeOf(() => undefined, list) as () => void;
    });

    expect(handlers.map(({ marked }) => marked)).not.toContain(handlers[0]?.declared[0]);
    expect(findIdleRequirements(hosts, handlers)).toEqual([]);
    expect(findIdleRequirements(hosts, [])).toEqual(['Patched.list']);
  });

  it('goes by the function that Nest serves, whatever its name', async () => {
    @Controller()
    class Renamed {
      @RequireAnyGroup('a') @Get() list(): void {}
    }
    const { hosts, handlers } = await scanReach({ controllers: [Renamed] });
    const served = handlers.map((handler) => ({ ...handler, name: 'other' }));

    expect(findIdleRequirements(hosts, served)).toEqual([]);
    expect(findIdleRequirements(hosts, [])).toEqual(['Renamed.list']);
  });
});
