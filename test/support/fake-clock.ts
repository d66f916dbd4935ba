import type { TestingModuleBuilder } from '@nestjs/testing';
import { CLOCK } from 'nestjs-cognito-auth';

/** A clock that stands still until it is told to move. */
export class FakeClock {
  nowMs: number;

  constructor(nowMs = Date.now()) {
    this.nowMs = nowMs;
  }

  advanceSeconds(seconds: number): void {
    this.nowMs += seconds * 1000;
  }

  /** Makes an application go by this clock. */
  readonly install = (builder: TestingModuleBuilder): TestingModuleBuilder =>
    builder.overrideProvider(CLOCK).useValue(() => this.nowMs);
}
