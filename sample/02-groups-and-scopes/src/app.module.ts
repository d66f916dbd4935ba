import { type DynamicModule, Module } from '@nestjs/common';
import { CognitoAuthModule } from 'nestjs-cognito-auth';
import { BackOfficeModule } from './back-office/back-office.module.js';
import { PaymentsModule } from './payments/payments.module.js';
import { ProfileController } from './profile/profile.controller.js';
import type { SampleUserPools } from './user-pools.js';

@Module({})
export class AppModule {
  static forUserPools({ staff, customers }: SampleUserPools): DynamicModule {
    return {
      module: AppModule,
      imports: [
        CognitoAuthModule.forRoot({
          userPools: [
            // Members of the staff and the services: access tokens only.
            { ...staff.options, tokenUse: 'access' },
            { ...customers.options, tokenUse: ['access', 'id'] },
          ],
          globalGuard: true,
        }),
        PaymentsModule,
        BackOfficeModule,
      ],
      controllers: [ProfileController],
    };
  }
}
