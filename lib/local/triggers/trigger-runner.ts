import { ServiceException } from '../wire/service-exception.js';
import type { LocalTriggerEvent, LocalTriggers } from './local-triggers.interface.js';

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
const VERSIONS: Readonly<Record<keyof LocalTriggers, string>> = {
  preSignUp: '1',
  userMigration: '1',
  preTokenGeneration: '2',
  defineAuthChallenge: '1',
  createAuthChallenge: '1',
  verifyAuthChallengeResponse: '1',
};

/** Runs the triggers of a pool as Cognito runs Lambda functions. */
export class TriggerRunner {
  readonly #triggers: LocalTriggers;
  readonly #pool: { readonly region: string; readonly userPoolId: string };

  constructor(
    triggers: LocalTriggers,
    pool: { readonly region: string; readonly userPoolId: string },
  ) {
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
   * answers with something else than an event
   */
  async run<Name extends keyof LocalTriggers>(
    name: Name,
    { clientId, userName }: TriggerCall,
    own: OwnPart<EventOf<Name>>,
  ): Promise<EventOf<Name>['response']> {
    const trigger = this.#triggers[name] as ((event: unknown) => unknown) | undefined;
    if (trigger === undefined) return own.response;
    const event = {
      version: VERSIONS[name],
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
}

async function answerOf(
  name: string,
  trigger: (event: unknown) => unknown,
  event: object,
): Promise<unknown> {
  try {
    return (await trigger(event)) ?? event;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new ServiceException(
      'UserLambdaValidationException',
      `${name.slice(0, 1).toUpperCase()}${name.slice(1)} failed with error ${message}.`,
    );
  }
}

function isEvent(answered: unknown): answered is { readonly response: object } {
  const { response } = (answered ?? {}) as { readonly response?: unknown };
  return typeof response === 'object' && response !== null;
}
