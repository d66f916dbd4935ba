import { Module } from '@nestjs/common';
import { readSettings } from '../read-settings.js';
import { SampleUserPool } from './sample-user-pool.js';

/** Where your application has the module of its configuration, such as `ConfigModule` of @nestjs/config. */
@Module({
  providers: [
    { provide: SampleUserPool, useFactory: () => SampleUserPool.open(readSettings(process.env)) },
  ],
  exports: [SampleUserPool],
})
export class UserPoolModule {}
