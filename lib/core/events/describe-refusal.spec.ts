import { GroupRequiredError } from '../errors/group-required.error.js';
import {
  AudienceRefusedError,
  ClientRefusedError,
  IssuerUnknownError,
  SigningKeyUnknownError,
  TokenMissingError,
  TokenUseRefusedError,
} from '../errors/token-refused.errors.js';
import type { RefusedError } from '../errors/refusals.js';
import { describeRefusal, type RefusedCall } from './describe-refusal.js';

const list: RefusedCall = { handler: 'Orders.list', asked: undefined };

describe('describeRefusal', () => {
  it.each<[string, RefusedError, RefusedCall | undefined, string]>([
    [
      'names the handler',
      new TokenMissingError(),
      list,
      'Refused: ERR_COGNITO_TOKEN_MISSING (No token was sent) in Orders.list',
    ],
    [
      'does without a handler',
      new TokenMissingError(),
      undefined,
      'Refused: ERR_COGNITO_TOKEN_MISSING (No token was sent)',
    ],
    [
      'says what the handler asks for',
      new GroupRequiredError(),
      { handler: 'Orders.remove', asked: 'any group admin' },
      'Refused: ERR_COGNITO_GROUP_REQUIRED (The user is not in a group that may do this) in Orders.remove, which asks for any group admin',
    ],
    [
      'names the issuer, escaped',
      new IssuerUnknownError('https://x\n'),
      list,
      String.raw`Refused: ERR_COGNITO_ISSUER_UNKNOWN (The token is from an issuer that is not configured) in Orders.list, issuer "https://x\u000a"`,
    ],
    [
      'leaves out an issuer that is no text',
      new IssuerUnknownError(7),
      list,
      'Refused: ERR_COGNITO_ISSUER_UNKNOWN (The token is from an issuer that is not configured) in Orders.list',
    ],
    [
      'names the key, escaped',
      new SigningKeyUnknownError('kid\t"'),
      list,
      String.raw`Refused: ERR_COGNITO_SIGNING_KEY_UNKNOWN (The token is signed with a key that its user pool does not publish) in Orders.list, kid "kid\u0009\u0022"`,
    ],
    [
      'names the clients that the options accept',
      new ClientRefusedError(['client-1', 'client-2']),
      list,
      'Refused: ERR_COGNITO_CLIENT_REFUSED (The token was issued to an app client that is not accepted) in Orders.list, the option clientId of its user pool accepts client-1, client-2',
    ],
    [
      'names the uses that the options accept',
      new TokenUseRefusedError(['access']),
      list,
      'Refused: ERR_COGNITO_TOKEN_USE_REFUSED (This kind of token (token_use) is not accepted here) in Orders.list, the option tokenUse of its user pool accepts access',
    ],
    [
      'says that the options accept no audience',
      new AudienceRefusedError([]),
      list,
      'Refused: ERR_COGNITO_AUDIENCE_REFUSED (The token is meant for another audience) in Orders.list, the option audience of its user pool accepts none',
    ],
    [
      'blames no option where none refused it',
      new TokenUseRefusedError(),
      { handler: 'Orders.list', asked: 'id token' },
      'Refused: ERR_COGNITO_TOKEN_USE_REFUSED (This kind of token (token_use) is not accepted here) in Orders.list, which asks for id token',
    ],
  ])('%s', (_case, error, call, line) => {
    expect(describeRefusal(error, call)).toBe(line);
  });

  it('names ten clients and no more', () => {
    const clients = Array.from({ length: 12 }, (_client, index) => `client-${index}`);
    const line = describeRefusal(new ClientRefusedError(clients));

    expect(line).toMatch(/ client-8, client-9 and 2 more$/);
  });
});
