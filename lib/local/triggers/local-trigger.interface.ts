/** What a user pool passes to a trigger, in the shape of Lambda's event. The trigger fills in `response`. */
export interface LocalTriggerEvent<Source extends string, Request, Response> {
  readonly version: string;
  readonly triggerSource: Source;
  readonly region: string;
  readonly userPoolId: string;
  /** `Username`; before there is a user, the name that was sent. */
  readonly userName: string;
  readonly callerContext: { readonly awsSdkVersion: string; readonly clientId: string };
  readonly request: Request;
  response: Response;
}

/**
 * A trigger as a plain function. The event that it returns counts, or else the one that it was given. What it throws
 * reaches the caller as UserLambdaValidationException. It has five seconds, by the clock of the machine.
 */
export type LocalTrigger<Event> = (event: Event) => Event | void | Promise<Event | void>;

export type TriggerAttributes = Readonly<Record<string, string>>;
export type TriggerMetadata = Readonly<Record<string, string>> | undefined;
