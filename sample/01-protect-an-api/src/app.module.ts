import { Module } from '@nestjs/common';
import { CognitoAuthModule } from 'nestjs-cognito-auth';
import { CatalogueModule } from './catalogue/catalogue.module.js';
import { HealthController } from './health/health.controller.js';
import { MeController } from './me/me.controller.js';
import { OrdersModule } from './orders/orders.module.js';
import { SampleUserPool } from './user-pool/sample-user-pool.js';
import { UserPoolModule } from './user-pool/user-pool.module.js';

@Module({
  imports: [
    CognitoAuthModule.forRootAsync({
      imports: [UserPoolModule],
      inject: [SampleUserPool],
      useFactory: ({ options }: SampleUserPool) => options,
      // A forgotten decorator closes a route instead of opening it.
      globalGuard: true,
    }),
    CatalogueModule,
    OrdersModule,
  ],
  controllers: [HealthController, MeController],
})
export class AppModule {}
