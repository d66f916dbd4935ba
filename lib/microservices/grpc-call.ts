/** The part of `Metadata` of @grpc/grpc-js that is used here. Names are compared without regard to case. */
export interface GrpcMetadata {
  get(name: string): readonly (string | Buffer)[];
  set(name: string, value: string): void;
  getMap(): object;
}

/** The part of a call of @grpc/grpc-js that is used here, for calls whose client sends a stream. */
export interface GrpcStream {
  readonly metadata: GrpcMetadata;
  readonly cancelled: boolean;
  pause(): void;
  resume(): void;
  emit(event: 'error', status: object): boolean;
}

/** A call over gRPC, recognised by the arguments that Nest passes to its handler. */
export interface GrpcCall {
  readonly metadata: GrpcMetadata;
  /** The stream that the client sends and a handler with `@GrpcStreamMethod()` gets as an observable. */
  readonly requestStream?: GrpcStream;
  /** The call itself, if a handler with `@GrpcStreamCall()` gets nothing else. */
  readonly passedCall?: GrpcStream;
}

/**
 * Recognises the call by (data, metadata, call), or by (call) and (call, callback) with `@GrpcStreamCall()`;
 * `undefined` if the message did not come over gRPC. A client can send data only, so it cannot forge a call.
 */
export function grpcCallOf([first, second, third]: readonly unknown[]): GrpcCall | undefined {
  if (isMetadata(second)) {
    return isStream(third) ? { metadata: second, requestStream: third } : { metadata: second };
  }
  const isPassed = second === undefined || typeof second === 'function';
  return isPassed && isStream(first) ? { metadata: first.metadata, passedCall: first } : undefined;
}

function isMetadata(value: unknown): value is GrpcMetadata {
  return hasMethods(value, ['get', 'set', 'getMap']);
}

function isStream(value: unknown): value is GrpcStream {
  return (
    hasMethods(value, ['pause', 'resume', 'emit']) &&
    isMetadata((value as Partial<GrpcStream>).metadata)
  );
}

function hasMethods(value: unknown, names: readonly string[]): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    names.every((name) => typeof (value as Record<string, unknown>)[name] === 'function')
  );
}
