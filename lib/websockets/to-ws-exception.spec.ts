import { type RefusedError, TokenExpiredError } from '../core/index.js';
import { isWebSocketRefusal, toWsException } from './to-ws-exception.js';

describe('toWsException', () => {
  const refused = new TokenExpiredError() as RefusedError;
  const exception = toWsException(refused);

  it('tells the client the code, and nothing that it sent', () => {
    expect(JSON.parse(JSON.stringify(exception.getError()))).toEqual({
      status: 'error',
      code: 'ERR_COGNITO_TOKEN_EXPIRED',
      message: 'The token has expired',
    });
  });

  it('tells filters what happened', () => {
    expect(exception.cause).toBe(refused);
    expect(exception.message).toBe('The token has expired');
    expect(Object.keys(exception)).not.toContain('cause');
  });

  it('makes an exception that differs from those of the application', () => {
    const payload = exception.getError() as object;

    expect(isWebSocketRefusal(payload)).toBe(true);
    expect(isWebSocketRefusal({ ...payload })).toBe(false);
  });
});
