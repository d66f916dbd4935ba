import type { ExecutionContext } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import { lastValueFrom, type Observable, Subject } from 'rxjs';
import type { CognitoClaims } from '../claims/cognito-claims.interface.js';
import type { Refusal } from '../errors/refusal.js';
import { CognitoUser } from '../claims/cognito-user.js';
import { attachAuthentication } from '../transport/authenticated-user.js';
import { CLOCK } from '../options/clock.js';
import { EndWithTokenInterceptor } from './end-with-token.interceptor.js';

const { jest } = import.meta;

const options = {
  clockToleranceSeconds: 0,
  maxTokenAgeSeconds: undefined,
  transports: [
    {
      contextType: 'own',
      refuse: (_context: unknown, { error }: Refusal) => {
        throw new Error(`own ${error.code}`);
      },
    },
  ],
};

describe('EndWithTokenInterceptor', () => {
  let stream: Subject<number>;
  const interceptor = new EndWithTokenInterceptor({
    get: (token: unknown) => (token === CLOCK ? Date.now : options),
  } as unknown as ModuleRef);

  beforeEach(() => {
    stream = new Subject();
    jest.useFakeTimers({ now: 0 });
  });

  afterEach(() => jest.useRealTimers());

  const intercept = (type: string, exp?: number): Observable<unknown> => {
    const carrier = {};
    const user =
      exp === undefined ? undefined : new CognitoUser({ exp, iat: 0 } as CognitoClaims, 'pool');
    attachAuthentication(carrier, { by: {}, token: 'token', user, currentUser: { mapped: true } });
    const context = { getType: () => type, getArgs: () => ['data', carrier] };
    return interceptor.intercept(context as unknown as ExecutionContext, { handle: () => stream });
  };

  it.each(['rpc', 'ws', 'own'])(
    'waits for the end of a token as long as somebody listens: %s',
    (type) => {
      const listening = intercept(type, 60).subscribe();
      expect(jest.getTimerCount()).toBe(1);

      listening.unsubscribe();
      expect([jest.getTimerCount(), stream.observed]).toEqual([0, false]);
    },
  );

  it('leaves nothing behind when the stream ends by itself', () => {
    const heard: unknown[] = [];
    intercept('rpc', 60).subscribe({ error: (error) => heard.push(error) });
    stream.error(new Error('broken'));

    expect([jest.getTimerCount(), heard.length]).toEqual([0, 1]);
  });

  it('leaves callers without a token alone', () => {
    expect(intercept('rpc')).toBe(stream);
  });

  it.each([
    ['own', { message: 'own ERR_COGNITO_TOKEN_EXPIRED' }],
    ['unknown', { code: 'ERR_COGNITO_TOKEN_EXPIRED' }],
  ])('fails with what the transport makes of the refusal: %s', async (type, expected) => {
    const ended = lastValueFrom(intercept(type, 60)).catch((error: unknown) => error);
    await jest.advanceTimersByTimeAsync(60_000);

    expect(await ended).toMatchObject(expected);
    expect(jest.getTimerCount()).toBe(0);
  });
});
