import { Module } from '@nestjs/common';
import { CognitoAuthModule } from 'nestjs-cognito-auth';
import { CognitoOptions } from './cognito-options.js';
import { LoansController } from './loans/loans.controller.js';
import { LoansService } from './loans/loans.service.js';

@Module({
  imports: [CognitoAuthModule.forRootAsync({ useClass: CognitoOptions, globalGuard: true })],
  controllers: [LoansController],
  providers: [LoansService],
})
export class AppModule {}
