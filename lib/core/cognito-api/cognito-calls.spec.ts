import { getEventListeners, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CognitoApi } from './cognito-api.interface.js';
import { CognitoCallFailure } from './cognito-call-failure.js';
import { CognitoCalls, type CallsOfWork } from './cognito-calls.js';
import { fetchCognitoApi } from './fetch-cognito-api.js';
import { ServiceException } from './service-exception.js';

const SECRET = 'the-password-that-was-sent';

const refusing =
  (name: string, httpStatusCode: number, message = ''): CognitoApi =>
  () =>
    Promise.reject(new ServiceException(name, message, { httpStatusCode, requestId: 'id-1' }));

const never: CognitoApi = () => new Promise(() => undefined);

/** Each call by the next of these; the last goes on. */
function inTurn(...apis: readonly CognitoApi[]): CognitoApi & { readonly asked: string[] } {
  const asked: string[] = [];
  const api: CognitoApi = (operation, input, options) => {
    const next = apis[Math.min(asked.length, apis.length - 1)] as CognitoApi;
    asked.push(operation);
    return next(operation, input, options);
  };
  return Object.assign(api, { asked });
}

const callsOf = (api: CognitoApi, timeoutMs = 5000, maxConcurrentCalls = 10): CognitoCalls =>
  new CognitoCalls({ api, timeoutMs, maxConcurrentCalls });

const write = ({ write: ask }: CallsOfWork): Promise<object> => ask('SignUp', { Password: SECRET });
const read = ({ read: ask }: CallsOfWork): Promise<object> => ask('GetUser', {});

async function failureOf(pending: Promise<unknown>): Promise<CognitoCallFailure> {
  const failure: unknown = await pending.catch((error: unknown) => error);
  if (!(failure instanceof CognitoCallFailure)) throw new Error('It did not fail so');
  return failure;
}

describe('CognitoCalls', () => {
  it('gives what Cognito answers', async () => {
    expect(await callsOf(async () => ({ UserSub: '1' })).run(undefined, write)).toEqual({
      UserSub: '1',
    });
  });

  it('says what failed, and keeps the text apart', async () => {
    const api = refusing('NotAuthorizedException', 400, `Incorrect ${SECRET}`);

    const { service, text, isOutage } = await failureOf(callsOf(api).run(undefined, write));
    expect(isOutage).toBe(false);
    expect(text).toBe(`Incorrect ${SECRET}`);
    expect(service).toMatchObject({
      operation: 'SignUp',
      exception: 'NotAuthorizedException',
      status: 400,
      requestId: 'id-1',
      message: 'SignUp failed: NotAuthorizedException',
    });
    expect(service.durationMs).toBeGreaterThanOrEqual(0);
    expect(JSON.stringify([service, service.message, service.stack])).not.toContain(SECRET);
  });

  it.each([
    ['TooManyRequestsException', 400],
    ['ThrottlingException', 400],
    ['InternalErrorException', 500],
    ['HTTP503', 503],
  ])('takes %s for an outage', async (name, status) => {
    const { isOutage } = await failureOf(callsOf(refusing(name, status)).run(undefined, write));

    expect(isOutage).toBe(true);
  });

  it.each<[string, CognitoApi]>([
    [
      'that throws at once',
      () => {
        throw new TypeError(SECRET);
      },
    ],
    ['that answers nothing', (() => undefined) as unknown as CognitoApi],
    ['that rejects with nothing', () => Promise.reject(undefined)],
  ])('takes an implementation %s for an outage', async (_case, api) => {
    const { service, isOutage } = await failureOf(callsOf(api).run(undefined, write));

    expect(isOutage).toBe(true);
    expect(service.message).toMatch(/^SignUp failed: no answer \((?:TypeError|unknown)\)$/);
  });

  describe('another try', () => {
    const lost = refusing('HTTP502', 502);
    const done: CognitoApi = async () => ({ done: true });

    it('is made for a read whose answer was lost, once', async () => {
      const first = inTurn(lost, done);
      expect(await callsOf(first).run(undefined, read)).toEqual({ done: true });
      const always = inTurn(lost);
      await failureOf(callsOf(always).run(undefined, read));

      expect([first.asked.length, always.asked.length]).toEqual([2, 2]);
    });

    it.each([
      ['a write', write, lost],
      ['a refusal', read, refusing('NotAuthorizedException', 400)],
      ['a quota that is used up', read, refusing('TooManyRequestsException', 400)],
    ])('is not made for %s', async (_case, work, api) => {
      const counted = inTurn(api);
      await failureOf(callsOf(counted).run(undefined, work));

      expect(counted.asked).toHaveLength(1);
    });

    it('is made for a write that could not connect', async () => {
      const free = createServer().listen(0, '127.0.0.1');
      await once(free, 'listening');
      const { port } = free.address() as AddressInfo;
      await new Promise((resolve) => free.close(resolve));
      const closed = fetchCognitoApi({
        service: 'AWSCognitoIdentityProviderService',
        endpoint: `http://127.0.0.1:${port}`,
        fetch: globalThis.fetch,
      });
      const api = inTurn(closed, done);

      expect(await callsOf(api).run(undefined, write)).toEqual({ done: true });
      expect(api.asked).toHaveLength(2);
    });

    it('is not made for a write whose connection broke', async () => {
      const server = createServer((request) => request.socket.destroy()).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const api = inTurn(
        fetchCognitoApi({
          service: 'AWSCognitoIdentityProviderService',
          endpoint: `http://127.0.0.1:${port}`,
          fetch: globalThis.fetch,
        }),
      );
      const failure = await failureOf(callsOf(api).run(undefined, write));
      await new Promise((resolve) => server.close(resolve));

      expect(failure.isOutage).toBe(true);
      expect(api.asked).toHaveLength(1);
    });
  });

  describe('the deadline', () => {
    it('ends what ignores the signal, and says so', async () => {
      const { service, isOutage } = await failureOf(callsOf(never, 20).run(undefined, write));

      expect(isOutage).toBe(true);
      expect(service.message).toContain('SignUp failed: no complete answer within 20 ms');
    });

    it('is one for all calls of a work', async () => {
      const calls = callsOf(
        inTurn(async () => ({}), never),
        20,
      );

      const failure = await failureOf(
        calls.run(undefined, async ({ write: ask }) => {
          await ask('InitiateAuth', {});
          return ask('RespondToAuthChallenge', {});
        }),
      );
      expect(failure.service.operation).toBe('RespondToAuthChallenge');
    });

    it('makes room for others', async () => {
      const calls = callsOf(
        inTurn(never, async () => ({})),
        20,
        1,
      );
      await failureOf(calls.run(undefined, write));

      expect(await calls.run(undefined, write)).toEqual({});
    });
  });

  it('fails with the reason of the caller who gives up, and leaves nothing behind', async () => {
    const caller = new AbortController();
    let signal: AbortSignal | undefined;
    const pending = callsOf((_operation, _input, options) => {
      signal = options.signal;
      return new Promise(() => undefined);
    }).run(caller.signal, write);
    const reason = new Error('the browser is gone');
    caller.abort(reason);

    await expect(pending).rejects.toBe(reason);
    expect(signal?.aborted).toBe(true);
    expect(getEventListeners(caller.signal, 'abort')).toEqual([]);
  });

  it('refuses calls beyond the bound at once, and none when there is room again', async () => {
    const ends: (() => void)[] = [];
    const api = inTurn(() => new Promise((resolve) => ends.push(() => resolve({}))));
    const calls = callsOf(api, 5000, 2);
    const running = [calls.run(undefined, write), calls.run(undefined, write)];

    const { service, isOutage } = await failureOf(calls.run(undefined, write));
    expect(isOutage).toBe(true);
    expect(service.message).toContain('maxConcurrentCalls');
    expect(api.asked).toHaveLength(2);

    for (const end of ends) end();
    expect(await Promise.all(running)).toEqual([{}, {}]);
    const next = calls.run(undefined, write);
    ends.at(-1)?.();
    expect(await next).toEqual({});
  });
});
