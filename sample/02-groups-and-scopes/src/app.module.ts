import { Module } from '@nestjs/common';
import { CognitoAuthModule } from 'nestjs-cognito-auth';
import { BackOfficeModule } from './back-office/back-office.module.js';
import { PaymentsModule } from './payments/payments.module.js';
import { ProfileController } from './profile/profile.controller.js';
import { SampleUserPools } from './user-pools/sample-user-pools.js';
import { UserPoolsModule } from './user-pools/user-pools.module.js';

@Module({
  imports: [
    CognitoAuthModule.forRootAsync({
      imports: [UserPoolsModule],
      inject: [SampleUserPools],
      useFactory: ({ staff, customers }: SampleUserPools) => ({
        userPools: [
          // Members of the staff and the services: access tokens only.
          { ...staff.options, tokenUse: 'access' },
          { ...customers.options, tokenUse: ['access', 'id'] },
        ],
      }),
      globalGuard: true,
    }),
    PaymentsModule,
    BackOfficeModule,
  ],
  controllers: [ProfileController],
})
export class AppModule {}
