import { type DynamicModule, Module } from '@nestjs/common';
import { CognitoAuthModule } from 'nestjs-cognito-auth';
import { AccountsController } from './accounts/accounts.controller.js';
import { AccountsService } from './accounts/accounts.service.js';
import { COGNITO_SETTINGS, type CognitoSettings } from './cognito-settings.js';
import { HostedLoginController } from './hosted-login/hosted-login.controller.js';
import { MeController } from './me/me.controller.js';

/** Knows nothing of a local Cognito: whatever the settings name is its Cognito. */
@Module({})
export class AppModule {
  static register(settings: CognitoSettings): DynamicModule {
    return {
      module: AppModule,
      imports: [CognitoAuthModule.forRoot({ ...settings.userPool, globalGuard: true })],
      controllers: [AccountsController, HostedLoginController, MeController],
      providers: [AccountsService, { provide: COGNITO_SETTINGS, useValue: settings }],
    };
  }
}
