import type { INestApplicationContext } from '@nestjs/common';

/**
 * A provider of core that tests need.
 *
 * @param asker the function that needs it, such as `actingAs()`
 * @throws {Error} when the application has no `CognitoAuthModule`
 */
export function providerOf(app: INestApplicationContext, token: symbol, asker: string): unknown {
  try {
    return app.get<unknown>(token, { strict: false });
  } catch (cause) {
    throw new Error(`${asker} needs an application that imports CognitoAuthModule.forRoot({ … })`, {
      cause,
    });
  }
}
