import { Module } from '@nestjs/common';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';

/**
 * A user pool inside this process. Your application has the module of its configuration here, such as `ConfigModule`
 * of @nestjs/config.
 */
@Module({
  providers: [{ provide: LocalUserPool, useFactory: () => LocalUserPool.create() }],
  exports: [LocalUserPool],
})
export class UserPoolModule {}
