import type { CognitoUser } from '../claims/cognito-user.js';
import type { RefusedError } from '../errors/refusals.js';
import { type DecisionTrace, publishDecision } from './channels.js';
import type { AcceptedEvent, RefusedEvent } from './cognito-auth-event.interface.js';
import { describeRefusal, type RefusedCall } from './describe-refusal.js';
import type { EventReporter } from './event-reporter.js';

/** Reports decisions about calls: to the log, to listeners of events, and on the diagnostics channel. */
export class DecisionReporter {
  readonly #events: EventReporter;
  readonly #debug: (line: string) => void;

  constructor(events: EventReporter, debug: (line: string) => void) {
    this.#events = events;
    this.#debug = debug;
  }

  accepted(user: CognitoUser, trace: DecisionTrace | undefined): void {
    // Nothing is built where nobody listens.
    if (trace === undefined && !this.#events.isHeard) return;
    const { sub, userPoolId, clientId, tokenUse } = user;
    this.#report({ type: 'accepted', sub, userPoolId, clientId, tokenUse }, trace);
  }

  /**
   * @param user whose call it was, where the token was good
   * @param call what the log says of it
   */
  refused(
    error: RefusedError,
    user: CognitoUser | undefined,
    trace: DecisionTrace | undefined,
    call?: RefusedCall,
  ): void {
    this.#debug(describeRefusal(error, call));
    const whose = user === undefined ? {} : { sub: user.sub };
    this.#report({ type: 'refused', code: error.code, ...whose }, trace);
  }

  #report(event: AcceptedEvent | RefusedEvent, trace: DecisionTrace | undefined): void {
    this.#events.report(event);
    if (trace !== undefined) publishDecision(event, trace);
  }
}
