import { type LocalKeyEndpointState, LocalUserPool } from 'nestjs-cognito-auth/testing';

type Maker = 'accessToken' | 'idToken' | 'clientToken' | 'refusedTokens';

describe('options of the kit', () => {
  let pool: LocalUserPool;

  beforeAll(async () => {
    pool = await LocalUserPool.create();
  });

  const make = (maker: Maker, options: unknown): unknown =>
    (pool[maker] as (given: unknown) => unknown).call(pool, options);

  it.each<[unknown, string]>([
    [{ poolId: 'eu-west-1_AbCdEf123' }, 'LocalUserPool.create.poolId: there is no such option'],
    [{ clientID: 'a' }, 'did you mean clientId?'],
    [{ region: '' }, 'LocalUserPool.create.region: must be a string'],
    [{ userPoolId: 1 }, 'LocalUserPool.create.userPoolId: must be a string'],
    [{ issuerType: 'updated' }, "must be 'ORIGINAL' or 'UPDATED'"],
    [null, 'LocalUserPool.create: must be an object'],
    ['eu-west-1_AbCdEf123', 'LocalUserPool.create: must be an object'],
    [new Map(), 'LocalUserPool.create: must be a plain object'],
  ])('refuse a pool of %p', async (options, mistake) => {
    const making = LocalUserPool.create(options as object);

    await expect(making).rejects.toThrow(TypeError);
    await expect(making).rejects.toThrow(mistake);
  });

  it('take those of a pool of the application', async () => {
    const production = { userPoolId: 'eu-west-1_AbCdEf123', clientId: 'a', tokenUse: 'access' };

    expect(await LocalUserPool.create(production)).toMatchObject({
      userPoolId: 'eu-west-1_AbCdEf123',
      clientId: 'a',
    });
  });

  it('take another pool, for one with the same ids and other keys', async () => {
    const other = await LocalUserPool.create(pool);
    const { userPoolId, clientId, issuer, region } = pool;

    expect(other).toMatchObject({ userPoolId, clientId, issuer, region });
    expect(other.signingKeyIds).not.toEqual(pool.signingKeyIds);
  });

  it.each<[Maker, unknown, string]>([
    [
      'accessToken',
      { group: ['admin'] },
      'accessToken.group: there is no such option; did you mean groups?',
    ],
    ['accessToken', { scopes: [] }, 'did you mean scope?'],
    ['accessToken', { attributes: {} }, 'accessToken.attributes: there is no such option'],
    ['accessToken', { groups: 'admin' }, 'accessToken.groups: must be a list'],
    ['accessToken', { groups: [1] }, 'accessToken.groups: must be a list'],
    ['accessToken', { sub: 1 }, 'accessToken.sub: must be a string'],
    ['accessToken', { scope: 1 }, 'accessToken.scope: must be a list'],
    ['accessToken', { issuedAt: 0 }, 'accessToken.issuedAt: must be a valid Date'],
    ['accessToken', { issuedAt: new Date('x') }, 'accessToken.issuedAt: must be a valid Date'],
    ['accessToken', { expiresInSeconds: '60' }, 'accessToken.expiresInSeconds: must be a number'],
    ['accessToken', { expiresInSeconds: Number.NaN }, 'accessToken.expiresInSeconds: must be'],
    ['accessToken', { claims: [] }, 'accessToken.claims: must be an object'],
    ['accessToken', { federatedFrom: 'Google' }, 'accessToken.federatedFrom: must be an object'],
    ['accessToken', { federatedFrom: { providr: 'a' } }, 'federatedFrom.providr: there is no'],
    ['accessToken', null, 'accessToken: must be an object'],
    ['idToken', { scope: 'openid' }, 'idToken.scope: there is no such option'],
    ['idToken', { attributes: 'a' }, 'idToken.attributes: must be an object'],
    ['clientToken', { sub: 'a' }, 'clientToken.sub: there is no such option'],
    ['clientToken', { groups: [] }, 'clientToken.groups: there is no such option'],
    ['refusedTokens', { tokenUse: 'refresh' }, "must be 'access' or 'id'"],
    ['refusedTokens', { expiresInSeconds: 1 }, 'expiresInSeconds: there is no such option'],
    ['refusedTokens', 'access', 'refusedTokens: must be an object'],
  ])('refuse %s(%p)', (maker, options, mistake) => {
    expect(() => make(maker, options)).toThrow(TypeError);
    expect(() => make(maker, options)).toThrow(mistake);
  });

  it('refuse all mistakes at once', () => {
    expect(() => make('accessToken', { group: [], sub: 1 })).toThrow(/\.group: [^]*\.sub: /);
  });

  it('may be undefined one by one', () => {
    const undefinedOnes = { sub: undefined, groups: undefined, claims: undefined };

    expect(make('accessToken', { ...undefinedOnes, federatedFrom: undefined })).toEqual(
      expect.any(String),
    );
  });

  it('refuse a claim that no refused token is without', () => {
    expect(() => pool.refusedTokens().without('iss' as 'sub')).toThrow(RangeError);
  });

  it.each<[unknown, unknown]>([
    ['broken', undefined],
    [undefined, undefined],
    ['slow', -1],
    ['slow', '5'],
    ['slow', Number.NaN],
  ])('refuse a key endpoint that becomes %p after %p', (state, delayMs) => {
    expect(() =>
      pool.keyEndpoint.become(state as LocalKeyEndpointState, delayMs as number | undefined),
    ).toThrow(RangeError);
  });
});
