import { Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { CognitoAuthModule, CognitoAuthSetupError } from 'nestjs-cognito-auth';
import {
  clientTokensToken,
  CognitoUserPoolModule,
  InjectClientTokens,
  InjectUserPool,
  UserPoolClient,
  userPoolToken,
} from 'nestjs-cognito-auth/user-pool';
import { CapturedLog } from '../../support/captured-log.js';

const POOL = { userPoolId: 'eu-west-1_AbCdEf123', clientId: '55plsi2cl0o267lfusmgaf67pf' };
const OTHER = { userPoolId: 'eu-west-1_Other1234', clientId: '66plsi2cl0o267lfusmgaf67pf' };

type Imported = ReturnType<typeof CognitoUserPoolModule.forRoot>;

async function boot(...imports: (Imported | typeof CognitoUserPoolModule)[]) {
  const module = await Test.createTestingModule({ imports }).setLogger(new CapturedLog()).compile();
  await module.init();
  return module;
}

/** The mistakes that the boot stops with. */
async function mistakesOf(pending: Promise<unknown>): Promise<readonly string[]> {
  const error: unknown = await pending.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof CognitoAuthSetupError)) throw new Error('The boot did not stop so');
  return error.mistakes;
}

@Injectable()
class Holder {
  constructor(
    @InjectUserPool() readonly people: UserPoolClient,
    @InjectUserPool('staff') readonly staff: UserPoolClient,
    @InjectClientTokens('staff') readonly tokens: object,
  ) {}
}

it('gives each registration a client of its own, by its name', async () => {
  const module = await Test.createTestingModule({
    imports: [
      CognitoUserPoolModule.forRoot(POOL),
      CognitoUserPoolModule.forRootAsync({ name: 'staff', useFactory: async () => OTHER }),
    ],
    providers: [Holder],
  })
    .setLogger(new CapturedLog())
    .compile();
  await module.init();
  const { people, staff, tokens } = module.get(Holder);

  expect(people).toBe(module.get(UserPoolClient));
  expect(staff).toBe(module.get(userPoolToken('staff')));
  expect(staff).not.toBe(people);
  expect(tokens).toBe(module.get(clientTokensToken('staff')));
  await module.close();
});

it('refuses two registrations of one name', async () => {
  const twice = boot(
    CognitoUserPoolModule.forRoot({ ...POOL, name: 'staff' }),
    CognitoUserPoolModule.forRoot({ ...OTHER, name: 'staff' }),
  );

  expect(await mistakesOf(twice)).toEqual([expect.stringContaining('more than once as "staff"')]);
});

it('refuses to be imported bare', async () => {
  expect(await mistakesOf(boot(CognitoUserPoolModule))).toEqual([
    expect.stringContaining('imported without options'),
  ]);
});

describe('beside CognitoAuthModule', () => {
  const auth = { ...POOL, tokenUse: 'access' } as const;

  const bootBeside = (settings: Parameters<typeof CognitoAuthModule.forRoot>[0], options: object) =>
    boot(CognitoAuthModule.forRoot(settings), CognitoUserPoolModule.forRoot(options));

  it('takes pool and client from there', async () => {
    const module = await bootBeside(auth, {});

    expect(module.get(UserPoolClient)).toBeInstanceOf(UserPoolClient);
    await module.close();
  });

  it.each<[string, object, RegExp]>([
    ['a pool that is not there', { userPoolId: OTHER.userPoolId }, /userPoolId: is not configured/],
    ['a client that is not there', { clientId: OTHER.clientId }, /clientId: is not accepted/],
  ])('refuses %s', async (_case, options, mistake) => {
    const mistakes = await mistakesOf(bootBeside(auth, { ...options }));

    expect(mistakes).toEqual(expect.arrayContaining([expect.stringMatching(mistake)]));
  });

  it('asks which of several pools is meant', async () => {
    const several = {
      userPools: [auth, { ...OTHER, tokenUse: 'access' as const }],
    };

    expect(await mistakesOf(bootBeside(several, {}))).toEqual([
      expect.stringContaining('has several user pools'),
      expect.stringContaining('clientId'),
    ]);
  });
});
