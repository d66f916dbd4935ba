import { ServiceException } from '../wire/service-exception.js';
import type { LocalTriggerEvent } from './local-trigger.interface.js';
import type { LocalTriggers } from './local-triggers.interface.js';

/** What is known of the call that a trigger runs for. */
export interface TriggerCall {
  readonly clientId: string;
  readonly userName: string;
}

/** The event that a trigger takes. */
type EventOf<Name extends keyof LocalTriggers> = Parameters<NonNullable<LocalTriggers[Name]>>[0];

/** The part of an event that differs from trigger to trigger. */
type OwnPart<Event> =
  Event extends LocalTriggerEvent<infer Source, infer Request, infer Response>
    ? { readonly triggerSource: Source; readonly request: Request; readonly response: Response }
    : never;

/** Version of the event of each trigger, by AWS's pages. */
const VERSIONS: Readonly<Record<Exclude<keyof LocalTriggers, 'preTokenGeneration'>, string>> = {
  preSignUp: '1',
  postConfirmation: '1',
  preAuthentication: '1',
  postAuthentication: '1',
  userMigration: '1',
  defineAuthChallenge: '1',
  createAuthChallenge: '1',
  verifyAuthChallengeResponse: '1',
};

/**
 * As Cognito waits. It then asks again, which a function in this process is spared: the first call may still go on.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
 */
const TIMEOUT_MS = 5000;

/** The pool that triggers run for. */
export interface TriggeringPool {
  readonly region: string;
  readonly userPoolId: string;
  readonly preTokenGenerationVersion: 'V1_0' | 'V2_0' | 'V3_0';
}

/** Runs the triggers of a pool as Cognito runs Lambda functions. */
export class TriggerRunner {
  readonly #triggers: LocalTriggers;
  readonly #pool: TriggeringPool;

  constructor(triggers: LocalTriggers, pool: TriggeringPool) {
    this.#triggers = triggers;
    this.#pool = pool;
  }

  has(name: keyof LocalTriggers): boolean {
    return this.#triggers[name] !== undefined;
  }

  /**
   * Runs a trigger.
   *
   * @returns its response, or the one that it was given where there is no such trigger
   * @throws {ServiceException} UserLambdaValidationException when it throws; InvalidLambdaResponseException when it
   * answers with something else than an event; UnexpectedLambdaException when it takes longer than five seconds
   */
  async run<Name extends keyof LocalTriggers>(
    name: Name,
    { clientId, userName }: TriggerCall,
    own: OwnPart<EventOf<Name>>,
  ): Promise<EventOf<Name>['response']> {
    const trigger = this.#triggers[name] as ((event: unknown) => unknown) | undefined;
    if (trigger === undefined) return own.response;
    const event = {
      version: this.#versionOf(name),
      ...own,
      region: this.#pool.region,
      userPoolId: this.#pool.userPoolId,
      userName,
      callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId },
    };
    const answered = await answerOf(name, trigger, event);
    if (!isEvent(answered)) {
      throw new ServiceException('InvalidLambdaResponseException', 'Unrecognizable lambda output');
    }
    return answered.response;
  }

  #versionOf(name: keyof LocalTriggers): string {
    return name === 'preTokenGeneration'
      ? this.#pool.preTokenGenerationVersion.slice(1, 2)
      : VERSIONS[name];
  }
}

async function answerOf(
  name: string,
  trigger: (event: unknown) => unknown,
  event: object,
): Promise<unknown> {
  const title = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
  const timeout = timeoutOf(title);
  try {
    return (await Promise.race([trigger(event), timeout.promise])) ?? event;
  } catch (error) {
    if (error instanceof ServiceException) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new ServiceException(
      'UserLambdaValidationException',
      `${title} failed with error ${message}.`,
    );
  } finally {
    timeout.clear();
  }
}

function timeoutOf(title: string): {
  readonly promise: Promise<never>;
  readonly clear: () => void;
} {
  let timer: NodeJS.Timeout | undefined;
  const promise = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new ServiceException(
            'UnexpectedLambdaException',
            `${title} invocation failed due to error Socket timeout while invoking Lambda function.`,
          ),
        ),
      TIMEOUT_MS,
    );
  });
  return { promise, clear: () => clearTimeout(timer) };
}

function isEvent(answered: unknown): answered is { readonly response: object } {
  const { response } = (answered ?? {}) as { readonly response?: unknown };
  return typeof response === 'object' && response !== null;
}
