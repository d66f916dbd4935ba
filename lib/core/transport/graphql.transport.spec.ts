import { type ExecutionContext, Logger, NotFoundException } from '@nestjs/common';
import type { HttpAdapterHost } from '@nestjs/core';
import type { CognitoAuthError } from '../errors/cognito-auth.error.js';
import { TokenMissingError } from '../errors/token-refused.errors.js';
import { bearerToken } from '../token-source/bearer-token.js';
import { findToken } from '../token-source/find-token.js';
import { queryToken } from '../token-source/query-token.js';
import type { TransportTools } from './auth-transport.interface.js';
import { GraphqlTransport } from './graphql.transport.js';

const headers: [response: object, name: string, value: string][] = [];
const transport = new GraphqlTransport({
  httpAdapter: {
    setHeader: (...header: (typeof headers)[number]) => headers.push(header),
  },
} as unknown as HttpAdapterHost);
const sources = [bearerToken(), queryToken('token')];
const tools: TransportTools = {
  findToken: (request, onUncacheable) => findToken(sources, request, onUncacheable),
};
const logged: unknown[] = [];

beforeEach(() => {
  for (const list of [headers, logged]) list.length = 0;
  import.meta.jest
    .spyOn(Logger.prototype, 'error')
    .mockImplementation((...parts) => logged.push(...parts));
});

afterEach(() => import.meta.jest.restoreAllMocks());

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

/** What Yoga makes of a request of Node. */
const fetched = new Request('http://localhost/graphql', { headers: { authorization: 'Bearer a' } });

const outcome = (graphqlContext: object): unknown => {
  try {
    return transport.tokenOf(callWith(graphqlContext), tools) ?? 'ERR_COGNITO_TOKEN_MISSING';
  } catch (error) {
    const { cause } = error as Error;
    return ((cause ?? error) as CognitoAuthError).code;
  }
};

describe('GraphqlTransport', () => {
  it('asks no token source for a call that what its client said first has refused', () => {
    const asked: unknown[] = [];
    const waiting: TransportTools = {
      findToken: (request) => {
        asked.push(request);
        return Promise.reject(new Error('The store is down'));
      },
    };
    const context = callWith({
      req: { extra: { request: bearer('a') }, connectionParams: { authorization: 'Bearer a b' } },
    });

    expect(() => transport.tokenOf(context, waiting)).toThrow(
      expect.objectContaining({ code: 'ERR_COGNITO_TOKEN_MALFORMED' }),
    );
    expect(asked).toEqual([]);
  });

  it('hides the message of a failure from clients, and logs it once for all fields that fail with it', () => {
    const down = new Error('redis://user:secret@store is down');
    const failures = [transport.failureOf(down), transport.failureOf(down)];

    expect(failures).toEqual([
      expect.objectContaining({
        message: expect.stringMatching(/^Internal Server Error/),
        cause: down,
      }),
      failures[0],
    ]);
    expect(logged).toEqual([down.message, down.stack]);
  });

  it.each([
    new NotFoundException('for clients'),
    Object.assign(new Error('for clients'), { name: 'GraphQLError' }),
  ])('leaves the message of what is thrown for clients: %p', (error) => {
    expect(transport.failureOf(error)).toBe(error);
    expect(logged).toEqual([]);
  });

  it.each<[string, object]>([
    ['the request of Apollo', { req: bearer('a') }],
    ['the request of Mercurius', { request: bearer('a') }],
    ['the request of its federation driver', { reply: { request: bearer('a') } }],
    [
      'the request of this call, beside that of an earlier one',
      { reply: { request: bearer('a') }, req: bearer('b'), request: bearer('c') },
    ],
    ['the request of Yoga on Express', { req: bearer('a'), res: {}, request: fetched, params: {} }],
    [
      'the request of Yoga on Fastify',
      { req: bearer('a'), reply: { request: bearer('a') }, request: fetched, params: {} },
    ],
    [
      'the request that opened the socket, by Yoga',
      { req: bearer('a'), extra: { request: bearer('a') }, connectionParams: {}, socket: {} },
    ],
    [
      'parameters of the connection, by Yoga',
      { req: { headers: {} }, extra: {}, connectionParams: parameters('a'), socket: {} },
    ],
    ['the request that opened the socket, by Apollo', { req: { extra: { request: bearer('a') } } }],
    ['the request that opened the socket', { extra: { request: bearer('a') } }],
    ['parameters of the connection, by Apollo', { req: { connectionParams: parameters('a') } }],
    ['parameters of the connection', { connectionParams: parameters('a') }],
    ['parameters of the connection, by Mercurius', { _connectionInit: parameters('a') }],
    ['headers among them, by Mercurius', { _connectionInit: { headers: parameters('a') } }],
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
    ['only a request of the Fetch API, as Yoga where `req` is lost', { request: fetched }],
  ])('says that it is a failure of ours where the context holds %s', (_case, graphqlContext) => {
    expect(outcome(graphqlContext)).toBe('ERR_COGNITO_SETUP');
  });

  it('tells the log, and not the client, what is wrong with the context', () => {
    expect(() => transport.tokenOf(callWith({}), tools)).toThrow(
      expect.objectContaining({
        status: 500,
        message: expect.stringMatching(/^Internal Server Error/),
      }),
    );
    expect(logged).toEqual([expect.stringContaining('The GraphQL context holds no request')]);
  });

  it('believes no context that shows another request than before', () => {
    const shared: { reply: object } = { reply: { request: bearer('a') } };
    expect(outcome(shared)).toBe('a');
    expect(outcome(shared)).toBe('a');
    shared.reply = { request: bearer('b') };

    expect(outcome(shared)).toBe('ERR_COGNITO_SETUP');
    expect(logged).toEqual([expect.stringContaining('`context` of GraphQLModule')]);
  });

  it('believes no request that has its answer', () => {
    const res = { writableEnded: false };
    const shared = { req: { ...bearer('a'), res } };
    expect(outcome(shared)).toBe('a');
    res.writableEnded = true;

    expect(outcome(shared)).toBe('ERR_COGNITO_SETUP');
  });

  const fromUrl = { url: '/graphql?token=a', headers: {} };
  const reply = { header: () => undefined };
  const res = { setHeader: () => undefined };

  it.each<[string, object, object]>([
    ['Mercurius', { reply: { ...reply, request: fromUrl } }, expect.objectContaining(reply)],
    ['Apollo on Express', { req: { ...fromUrl, res } }, res],
  ])('keeps answers to a token in the URL out of caches, with %s', (_driver, given, response) => {
    expect(outcome(given)).toBe('a');
    expect(headers).toEqual([[response, 'Cache-Control', 'no-store']]);
  });

  it.each<[string, object]>([
    ['to a token in a header', { reply: { ...reply, request: bearer('a') } }],
    ['on a socket, which has none', { reply: { request: fromUrl } }],
  ])('sets no header of an answer %s', (_case, given) => {
    expect(outcome(given)).toBe('a');
    expect(headers).toEqual([]);
  });

  it('reads the parameters of a connection once, however many fields and operations come over it', () => {
    let readings = 0;
    const connectionParams = new Proxy(parameters('a'), {
      ownKeys: (target) => {
        readings += 1;
        return Reflect.ownKeys(target);
      },
    });
    for (const operation of [{}, {}, {}]) {
      const graphqlContext = { connectionParams };
      const field = {
        getArgs: () => [{}, {}, graphqlContext, { variableValues: operation }],
      } as unknown as ExecutionContext;
      expect([transport.tokenOf(field, tools), transport.tokenOf(field, tools)]).toEqual([
        'a',
        'a',
      ]);
    }
    expect(readings).toBe(1);
  });

  it('asks the token sources once an operation, also where there is no token', () => {
    let readings = 0;
    const withoutToken = {
      get authorization(): undefined {
        readings += 1;
        return undefined;
      },
    };
    const field = {
      getArgs: () => [{}, {}, graphqlContext, { variableValues: operation }],
    } as unknown as ExecutionContext;
    const operation = {};
    const graphqlContext = { req: { headers: withoutToken } };
    for (let index = 0; index < 3; index += 1) {
      expect(transport.tokenOf(field, tools)).toBeUndefined();
    }

    expect(readings).toBe(1);
  });

  it('leaves the user to other operations of one request when one of them is refused', () => {
    const user = {};
    const req = bearer('a') as { headers: object; user?: unknown };
    transport.exposeUser(callWith({ req }), user);
    transport.exposeUser(callWith({ req }), undefined);

    expect(req.user).toBe(user);
  });

  it('takes a user off whom somebody else has left on a request', () => {
    const req = { ...bearer('a'), user: {} as unknown };
    transport.exposeUser(callWith({ req }), undefined);

    expect(req.user).toBeUndefined();
  });

  it('takes the variables for what the fields of one operation have in common', () => {
    const variableValues = {};
    const withInfo = (...args: unknown[]): ExecutionContext =>
      ({ getArgs: () => args }) as unknown as ExecutionContext;

    expect(transport.operationOf(withInfo({}, {}, {}, { variableValues }))).toBe(variableValues);
    expect(transport.operationOf(withInfo({}, {}, { variableValues }))).toBe(variableValues);
    expect(transport.operationOf(withInfo({}, {}, {}, {}))).toBeUndefined();
    expect(transport.operationOf(withInfo({}, {}, {}, undefined))).toBeUndefined();
  });

  it('knows the context of resolvers and of those for references', () => {
    const graphqlContext = { req: bearer('a') };

    expect(transport.carrierOf(callWith(graphqlContext))).toBe(graphqlContext);
    expect(transport.carrierOf(referenceWith(graphqlContext))).toBe(graphqlContext);
  });

  it('shows the user on a request, and on nothing else', () => {
    const user = {};
    const withRequest = { request: bearer('a') as { headers: object; user?: unknown } };
    const withSocket = { req: { extra: { request: bearer('a') }, connectionParams: {} } };
    transport.exposeUser(callWith(withRequest), user);
    transport.exposeUser(callWith(withSocket), user);

    expect(withRequest.request.user).toBe(user);
    expect(withSocket).toEqual({ req: { extra: { request: bearer('a') }, connectionParams: {} } });
  });

  it('tells the code where every driver passes it on', () => {
    expect(() =>
      transport.refuse(callWith({}), {
        error: new TokenMissingError(),
        status: 401,
      }),
    ).toThrow(
      expect.objectContaining({
        status: 401,
        extensions: { code: 'ERR_COGNITO_TOKEN_MISSING', status: 401 },
      }),
    );
  });
});
