import { type CognitoClaimsRules, CognitoClaimsValidator } from './cognito-claims.validator.js';

const rules: CognitoClaimsRules = {
  issuers: ['https://a.example', 'https://b.example'],
  tokenUses: ['access', 'id'],
  clientIds: ['client-1', 'client-2'],
  audiences: undefined,
};
const common = { sub: 'a', iss: 'https://b.example', exp: 2, iat: 1 };
const access = { ...common, token_use: 'access', client_id: 'client-2' };
const id = { ...common, token_use: 'id', aud: 'client-1' };

const validate = (payload: unknown, change: Partial<CognitoClaimsRules> = {}) =>
  new CognitoClaimsValidator().validate(payload, { ...rules, ...change });

type Expected = readonly [code: string, claim?: string];

/** What `validate()` throws. */
const refusalOf = (payload: unknown, change: Partial<CognitoClaimsRules> = {}): unknown => {
  try {
    return validate(payload, change);
  } catch (error) {
    return error;
  }
};

describe('a refusal by the rules of the pool', () => {
  it.each([
    ['the uses', id, { tokenUses: ['access'] }, { accepted: ['access'] }],
    [
      'the clients, for an access token',
      { ...access, client_id: 'x' },
      {},
      { accepted: ['client-1', 'client-2'] },
    ],
    [
      'the clients, for an ID token',
      { ...id, aud: 'x' },
      {},
      { accepted: ['client-1', 'client-2'] },
    ],
    ['the audiences', access, { audiences: ['r'] }, { accepted: ['r'] }],
    ['that no audience is accepted', { ...access, aud: 'r' }, {}, { accepted: [] }],
  ] as const)('names %s', (_case, payload, change, expected) => {
    expect(refusalOf(payload, change)).toMatchObject(expected);
  });
});

describe('CognitoClaimsValidator', () => {
  it.each([
    ['an access token', access, {}],
    ['an ID token', id, {}],
    ['an access token where only those are accepted', access, { tokenUses: ['access'] }],
    ['an ID token where only those are accepted', id, { tokenUses: ['id'] }],
    ['an access token of any client', { ...access, client_id: 'x' }, { clientIds: null }],
    ['an ID token of any client', { ...id, aud: 'x' }, { clientIds: null }],
    ['an access token with the audience', { ...access, aud: 'r' }, { audiences: ['q', 'r'] }],
    ['an access token with any audience', { ...access, aud: ['r'] }, { audiences: null }],
    ['an access token without an audience where any is good', access, { audiences: null }],
    ['an ID token, whatever audience access tokens need', id, { audiences: ['r'] }],
    ['a token with nbf', { ...access, nbf: 0 }, {}],
    ['a token with the last exp that a date can show', { ...access, exp: 8.64e12 }, {}],
  ] as const)('accepts %s', (_case, payload, change) => {
    expect(validate(payload, change)).toBe(payload);
  });

  it.each<[string, unknown, Partial<CognitoClaimsRules>, Expected]>([
    ['another issuer', { ...access, iss: 'https://c.example' }, {}, ['ERR_COGNITO_ISSUER_UNKNOWN']],
    ['no issuer', { ...access, iss: undefined }, {}, ['ERR_COGNITO_ISSUER_UNKNOWN']],
    [
      'an issuer in a list',
      { ...access, iss: ['https://a.example'] },
      {},
      ['ERR_COGNITO_ISSUER_UNKNOWN'],
    ],
    [
      'no use',
      { ...access, token_use: undefined },
      {},
      ['ERR_COGNITO_CLAIM_MALFORMED', 'token_use'],
    ],
    [
      'another use',
      { ...access, token_use: 'refresh' },
      {},
      ['ERR_COGNITO_CLAIM_MALFORMED', 'token_use'],
    ],
    [
      'a use that is not accepted',
      id,
      { tokenUses: ['access'] },
      ['ERR_COGNITO_TOKEN_USE_REFUSED'],
    ],
    [
      'the other use that is not accepted',
      access,
      { tokenUses: ['id'] },
      ['ERR_COGNITO_TOKEN_USE_REFUSED'],
    ],
    [
      'no client',
      { ...access, client_id: undefined },
      {},
      ['ERR_COGNITO_CLAIM_MALFORMED', 'client_id'],
    ],
    [
      'an empty client',
      { ...access, client_id: '' },
      { clientIds: null },
      ['ERR_COGNITO_CLAIM_MALFORMED', 'client_id'],
    ],
    ['another client', { ...access, client_id: 'x' }, {}, ['ERR_COGNITO_CLIENT_REFUSED']],
    [
      'no client in an ID token',
      { ...id, aud: undefined },
      {},
      ['ERR_COGNITO_CLAIM_MALFORMED', 'aud'],
    ],
    [
      'an empty client in an ID token',
      { ...id, aud: '' },
      { clientIds: null },
      ['ERR_COGNITO_CLAIM_MALFORMED', 'aud'],
    ],
    [
      'a list of clients in an ID token',
      { ...id, aud: ['client-1'] },
      {},
      ['ERR_COGNITO_CLAIM_MALFORMED', 'aud'],
    ],
    [
      'another client in an ID token',
      { ...id, aud: 'x', client_id: 'client-1' },
      {},
      ['ERR_COGNITO_CLIENT_REFUSED'],
    ],
    [
      'an audience that nobody asked for',
      { ...access, aud: 'client-2' },
      {},
      ['ERR_COGNITO_AUDIENCE_REFUSED'],
    ],
    ['an audience that is null', { ...access, aud: null }, {}, ['ERR_COGNITO_AUDIENCE_REFUSED']],
    [
      'another audience',
      { ...access, aud: 's' },
      { audiences: ['r'] },
      ['ERR_COGNITO_AUDIENCE_REFUSED'],
    ],
    ['no audience', access, { audiences: ['r'] }, ['ERR_COGNITO_AUDIENCE_REFUSED']],
    [
      'a list of audiences',
      { ...access, aud: ['r'] },
      { audiences: ['r'] },
      ['ERR_COGNITO_AUDIENCE_REFUSED'],
    ],
    ['no sub', { ...access, sub: undefined }, {}, ['ERR_COGNITO_CLAIM_MALFORMED', 'sub']],
    ['an empty sub', { ...access, sub: '' }, {}, ['ERR_COGNITO_CLAIM_MALFORMED', 'sub']],
    ['a sub that is no text', { ...access, sub: 1 }, {}, ['ERR_COGNITO_CLAIM_MALFORMED', 'sub']],
    ['no exp', { ...access, exp: undefined }, {}, ['ERR_COGNITO_CLAIM_MALFORMED', 'exp']],
    [
      'an exp that is no number',
      { ...access, exp: '2' },
      {},
      ['ERR_COGNITO_CLAIM_MALFORMED', 'exp'],
    ],
    [
      'an exp that never comes',
      { ...access, exp: Infinity },
      {},
      ['ERR_COGNITO_CLAIM_MALFORMED', 'exp'],
    ],
    [
      'an exp beyond what a date can show',
      { ...access, exp: 8.64e12 + 1 },
      {},
      ['ERR_COGNITO_CLAIM_MALFORMED', 'exp'],
    ],
    [
      'an iat before what a date can show',
      { ...access, iat: -8.64e12 - 1 },
      {},
      ['ERR_COGNITO_CLAIM_MALFORMED', 'iat'],
    ],
    [
      'an nbf before what a date can show',
      { ...access, nbf: -1e14 },
      {},
      ['ERR_COGNITO_CLAIM_MALFORMED', 'nbf'],
    ],
    ['no iat', { ...id, iat: undefined }, {}, ['ERR_COGNITO_CLAIM_MALFORMED', 'iat']],
    [
      'an nbf that is no number',
      { ...access, nbf: '0' },
      {},
      ['ERR_COGNITO_CLAIM_MALFORMED', 'nbf'],
    ],
    [
      'an nbf that is undefined',
      { ...access, nbf: undefined },
      {},
      ['ERR_COGNITO_CLAIM_MALFORMED', 'nbf'],
    ],
    ['a list for a payload', [access], {}, ['ERR_COGNITO_TOKEN_MALFORMED']],
    ['text for a payload', 'text', {}, ['ERR_COGNITO_TOKEN_MALFORMED']],
    ['null for a payload', null, {}, ['ERR_COGNITO_TOKEN_MALFORMED']],
  ])('refuses %s', (_case, payload, change, [code, claim]) => {
    expect(() => validate(payload, change)).toThrow(
      expect.objectContaining(claim === undefined ? { code } : { code, claim }),
    );
  });

  it('refuses a payload that is no object, and says so', () => {
    expect(() => validate('text')).toThrow('The payload of the token is not a JSON object');
  });

  it('names the issuer that it does not know, for the log', () => {
    expect(() => validate({ ...access, iss: 'https://c.example' })).toThrow(
      expect.objectContaining({ issuer: 'https://c.example' }),
    );
  });

  it.each<[object, Expected]>([
    [{}, ['ERR_COGNITO_ISSUER_UNKNOWN']],
    [{ iss: common.iss }, ['ERR_COGNITO_CLAIM_MALFORMED', 'token_use']],
    [{ iss: common.iss, token_use: 'access' }, ['ERR_COGNITO_CLIENT_REFUSED']],
    [
      { iss: common.iss, token_use: 'access', client_id: 'client-1' },
      ['ERR_COGNITO_CLAIM_MALFORMED', 'sub'],
    ],
  ])('names the first of several mistakes: %j', (right, [code, claim]) => {
    const wrong = { iss: 'x', token_use: 'x', client_id: 'x', sub: '', exp: 'x' };

    expect(() => validate({ ...wrong, ...right })).toThrow(
      expect.objectContaining(claim === undefined ? { code } : { code, claim }),
    );
  });

  it('freezes what it accepts', () => {
    const groups = ['a'];

    expect(Object.isFrozen(validate({ ...access, 'cognito:groups': groups }))).toBe(true);
    expect(Object.isFrozen(groups)).toBe(true);
  });
});
