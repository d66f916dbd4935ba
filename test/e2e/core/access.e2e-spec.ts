import {
  accessCases,
  type AccessPools,
  createAccessPools,
  forged,
} from '../../support/access-cases.js';
import { type AccessApp, accessCarriers } from '../../support/access-carriers.js';

const ONE_OPERATION = ['call'];

/** Who is let in by every decorator, by whatever way the call arrives. */
describe.each(accessCarriers)('access over $name', ({ missing, operations, start }) => {
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

  const cases = accessCases.flatMap((access) =>
    (operations ?? ONE_OPERATION).map((operation) => ({ access, operation })),
  );

  describe.each(cases)('to a $operation that is $access.name', ({ access, operation }) => {
    const { name } = access;
    const isPublic = name === 'public';
    const ask = (token?: string): Promise<unknown> => app.ask(name, token, operation);

    it('is given to a token that may', async () => {
      const token = access.allowed(pools);

      expect(await ask(token)).toEqual({ sub: isPublic ? null : subOf(token) });
    });

    it(isPublic ? 'is given to any token' : 'is refused to good tokens that may not', async () => {
      for (const token of access.refused(pools)) {
        expect(await ask(token)).toEqual(isPublic ? { sub: null } : { code: access.code });
      }
    });

    it('asks for a token, unless it can do without', async () => {
      expect(await ask()).toEqual(
        isPublic || name === 'optional' ? { sub: null } : { code: 'ERR_COGNITO_TOKEN_MISSING' },
      );
    });

    it('is refused to a forged token, where tokens are looked at', async () => {
      expect(await ask(forged(pools, access))).toEqual(
        isPublic ? { sub: null } : { code: 'ERR_COGNITO_SIGNATURE_INVALID' },
      );
    });
  });
});
