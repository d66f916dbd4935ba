import type { INestApplicationContext } from '@nestjs/common';
import { TESTING_HOOKS, type TestingHooks } from '../core/index.js';

/** @throws {Error} when the application has no `CognitoAuthModule` */
export function testingHooksOf(app: INestApplicationContext, asker: string): TestingHooks {
  try {
    return app.get<TestingHooks>(TESTING_HOOKS, { strict: false });
  } catch (cause) {
    throw new Error(`${asker} needs an application that imports CognitoAuthModule.forRoot({ … })`, {
      cause,
    });
  }
}
