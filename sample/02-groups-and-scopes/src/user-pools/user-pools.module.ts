import { Module } from '@nestjs/common';
import { SampleUserPools } from './sample-user-pools.js';

/** Where your application has the module of its configuration, such as `ConfigModule` of @nestjs/config. */
@Module({
  providers: [{ provide: SampleUserPools, useFactory: () => SampleUserPools.create() }],
  exports: [SampleUserPools],
})
export class UserPoolsModule {}
