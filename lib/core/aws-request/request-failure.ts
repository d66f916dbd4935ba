/** Why there is no response: no connection or a lost one, the deadline, or a body beyond the limit. */
export type RequestFailureReason = 'connection' | 'deadline' | 'too-long';

/** A request that had no complete response. */
export class RequestFailure extends Error {
  readonly reason: RequestFailureReason;

  constructor(reason: RequestFailureReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.reason = reason;
  }
}
