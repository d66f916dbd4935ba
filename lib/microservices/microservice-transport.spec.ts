import type { ExecutionContext } from '@nestjs/common';
import { microserviceTransport } from './microservice-transport.js';

const contextOf = (...handlerArguments: unknown[]): ExecutionContext =>
  ({
    getArgs: () => handlerArguments,
    getArgByIndex: (index: number) => handlerArguments[index],
  }) as unknown as ExecutionContext;

const tools = { findToken: () => undefined };

describe('microserviceTransport', () => {
  it.each<[string, unknown, string]>([
    ['null', null, 'microserviceTransport: must be an object'],
    ['a function', () => 'token', 'microserviceTransport: must be an object'],
    ['an instance', new (class Own {})(), 'microserviceTransport: must be a plain object'],
    ['a mistyped option', { readTokens: () => 'token' }, 'did you mean readToken?'],
    ['a readToken that is a text', { readToken: 'accessToken' }, 'readToken: must be a function'],
    ['an async readToken', { readToken: async () => 'token' }, 'must return at once'],
  ])('refuses %s in place of options', (_case, options, mistake) => {
    expect(() => microserviceTransport(options as object)).toThrow(
      expect.objectContaining({
        code: 'ERR_COGNITO_SETUP',
        mistakes: [expect.stringContaining(mistake)],
      }),
    );
  });

  it.each([undefined, null])('takes %s of readToken for no token', (nothing) => {
    const transport = microserviceTransport({ readToken: () => nothing });

    expect(transport.tokenOf(contextOf({}, {}), tools)).toBeUndefined();
  });

  it('hands data and context to readToken', () => {
    const rpcContext = { pattern: 'x' };
    const transport = microserviceTransport({
      readToken: (data, context) => `${JSON.stringify(data)} ${JSON.stringify(context)}`,
    });

    expect(transport.tokenOf(contextOf({ a: 1 }, rpcContext), tools)).toBe(
      '{"a":1} {"pattern":"x"}',
    );
  });

  it('names the remedy where nothing tells where tokens are', () => {
    expect(() => microserviceTransport().tokenOf(contextOf({}, {}), tools)).toThrow(
      /give microserviceTransport\(\) the option readToken/,
    );
  });

  it.each([undefined, null, 'text'])('names the remedy where the context is %j', (rpcContext) => {
    expect(() => microserviceTransport().carrierOf(contextOf({}, rpcContext))).toThrow(
      /gives its handlers no context/,
    );
  });
});
