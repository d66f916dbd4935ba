import type { Caller } from './caller.js';
import type { Shape } from './shape.js';

/** What was sent, after its shape was checked. */
export type Input = Readonly<Record<string, unknown>>;
/** Answered as JSON; members that are `undefined` are left out. */
export type Output = Readonly<Record<string, unknown>>;

/** An operation of the JSON API. */
export interface Operation {
  /** Members that it knows, by name. Others are ignored, as AWS ignores them. */
  readonly input: Readonly<Record<string, Shape>>;
  /** Whether AWS wants the request signed by IAM. Only that there is a signature is checked. */
  readonly isSigned: boolean;
  /** @param caller unknown where no request asks. @throws {ServiceException} */
  run(input: Input, caller?: Caller): Output | Promise<Output>;
}

/** A service of AWS, found by the first part of `X-Amz-Target`. */
export interface Service {
  /** Such as `AWSCognitoIdentityProviderService`. */
  readonly target: string;
  /** By name, such as `InitiateAuth`. Nothing else can be called. */
  readonly operations: ReadonlyMap<string, Operation>;
}
