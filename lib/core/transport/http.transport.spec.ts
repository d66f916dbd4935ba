import type { ExecutionContext } from '@nestjs/common';
import type { HttpAdapterHost } from '@nestjs/core';
import { refusalOf } from '../errors/refusal.js';
import { TokenMissingError } from '../errors/token-refused.errors.js';
import { HttpTransport } from './http.transport.js';

interface Response {
  readonly isSent: boolean;
  readonly headers: string[];
}

const transport = new HttpTransport({
  httpAdapter: {
    isHeadersSent: ({ isSent }: Response) => isSent,
    setHeader: ({ isSent, headers }: Response, name: string) => {
      if (isSent) throw new Error('ERR_HTTP_HEADERS_SENT');
      headers.push(name);
    },
  },
} as unknown as HttpAdapterHost);

describe('HttpTransport', () => {
  it.each([
    [
      'sets its headers on an answer that has not begun',
      false,
      ['Cache-Control', 'WWW-Authenticate'],
    ],
    ['sets none on one that the application has begun meanwhile', true, []],
  ])('%s, and throws the refusal', (_case, isSent, expected) => {
    const response: Response = { isSent, headers: [] };
    const context = {
      switchToHttp: () => ({ getResponse: () => response }),
    } as unknown as ExecutionContext;
    const refusal = refusalOf(new TokenMissingError(), { realm: 'api', scopes: [] });

    expect(() => transport.refuse(context, refusal)).toThrow(
      expect.objectContaining({ status: 401 }),
    );
    expect(response.headers).toEqual(expected);
  });
});
