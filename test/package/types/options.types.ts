import {
  CognitoAuthModule,
  type CognitoAuthModuleOptions,
  type CognitoAuthOptionsFactory,
  RequireAnyGroup,
  RequireClaims,
  RequireTokenUse,
  RequireUserPool,
} from 'nestjs-cognito-auth';

const pool = { userPoolId: 'eu-west-1_AbCdEf123', tokenUse: 'access' } as const;

// The forms that options have.
CognitoAuthModule.forRoot(pool);
CognitoAuthModule.forRoot({ ...pool, clientId: 'one', globalGuard: true, isGlobal: false });
CognitoAuthModule.forRoot({ ...pool, clientId: ['one', 'two'], tokenUse: ['access', 'id'] });
CognitoAuthModule.forRoot({ ...pool, clientId: null, audience: null });
CognitoAuthModule.forRoot({ userPools: [pool, { ...pool, clientId: 'two' }] });
CognitoAuthModule.forRoot({ ...pool, verifiedTokenCache: false });

// What may be asynchronous, and what the hooks are given.
CognitoAuthModule.forRoot({ ...pool, validateClaims: ({ sub }) => sub !== '' });
CognitoAuthModule.forRoot({ ...pool, validateClaims: async ({ token_use: use }) => use === 'id' });
CognitoAuthModule.forRoot({ ...pool, mapUser: async ({ sub }) => ({ id: sub }) });

// @ts-expect-error no pool
CognitoAuthModule.forRoot({ tokenUse: 'access' });
// @ts-expect-error no use
CognitoAuthModule.forRoot({ userPoolId: 'eu-west-1_AbCdEf123' });
// @ts-expect-error there is no such use
CognitoAuthModule.forRoot({ ...pool, tokenUse: 'refresh' });
// @ts-expect-error a misspelt name
CognitoAuthModule.forRoot({ ...pool, clientID: 'one' });
// @ts-expect-error an unset variable of the environment
CognitoAuthModule.forRoot({ ...pool, clientId: process.env['COGNITO_CLIENT_ID'] });
// @ts-expect-error only true lets anybody in
CognitoAuthModule.forRoot({ ...pool, validateClaims: () => 'yes' });

// Factories of every kind.
class Settings {
  readonly userPoolId: string = 'eu-west-1_AbCdEf123';
}
class OptionsFactory implements CognitoAuthOptionsFactory {
  createCognitoAuthOptions(): CognitoAuthModuleOptions {
    return pool;
  }
}
CognitoAuthModule.forRootAsync({ useClass: OptionsFactory, globalGuard: true });
CognitoAuthModule.forRootAsync({ useExisting: OptionsFactory });
CognitoAuthModule.forRootAsync({
  inject: [Settings],
  useFactory: async ({ userPoolId }: Settings) => ({ userPoolId, tokenUse: 'id', clientId: null }),
});

// Requirements.
const groups: string[] = ['admin'];
const requirements: MethodDecorator[] & ClassDecorator[] = [
  RequireAnyGroup('admin'),
  RequireAnyGroup(...groups),
  RequireClaims((claims) => claims['custom:tenant'] === 'acme'),
  RequireUserPool('eu-west-1_AbCdEf123'),
  RequireTokenUse('id'),
];
// @ts-expect-error a promise would be taken for a yes
RequireClaims(async () => true);
// @ts-expect-error there is no such use
RequireTokenUse('refresh');
void requirements;
