import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { LocalCognito } from 'nestjs-cognito-auth/local';
import { AppModule } from './app.module.js';

/** The application with a local Cognito, which ends with it. */
@Module({})
export class DevelopmentModule implements OnApplicationShutdown {
  constructor(@Inject(LocalCognito) private readonly local: LocalCognito) {}

  static with(local: LocalCognito, callbackUrl: string): DynamicModule {
    const { options, userPoolId, clientId, origin } = local;
    const settings = {
      userPool: { ...options, userPoolId, clientId },
      region: userPoolId.split('_', 1)[0] ?? '',
      endpoint: origin,
      domain: origin,
      callbackUrl,
    };
    return {
      module: DevelopmentModule,
      imports: [AppModule.register(settings)],
      providers: [{ provide: LocalCognito, useValue: local }],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.local.close();
  }
}
