import type { ExecutionContext } from '@nestjs/common';
import type { CognitoAuthError } from '../errors/cognito-auth.error.js';
import { TokenMissingError } from '../errors/token-refused.errors.js';
import type { ResolvedCognitoAuthOptions } from '../options/resolved-cognito-auth-options.interface.js';
import { bearerToken } from '../token-source/bearer-token.js';
import { GraphqlTransport } from './graphql.transport.js';

const transport = new GraphqlTransport({
  tokenSources: [bearerToken()],
} as unknown as ResolvedCognitoAuthOptions);

/** A call of a resolver, or of one for references. */
const callWith = (graphqlContext: object): ExecutionContext =>
  ({ getArgs: () => [{}, {}, graphqlContext, {}] }) as unknown as ExecutionContext;
const referenceWith = (graphqlContext: object): ExecutionContext =>
  ({ getArgs: () => [{}, graphqlContext, {}] }) as unknown as ExecutionContext;

const bearer = (token: string): { headers: object } => ({
  headers: { authorization: `Bearer ${token}` },
});
const parameters = (token: string): object => ({ Authorization: `Bearer ${token}` });

/** The token of the request that opened a socket, and that of the parameters. */
const bearerBeside = (header: string, parameter: string): object => ({
  req: { extra: { request: bearer(header) }, connectionParams: parameters(parameter) },
});

const outcome = (graphqlContext: object): unknown => {
  try {
    return transport.readToken(callWith(graphqlContext));
  } catch (error) {
    return (error as CognitoAuthError).code;
  }
};

describe('GraphqlTransport', () => {
  it.each<[string, object]>([
    ['the request of Apollo', { req: bearer('a') }],
    ['the request of Mercurius', { request: bearer('a') }],
    ['the request that opened the socket, by Apollo', { req: { extra: { request: bearer('a') } } }],
    ['the request that opened the socket', { extra: { request: bearer('a') } }],
    ['parameters of the connection, by Apollo', { req: { connectionParams: parameters('a') } }],
    ['parameters of the connection', { connectionParams: parameters('a') }],
    ['parameters of the connection, by Mercurius', { _connectionInit: parameters('a') }],
    ['both, where they agree', bearerBeside('a', 'a')],
    [
      'parameters beside a request without a token',
      { request: { headers: {} }, connectionParams: parameters('a') },
    ],
    ['parameters in any case of letters', { connectionParams: { AUTHORIZATION: 'bearer a' } }],
    [
      'parameters that say it twice',
      { connectionParams: { Authorization: 'Bearer a', authorization: 'Bearer a' } },
    ],
  ])('finds the token in %s', (_place, graphqlContext) => {
    expect(outcome(graphqlContext)).toBe('a');
  });

  it.each<[string, object]>([
    ['of header and parameters', bearerBeside('a', 'b')],
    [
      'of two parameters',
      { connectionParams: { authorization: 'Bearer a', Authorization: 'Bearer b' } },
    ],
  ])('refuses two different tokens: %s', (_places, graphqlContext) => {
    expect(outcome(graphqlContext)).toBe('ERR_COGNITO_TOKEN_AMBIGUOUS');
  });

  it.each<[string, object]>([
    ['a request without one', { req: { headers: {} } }],
    ['another scheme', { connectionParams: { authorization: 'Basic YTpi' } }],
    ['a token that is no text', { connectionParams: { authorization: 7 } }],
    ['parameters that are no object', { connectionParams: 'Bearer a' }],
    ['parameters by another name', { connectionParams: { token: 'Bearer a' } }],
  ])('says that there is none: %s', (_case, graphqlContext) => {
    expect(outcome(graphqlContext)).toBe('ERR_COGNITO_TOKEN_MISSING');
  });

  it.each<[string, object]>([
    ['nothing', {}],
    ['a request without headers', { req: {}, request: { headers: null } }],
  ])('says that it is a failure of ours where the context holds %s', (_case, graphqlContext) => {
    expect(outcome(graphqlContext)).toBe('ERR_COGNITO_OPTIONS');
  });

  it('knows the context of resolvers and of those for references', () => {
    const graphqlContext = { req: bearer('a') };

    expect(transport.anchorOf(callWith(graphqlContext))).toBe(graphqlContext);
    expect(transport.anchorOf(referenceWith(graphqlContext))).toBe(graphqlContext);
  });

  it('shows the user on a request, and on nothing else', () => {
    const user = {};
    const withRequest = { request: bearer('a') as { headers: object; user?: unknown } };
    const withSocket = { req: { extra: { request: bearer('a') }, connectionParams: {} } };
    transport.publishUser(callWith(withRequest), user);
    transport.publishUser(callWith(withSocket), user);

    expect(withRequest.request.user).toBe(user);
    expect(withSocket).toEqual({ req: { extra: { request: bearer('a') }, connectionParams: {} } });
  });

  it('tells the code where every driver passes it on', () => {
    expect(() => transport.refuse(callWith({}), new TokenMissingError() as never)).toThrow(
      expect.objectContaining({
        status: 401,
        extensions: { code: 'ERR_COGNITO_TOKEN_MISSING', status: 401 },
      }),
    );
  });
});
