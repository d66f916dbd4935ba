import type { CognitoAuthEvent } from './cognito-auth-event.interface.js';
import { EventReporter } from './event-reporter.js';

const EVENT: CognitoAuthEvent = { type: 'refused', code: 'ERR_COGNITO_TOKEN_MISSING' };
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('EventReporter', () => {
  const failures: unknown[] = [];
  let reporter: EventReporter;

  beforeEach(() => {
    failures.length = 0;
    reporter = new EventReporter((error) => failures.push(error));
  });

  it('is heard as soon as somebody listens', () => {
    expect(reporter.isHeard).toBe(false);
    reporter.addListener(() => undefined);

    expect(reporter.isHeard).toBe(true);
  });

  it('reports to all who listen', () => {
    const heard: unknown[] = [];
    reporter.addListener((event) => heard.push(['first', event]));
    reporter.addListener((event) => heard.push(['second', event]));
    reporter.report(EVENT);

    expect(heard).toEqual([
      ['first', EVENT],
      ['second', EVENT],
    ]);
  });

  it('lets no listener change what others hear', () => {
    const heard: unknown[] = [];
    reporter.addListener((event) => void Object.assign(event, { code: 'another', token: 'a.b.c' }));
    reporter.addListener((event) => heard.push(event));
    reporter.report({ ...EVENT });

    expect(heard).toEqual([EVENT]);
    expect(failures).toEqual([expect.any(TypeError)]);
  });

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('down');
      },
    ],
    ['rejects', async () => Promise.reject(new Error('down'))],
  ])(
    'tells once of a listener that %s, and keeps nothing from the others',
    async (_case, listener) => {
      const heard: unknown[] = [];
      reporter.addListener(listener);
      reporter.addListener((event) => heard.push(event));
      for (let times = 0; times < 3; times += 1) reporter.report(EVENT);
      await settle();

      expect(failures).toEqual([new Error('down')]);
      expect(heard).toEqual([EVENT, EVENT, EVENT]);
    },
  );
});
