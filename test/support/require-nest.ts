import * as common from '@nestjs/common';
import * as core from '@nestjs/core';

/**
 * Lets CommonJS packages such as `@nestjs/throttler` require Nest 12, which is an ES module. Node does that by itself,
 * Jest cannot before Node 24.9: it then gets the same module that `import` gives.
 */
export function letPackagesRequireNest(): void {
  const { jest: registry } = import.meta;
  registry.mock('@nestjs/common', () => common);
  registry.mock('@nestjs/core', () => core);
}
