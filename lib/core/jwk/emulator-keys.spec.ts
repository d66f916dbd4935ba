import { randomBytes } from 'node:crypto';
import { LOCAL_KEY_ID_MARK, reasonAgainstEmulators } from './emulator-keys.js';

const { NODE_ENV } = process.env;
afterEach(() => {
  process.env['NODE_ENV'] = NODE_ENV;
});

const kidOf = (...parts: readonly Buffer[]): string => Buffer.concat(parts).toString('base64');
const marked = kidOf(Buffer.from(LOCAL_KEY_ID_MARK), randomBytes(18));

describe('reasonAgainstEmulators', () => {
  it('knows the mark of a local Cognito, in an id as long as those of Cognito', () => {
    expect(marked).toHaveLength(44);
    expect(marked).toMatch(/^bG9jYWwtY29nbml0bz/);
  });

  it.each([marked, 'CognitoLocal', 'dummy'])('refuses the key id %s in production only', (kid) => {
    const jwks = [{ kid: 'good' }, { kid }];
    process.env['NODE_ENV'] = 'production';

    expect(reasonAgainstEmulators(jwks)).toContain(kid);
    for (const other of ['development', 'test', 'Production', '']) {
      process.env['NODE_ENV'] = other;
      expect(reasonAgainstEmulators(jwks)).toBeUndefined();
    }
  });

  it.each([
    [[]],
    [[{ kid: kidOf(randomBytes(32)) }]],
    [[{ kid: 'dummy1' }, { kid: 'cognitolocal' }, { kid: ` ${marked}` }]],
    [[null, undefined, 'dummy', 1, {}, { kid: 1 }, { kid: null }]],
  ])('has nothing against %j', (jwks) => {
    process.env['NODE_ENV'] = 'production';

    expect(reasonAgainstEmulators(jwks)).toBeUndefined();
  });
});
