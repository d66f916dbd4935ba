import {
  accessCases,
  type AccessPools,
  createAccessPools,
  forged,
} from '../../support/access-cases.js';
import { type AccessApp, accessCarriers } from '../../support/access-carriers.js';

/** Who is let in by every decorator, by whatever way the call arrives. */
describe.each(accessCarriers)('access over $name', ({ missing, start }) => {
  if (missing !== undefined) {
    it.skip(`is not tried: ${missing}`, () => undefined);
    return;
  }
  let pools: AccessPools;
  let app: AccessApp;

  beforeAll(async () => {
    pools = await createAccessPools();
    app = await start(pools);
  });

  afterAll(() => app.close());

  const subOf = (token: string): string => {
    const [, payload = ''] = token.split('.');
    return (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sub: string }).sub;
  };

  describe.each(accessCases)('to a handler that is $name', (access) => {
    const { name } = access;
    const isPublic = name === 'public';

    it('is given to a token that may', async () => {
      const token = access.allowed(pools);

      expect(await app.ask(name, token)).toEqual({ sub: isPublic ? null : subOf(token) });
    });

    it(isPublic ? 'is given to any token' : 'is refused to good tokens that may not', async () => {
      for (const token of access.refused(pools)) {
        expect(await app.ask(name, token)).toEqual(
          isPublic ? { sub: null } : { code: access.code },
        );
      }
    });

    it('asks for a token, unless it can do without', async () => {
      expect(await app.ask(name)).toEqual(
        isPublic || name === 'optional' ? { sub: null } : { code: 'ERR_COGNITO_TOKEN_MISSING' },
      );
    });

    it('is refused to a forged token, where tokens are looked at', async () => {
      expect(await app.ask(name, forged(pools, access))).toEqual(
        isPublic ? { sub: null } : { code: 'ERR_COGNITO_SIGNATURE_INVALID' },
      );
    });
  });
});
