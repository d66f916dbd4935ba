import { Inject, Injectable } from '@nestjs/common';
import { ApplicationConfig, ModulesContainer } from '@nestjs/core';
import { readRouting, type Routing } from './http-routes.js';

interface ConfigAtBoot {
  readonly globalGuards: readonly unknown[];
  readonly routing: Routing;
}

/**
 * What Nest reads from the configuration of the application when it makes routes and message handlers. It never reads
 * it again for them, so a guard or a prefix that comes later changes nothing that is served. Resolvers read guards in a
 * hook, in an order that nothing shows: a guard that comes before that hook and after ours does not count either.
 */
@Injectable()
export class BootConfig {
  readonly #config: ApplicationConfig;
  readonly #modules: ModulesContainer;
  #noted: ConfigAtBoot | undefined;

  constructor(
    @Inject(ApplicationConfig) config: ApplicationConfig,
    @Inject(ModulesContainer) modules: ModulesContainer,
  ) {
    this.#config = config;
    this.#modules = modules;
  }

  note(): void {
    this.#noted = this.#read();
  }

  /** Before the boot, it is the configuration of now. */
  get globalGuards(): readonly unknown[] {
    return (this.#noted ?? this.#read()).globalGuards;
  }

  /** Global guards that came too late to guard anything. */
  get lateGuards(): readonly unknown[] {
    const { globalGuards } = this;
    return this.#config.getGlobalGuards().filter((guard) => !globalGuards.includes(guard));
  }

  get routing(): Routing {
    return (this.#noted ?? this.#read()).routing;
  }

  /** Nest adds to its own list, so the guards are copied. */
  #read(): ConfigAtBoot {
    return {
      globalGuards: [...this.#config.getGlobalGuards()],
      routing: readRouting(this.#config, this.#modules),
    };
  }
}
