import { ApplicationConfig, ModulesContainer } from '@nestjs/core';
import { BootConfig } from './boot-config.js';

const EARLY = { canActivate: () => true };
const LATE = { canActivate: () => true };

describe('BootConfig', () => {
  const start = (): { config: ApplicationConfig; bootConfig: BootConfig } => {
    const config = new ApplicationConfig();
    config.useGlobalGuards(EARLY);
    config.setGlobalPrefix('early');
    return { config, bootConfig: new BootConfig(config, new ModulesContainer()) };
  };
  const change = (config: ApplicationConfig): void => {
    config.addGlobalGuard(LATE);
    config.setGlobalPrefix('late');
  };

  it('is the configuration of now before the boot', () => {
    const { config, bootConfig } = start();
    change(config);

    expect(bootConfig.globalGuards).toEqual([EARLY, LATE]);
    expect(bootConfig.lateGuards).toEqual([]);
    expect(bootConfig.routing.prefix).toBe('/late');
  });

  it('keeps what was there at the boot', () => {
    const { config, bootConfig } = start();
    bootConfig.note();
    change(config);

    expect(bootConfig.globalGuards).toEqual([EARLY]);
    expect(bootConfig.lateGuards).toEqual([LATE]);
    expect(bootConfig.routing.prefix).toBe('/early');
  });

  it('follows an application that boots after a context of the same module', () => {
    const { config, bootConfig } = start();
    bootConfig.note();
    change(config);
    bootConfig.note();

    expect(bootConfig.globalGuards).toEqual([EARLY, LATE]);
    expect(bootConfig.lateGuards).toEqual([]);
  });
});
