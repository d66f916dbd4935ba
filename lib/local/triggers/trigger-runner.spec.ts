import { TriggerRunner } from './trigger-runner.js';

const IDS = { region: 'eu-west-1', userPoolId: 'eu-west-1_LocalTest' };
const POOL = { ...IDS, preTokenGenerationVersion: 'V2_0' } as const;
const CALL = { clientId: 'client', userName: 'ada' };
const OWN = {
  triggerSource: 'PreSignUp_SignUp',
  request: { userAttributes: {}, clientMetadata: undefined },
  response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
} as const;

describe('TriggerRunner', () => {
  it('gives what was there, where there is no trigger', async () => {
    const triggers = new TriggerRunner({}, POOL);

    expect(triggers.has('preSignUp')).toBe(false);
    await expect(triggers.run('preSignUp', CALL, OWN)).resolves.toBe(OWN.response);
  });

  it('passes the event of Lambda, and takes the one that comes back', async () => {
    const seen: unknown[] = [];
    const triggers = new TriggerRunner(
      {
        preSignUp: async (event) => {
          seen.push(event);
          return { ...event, response: { ...event.response, autoConfirmUser: true } };
        },
      },
      POOL,
    );

    await expect(triggers.run('preSignUp', CALL, OWN)).resolves.toEqual({
      ...OWN.response,
      autoConfirmUser: true,
    });
    expect(seen).toEqual([
      {
        version: '1',
        ...OWN,
        ...IDS,
        userName: 'ada',
        callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: 'client' },
      },
    ]);
  });

  it('does not wait for more than five seconds', async () => {
    import.meta.jest.useFakeTimers();
    const triggers = new TriggerRunner({ preSignUp: () => new Promise(() => undefined) }, POOL);
    const outcomes: unknown[] = [];
    const running = triggers.run('preSignUp', CALL, OWN).catch((error) => outcomes.push(error));
    await import.meta.jest.advanceTimersByTimeAsync(4999);
    expect(outcomes).toEqual([]);
    await import.meta.jest.advanceTimersByTimeAsync(1);
    await running;
    import.meta.jest.useRealTimers();

    expect(outcomes).toEqual([
      expect.objectContaining({
        type: 'UnexpectedLambdaException',
        message:
          'PreSignUp invocation failed due to error Socket timeout while invoking Lambda function.',
      }),
    ]);
  });

  it('leaves no timer behind', async () => {
    import.meta.jest.useFakeTimers();
    await new TriggerRunner({ preSignUp: () => undefined }, POOL).run('preSignUp', CALL, OWN);

    expect(import.meta.jest.getTimerCount()).toBe(0);
    import.meta.jest.useRealTimers();
  });

  it.each([
    ['a text', 'nonsense'],
    ['an object', {}],
    ['an event without a response', { response: null }],
  ])('refuses %s in place of an event', async (_case, answer) => {
    const triggers = new TriggerRunner({ preSignUp: () => answer as never }, POOL);

    await expect(triggers.run('preSignUp', CALL, OWN)).rejects.toMatchObject({
      type: 'InvalidLambdaResponseException',
    });
  });

  it.each([
    ['an error', new Error('Not here')],
    ['a text', 'Not here'],
  ])('tells the caller when it throws %s', async (_case, thrown) => {
    const triggers = new TriggerRunner(
      {
        preSignUp: () => {
          throw thrown;
        },
      },
      POOL,
    );

    await expect(triggers.run('preSignUp', CALL, OWN)).rejects.toMatchObject({
      type: 'UserLambdaValidationException',
      message: 'PreSignUp failed with error Not here.',
    });
  });
});
