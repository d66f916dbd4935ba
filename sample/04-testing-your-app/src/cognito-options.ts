import { Injectable } from '@nestjs/common';
import type { CognitoAuthModuleOptions, CognitoAuthOptionsFactory } from 'nestjs-cognito-auth';

/** The options of production. The tests leave them as they are. */
@Injectable()
export class CognitoOptions implements CognitoAuthOptionsFactory {
  createCognitoAuthOptions(): CognitoAuthModuleOptions {
    return {
      userPoolId: process.env['COGNITO_USER_POOL_ID'] || 'eu-west-1_AbCdEf123',
      clientId: process.env['COGNITO_CLIENT_ID'] || '55plsi2cl0o267lfusmgaf67pf',
      tokenUse: 'access',
      maxTokenAgeSeconds: 86_400,
    };
  }
}
