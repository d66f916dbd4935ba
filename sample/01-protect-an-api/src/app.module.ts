import { type DynamicModule, Module } from '@nestjs/common';
import { CognitoAuthModule, type UserPoolOptions } from 'nestjs-cognito-auth';
import { CatalogueModule } from './catalogue/catalogue.module.js';
import { HealthController } from './health/health.controller.js';
import { MeController } from './me/me.controller.js';
import { OrdersModule } from './orders/orders.module.js';

@Module({})
export class AppModule {
  /** An application of one pool would write `CognitoAuthModule.forRoot()` into `@Module()`. */
  static forUserPool(userPool: UserPoolOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        // With a global guard a forgotten decorator closes a route instead of opening it.
        CognitoAuthModule.forRoot({ ...userPool, globalGuard: true }),
        CatalogueModule,
        OrdersModule,
      ],
      controllers: [HealthController, MeController],
    };
  }
}
