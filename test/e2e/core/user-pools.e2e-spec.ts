import { Controller, Get, type INestApplication, UseGuards } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import {
  CognitoAuthGuard,
  CognitoAuthModule,
  type CognitoAuthModuleOptions,
  CurrentUser,
} from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { startApp } from '../../support/start-app.js';
import { get } from '../../support/send.js';

@Controller()
@UseGuards(CognitoAuthGuard)
class PoolController {
  @Get('pool')
  pool(@CurrentUser('userPoolId') userPoolId: string): string {
    return userPoolId;
  }
}

describe('user pools', () => {
  let staff: LocalUserPool;
  let customers: LocalUserPool;
  let app: INestApplication;

  beforeAll(async () => {
    staff = await LocalUserPool.create();
    customers = await LocalUserPool.create({ region: 'us-east-1' });
  });

  afterEach(() => app.close());

  const start = async (options: CognitoAuthModuleOptions) => {
    app = await startApp(() => new ExpressAdapter(), {
      imports: [CognitoAuthModule.forRoot(options)],
      controllers: [PoolController],
    });
  };

  const send = async (token: string): Promise<[number, string]> => {
    const { status, text, body } = await get(app, '/pool', token);
    return [status, status === 200 ? text : body.code];
  };

  it('are each accepted by their own rules', async () => {
    await start({ userPools: [staff.options, { ...customers.options, tokenUse: 'id' }] });

    expect(await send(staff.accessToken())).toEqual([200, staff.userPoolId]);
    expect(await send(customers.idToken())).toEqual([200, customers.userPoolId]);
    expect(await send(staff.idToken())).toEqual([401, 'ERR_COGNITO_TOKEN_USE_REFUSED']);
    expect(await send(customers.accessToken())).toEqual([401, 'ERR_COGNITO_TOKEN_USE_REFUSED']);
    expect(await send(staff.accessToken({ clientId: customers.clientId }))).toEqual([
      401,
      'ERR_COGNITO_CLIENT_REFUSED',
    ]);
  });

  it('cannot speak for one another', async () => {
    await start({ userPools: [staff.options, customers.options] });
    const claims = { iss: staff.issuer, client_id: staff.clientId };

    expect(await send(customers.accessToken({ claims }))).toEqual([
      401,
      'ERR_COGNITO_SIGNING_KEY_UNKNOWN',
    ]);
  });

  it('can publish the same key, each for itself', async () => {
    const replica = { ...staff.options, issuer: 'https://replica.example/pool', clientId: 'web' };
    await start({ userPools: [staff.options, replica] });
    const claims = { iss: replica.issuer };

    expect(await send(staff.accessToken())).toEqual([200, staff.userPoolId]);
    expect(await send(staff.accessToken({ claims, clientId: 'web' }))).toEqual([
      200,
      staff.userPoolId,
    ]);
    expect(await send(staff.accessToken({ claims }))).toEqual([401, 'ERR_COGNITO_CLIENT_REFUSED']);
  });

  it('can have several clients, and both uses', async () => {
    await start({ ...staff.options, clientId: ['web', 'mobile'], tokenUse: ['access', 'id'] });

    expect(await send(staff.accessToken({ clientId: 'web' }))).toEqual([200, staff.userPoolId]);
    expect(await send(staff.idToken({ clientId: 'mobile' }))).toEqual([200, staff.userPoolId]);
    expect(await send(staff.clientToken({ clientId: 'web' }))).toEqual([200, staff.userPoolId]);
    for (const token of [staff.accessToken(), staff.idToken(), staff.clientToken()]) {
      expect(await send(token)).toEqual([401, 'ERR_COGNITO_CLIENT_REFUSED']);
    }
  });

  it('accept every client where the options say so', async () => {
    await start({ ...staff.options, clientId: null });

    expect(await send(staff.accessToken({ clientId: 'any' }))).toEqual([200, staff.userPoolId]);
  });

  it.each<[string, string | readonly string[] | null, string | undefined, number]>([
    ['the audience', 'https://a.example', 'https://a.example', 200],
    ['one of the audiences', ['https://b.example', 'https://a.example'], 'https://a.example', 200],
    ['another audience', 'https://a.example', 'https://a.example/', 401],
    ['no audience', 'https://a.example', undefined, 401],
    ['an audience where any will do', null, 'https://b.example', 200],
    ['no audience where any will do', null, undefined, 200],
  ])('that ask for an audience answer a token with %s', async (_case, audience, sent, expected) => {
    await start({ ...staff.options, audience });

    const [status, answer] = await send(
      staff.accessToken(sent === undefined ? {} : { audience: sent }),
    );

    expect([status, answer]).toEqual(
      expected === 200 ? [200, staff.userPoolId] : [401, 'ERR_COGNITO_AUDIENCE_REFUSED'],
    );
  });

  it('accept the issuers that are given, for replicas and emulators', async () => {
    const replica = `https://cognito-idp.eu-central-1.amazonaws.com/${staff.userPoolId}`;
    await start({ ...staff.options, issuer: [staff.issuer, replica] });

    expect(await send(staff.accessToken())).toEqual([200, staff.userPoolId]);
    expect(await send(staff.accessToken({ claims: { iss: replica } }))).toEqual([
      200,
      staff.userPoolId,
    ]);
  });

  it.each([
    ['eu-west-1_AbCdEf123', 'cognito-idp.eu-west-1.amazonaws.com'],
    ['eu-west-1_AbCdEf123', 'issuer-cognito-idp.eu-west-1.amazonaws.com'],
    ['us-gov-west-1_AbCdEf123', 'cognito-idp.us-gov-west-1.amazonaws.com'],
    ['cn-north-1_AbCdEf123', 'cognito-idp.cn-north-1.amazonaws.com.cn'],
    ['eusc-de-east-1_AbCdEf123', 'cognito-idp.eusc-de-east-1.amazonaws.eu'],
  ])('%s may issue as %s', async (userPoolId, host) => {
    const pool = await LocalUserPool.create({
      userPoolId,
      issuer: `https://${host}/${userPoolId}`,
    });
    const { issuer: _issuer, ...options } = pool.options;
    await start(options);

    expect(await send(pool.accessToken())).toEqual([200, userPoolId]);
  });
});
