import {
  checkAlphabet,
  checkPayloadForm,
  readKeyId,
  readUnverifiedIssuer,
  splitToken,
} from './unverified-token.js';

const encode = (text: string): string => Buffer.from(text).toString('base64url');
const header = (members: object): string => encode(JSON.stringify(members));
const malformed = (message: string): Error =>
  expect.objectContaining({ code: 'ERR_COGNITO_TOKEN_MALFORMED', message });

describe('splitToken', () => {
  it('gives header and payload', () => {
    expect(splitToken('QUJD.QUI.QQ', 11)).toEqual({ header: 'QUJD', payload: 'QUI' });
  });

  it('refuses one character too many', () => {
    expect(() => splitToken('QUJD.QUI.QQ', 10)).toThrow(malformed('The token is too long'));
  });

  it.each([
    '',
    'QQ',
    'QQ.QQ',
    'QQ.QQ.',
    '.QQ.QQ',
    'QQ..QQ',
    'QQ.QQ.QQ=',
    'QQ.QQ.QQ\n',
    'QUJDQ.QQ.QQ',
    'Q.QQ.QQ',
  ])('refuses %j', (token) => {
    expect(() => splitToken(token, 100)).toThrow(
      malformed('The token is not a JWT in compact form'),
    );
  });

  it.each([0, 1, 2])('takes one spelling of the last character of segment %d', (position) => {
    const split = (segment: string): unknown =>
      splitToken(['QQ', 'QQ', 'QQ'].with(position, segment).join('.'), 100);

    for (const segment of ['QA', 'QQ', 'Qg', 'Qw', 'QUA', 'QUI', 'QU8', 'QUJD', 'QUJE', 'QUJD_w']) {
      expect(() => split(segment)).not.toThrow();
    }
    for (const segment of ['QR', 'QB', 'Q_', 'QUJ', 'QU9', 'QU-', 'QUJDQ', 'QUJD_x']) {
      expect(() => split(segment)).toThrow(malformed('The token is not a JWT in compact form'));
    }
  });
});

describe('checkAlphabet', () => {
  it.each(['QQ.QQ.QQ', 'az-09.AZ_.a'])('takes %j', (token) => {
    expect(() => checkAlphabet(token)).not.toThrow();
  });

  it.each([' QQ.QQ.QQ', 'QQ.QQ.QQ\n', 'QQ.QQ', 'QQ.QQ.QQ.QQ', 'QQ..QQ', 'QQ.Q+.QQ', 'QQ.QQ.QQ='])(
    'refuses %j',
    (token) => {
      expect(() => checkAlphabet(token)).toThrow(
        malformed('The token is not a JWT in compact form'),
      );
    },
  );
});

describe('readKeyId', () => {
  it.each([
    { alg: 'RS256', kid: 'a' },
    { alg: 'RS256', kid: 'a', typ: 'JWT' },
    { alg: 'RS256', kid: 'a', typ: 'jwt', jku: 'https://x.example', extra: {} },
  ])('reads %j', (members) => {
    expect(readKeyId(header(members))).toBe('a');
  });

  it('takes a key id of 256 characters and not of more', () => {
    const kid = 'x'.repeat(256);

    expect(readKeyId(header({ alg: 'RS256', kid }))).toBe(kid);
    expect(() => readKeyId(header({ alg: 'RS256', kid: `${kid}x` }))).toThrow(
      malformed('The header of the token names no key'),
    );
  });

  it.each([undefined, null, 0, true, '', ['a'], { a: 1 }])('refuses the key id %j', (kid) => {
    expect(() => readKeyId(header({ alg: 'RS256', kid }))).toThrow(
      malformed('The header of the token names no key'),
    );
  });

  it.each([undefined, null, 'none', 'rs256', 'RS256 ', 'RS512', 'HS256', ['RS256']])(
    'refuses the algorithm %j before anything else',
    (alg) => {
      expect(() => readKeyId(header({ alg, crit: [], typ: 'x' }))).toThrow(
        expect.objectContaining({ code: 'ERR_COGNITO_ALGORITHM_REFUSED' }),
      );
    },
  );

  it.each(['crit', 'b64', 'cty'])('refuses a header with %s, whatever its value', (name) => {
    for (const value of [null, true, [], 'x']) {
      expect(() => readKeyId(header({ alg: 'RS256', kid: 'a', [name]: value }))).toThrow(
        malformed(`The header of the token has ${name}`),
      );
    }
  });

  it.each([null, 0, '', 'JWE', 'JWT ', 'at+jwt', ['JWT']])('refuses the type %j', (typ) => {
    expect(() => readKeyId(header({ alg: 'RS256', kid: 'a', typ }))).toThrow(
      malformed('The token is of another type than JWT'),
    );
  });

  it.each(['', 'null', '[]', '"x"', '1', '{', '\ufeff{"alg":"RS256","kid":"a"}', '{} x'])(
    'refuses %j',
    (text) => {
      expect(() => readKeyId(encode(text))).toThrow(
        malformed('The header of the token is not a JSON object'),
      );
    },
  );

  it('refuses bytes that are not UTF-8', () => {
    const bytes = Buffer.from('{"alg":"RS256","kid":"?"}');
    bytes[bytes.indexOf('?')] = 0xff;

    expect(() => readKeyId(bytes.toString('base64url'))).toThrow(
      malformed('The header of the token is not a JSON object'),
    );
  });
});

describe('checkPayloadForm', () => {
  it.each(['{}', ' {}', '\t{}', '\n{}', '\r{}', ' \t\r\n{"a":"ä"}', '{', '{ no JSON'])(
    'leaves %j to the parser',
    (text) => {
      expect(() => checkPayloadForm(encode(text))).not.toThrow();
    },
  );

  it.each([
    '',
    ' ',
    'null',
    '[]',
    '"{}"',
    '1',
    '\ufeff{}',
    '\u00a0{}',
    '\v{}',
    '\f{}',
    '\0{}',
    'x{}',
  ])('refuses %j', (text) => {
    expect(() => checkPayloadForm(encode(text))).toThrow(
      malformed('The payload of the token is not a JSON object'),
    );
  });

  it('refuses bytes that are not UTF-8', () => {
    const bytes = Buffer.from('{"a":"?"}');
    bytes[bytes.indexOf('?')] = 0xff;

    expect(() => checkPayloadForm(bytes.toString('base64url'))).toThrow(
      malformed('The payload of the token is not a JSON object'),
    );
  });
});

describe('readUnverifiedIssuer', () => {
  it.each([['https://a.example'], [1], [null], [['x']], [undefined]])('reads %j', (iss) => {
    expect(readUnverifiedIssuer(header({ sub: 'a', iss }))).toEqual(iss);
  });

  it('refuses a payload that is no object', () => {
    expect(() => readUnverifiedIssuer(encode('[]'))).toThrow(
      malformed('The payload of the token is not a JSON object'),
    );
  });
});
