import { Library } from './support/start-library.js';

describe('a refusal', () => {
  let library: Library;

  beforeAll(async () => {
    library = await Library.start();
  });

  afterEach(() => {
    library.clock.secondsAhead = 0;
  });

  afterAll(() => library.close());

  const codeOf = async (token?: string): Promise<[number, unknown]> => {
    const response = await library.send('get', '/loans/mine', token);
    const { code = 'let in' } = response.body as { code?: string };
    return [response.status, code];
  };

  it('says that there is no token', async () => {
    expect(await codeOf()).toEqual([401, 'ERR_COGNITO_TOKEN_MISSING']);
  });

  it('is the answer to every token that is not good, and says what is wrong', async () => {
    const refused = library.pool.refusedTokens().all();

    expect(refused.length).toBeGreaterThan(0);
    for (const { token, code } of refused) expect(await codeOf(token)).toEqual([401, code]);
  });

  it('comes with time', async () => {
    const token = library.pool.accessToken({ expiresInSeconds: 300 });

    expect(await codeOf(token)).toEqual([200, 'let in']);
    library.clock.secondsAhead = 301;
    expect(await codeOf(token)).toEqual([401, 'ERR_COGNITO_TOKEN_EXPIRED']);
  });

  it('comes with the end of a key, and not with a new one', async () => {
    const before = library.pool.accessToken();
    await library.pool.rotateKeys();

    expect(await codeOf(before)).toEqual([200, 'let in']);
    expect(await codeOf(library.pool.accessToken())).toEqual([200, 'let in']);
    library.pool.dropKey();
    expect(await codeOf(before)).toEqual([401, 'ERR_COGNITO_SIGNING_KEY_UNKNOWN']);
  });
});
